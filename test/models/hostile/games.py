"""One file for each game that can be played with opcodes to hide what is imported."""

from __future__ import annotations

from collections.abc import Iterator

from .assembler import (
    CAUGHT,
    COMMAND,
    PAYLOAD,
    SYSTEM,
    Case,
    Raw,
    blob,
    built,
    call,
    framed,
    imported,
    instance,
    number,
    pickled,
    short,
    stacked,
    text,
    value_of,
)

ARGS = value_of((COMMAND,))
GLOBAL = imported("posix", "system")
MODULE, NAME = short("posix"), short("system")
SKLEARN = imported("sklearn.svm._classes", "SVC")


def ways_to_name() -> Iterator[tuple[str, bytes, str | None]]:
    """Hide the names of an import."""
    yield "stack-global", MODULE + NAME + b"\x93" + ARGS + b"R", CAUGHT
    yield (
        "stack-global-from-memo",
        MODULE + b"q\x070" + NAME + b"q\x090h\x07h\x09\x93" + ARGS + b"R",
        CAUGHT,
    )
    yield (
        "stack-global-from-long-memo",
        MODULE + b"r\x01\x01\x00\x000" + NAME + b"r\x02\x01\x00\x000"
        b"j\x01\x01\x00\x00j\x02\x01\x00\x00\x93" + ARGS + b"R",
        CAUGHT,
    )
    yield (
        "memo-written-twice",
        short("collections")
        + b"q\x000"
        + MODULE
        + b"q\x000"
        + NAME
        + b"q\x010h\x00h\x01\x93"
        + ARGS
        + b"R",
        CAUGHT,
    )
    yield (
        "text-memo-of-protocol-0",
        MODULE + b"p5\n0" + NAME + b"p6\n0g5\ng6\n\x93" + ARGS + b"R",
        CAUGHT,
    )
    yield "names-duplicated", short("pty") + b"2\x93" + ARGS + b"R", "pty.pty"
    yield (
        "other-values-between",
        MODULE + b"K\x01K\x0200" + NAME + b"(K\x011\x93" + ARGS + b"R",
        CAUGHT,
    )
    yield "pop-of-a-mark", MODULE + b"(0" + NAME + b"\x93" + ARGS + b"R", CAUGHT
    yield "names-as-python2-texts", b"U\x05posixU\x06system\x93" + ARGS + b"R", CAUGHT
    yield "names-as-lines", b"Vposix\nV\\u0073ystem\n\x93" + ARGS + b"R", CAUGHT
    yield "names-in-quotes", b"S'posix'\nS'\\x73ystem'\n\x93" + ARGS + b"R", CAUGHT
    huge = b"\x8d\x05" + bytes(7) + b"posix"
    yield "names-of-eight-byte-length", huge + NAME + b"\x93" + ARGS + b"R", CAUGHT
    joined = call(imported("operator", "concat"), "po", "six")
    yield "name-that-is-computed", joined + NAME + b"\x93" + ARGS + b"R", None
    part = call(imported("functools", "partial"), imported("operator", "concat"), "po")
    yield "name-by-partial", call(part, "six") + NAME + b"\x93" + ARGS + b"R", None
    turned = call(imported("codecs", "encode"), "cbfvk", "rot13")
    yield "name-by-rot13", turned + NAME + b"\x93" + ARGS + b"R", None
    yield "name-by-persistent-id", b"Pposix\n" + NAME + b"\x93" + ARGS + b"R", None
    yield (
        "dotted-global",
        call(imported("joblib", "numpy_pickle.os.system"), COMMAND),
        ("joblib.numpy_pickle.os.system"),
    )
    yield (
        "dotted-stack-global",
        call(stacked("sklearn", "utils.os.system"), COMMAND),
        ("sklearn.utils.os.system"),
    )
    yield "extension-registry", b"\x82\xf0" + ARGS + b"R", None
    yield "extension-of-two-bytes", b"\x83\xf0\x00" + ARGS + b"R", None
    yield "extension-of-four-bytes", b"\x84\xf0\x00\x00\x00" + ARGS + b"R", None


def ways_to_call() -> Iterator[tuple[str, bytes, str | None]]:
    """Call what was imported other than by REDUCE."""
    yield "inst", b"(" + text(COMMAND) + b"iposix\nsystem\n", CAUGHT
    yield "obj", b"(" + GLOBAL + text(COMMAND) + b"o", CAUGHT
    yield "newobj", instance(imported("subprocess", "Popen"), ["echo"]), "subprocess.Popen"
    yield (
        "newobj-ex",
        imported("subprocess", "Popen") + value_of((["echo"],)) + value_of({}) + b"\x92",
        "subprocess.Popen",
    )
    yield (
        "copyreg-newobj",
        (call(imported("copyreg", "__newobj__"), imported("subprocess", "Popen"), ["echo"])),
        "subprocess.Popen",
    )
    yield "setstate", built(instance(SKLEARN), {"__setstate__": GLOBAL}) + ARGS + b"b", CAUGHT
    yield "slots-state", built(instance(SKLEARN), (None, {"fit": GLOBAL})), CAUGHT
    yield "library-patched", built(SKLEARN, (None, {"predict": GLOBAL})), CAUGHT
    yield "module-patched", built(imported("sklearn", "svm"), {"SVC": 1}), None
    yield "partial", call(call(imported("functools", "partial"), GLOBAL), COMMAND), CAUGHT
    yield "reduce", call(imported("functools", "reduce"), GLOBAL, [COMMAND]), CAUGHT
    yield (
        "map",
        call(imported("builtins", "list"), call(imported("builtins", "map"), GLOBAL)),
        CAUGHT,
    )
    factory = call(imported("collections", "defaultdict"), GLOBAL)
    yield "default-factory", factory, CAUGHT
    yield "operator-call", call(imported("operator", "call"), GLOBAL, COMMAND), CAUGHT
    yield (
        "appended-to",
        call(imported("logging", "FileHandler"), "x") + b"K\x01a",
        ("logging.FileHandler"),
    )
    yield "dict-key", b"}" + SYSTEM + b"K\x01s", CAUGHT
    yield "thrown-away", SYSTEM + b"0N", CAUGHT
    yield "thrown-away-with-a-mark", b"(" + SYSTEM + b"1N", CAUGHT
    yield "only-imported", GLOBAL, CAUGHT
    yield "import-with-effects", imported("antigravity", "x"), "antigravity.x"
    yield "within-an-estimator", built(instance(SKLEARN), {"kernel": SYSTEM}), CAUGHT
    chain = call(imported("operator", "itemgetter"), "os")
    yield "itemgetter-chain", call(chain, imported("sys", "modules")), "sys.modules"
    grab = call(imported("builtins", "getattr"), call(imported("builtins", "__import__"), "os"))
    yield "getattr-chain", grab, "builtins.getattr"
    yield (
        "dynamic-class",
        call(imported("builtins", "type"), "X", (), {"__setstate__": GLOBAL}),
        CAUGHT,
    )


def nested() -> Iterator[tuple[str, bytes, str | None]]:
    """Hide a pickle in a value."""
    yield "pickle-in-bytes", call(imported("pickle", "loads"), PAYLOAD), "pickle.loads"
    twice = pickled(call(imported("_pickle", "loads"), PAYLOAD))
    yield "pickle-in-pickle-in-bytes", call(imported("pickle", "loads"), twice), "pickle.loads"
    stream = call(imported("io", "BytesIO"), PAYLOAD)
    yield "pickle-in-a-stream", call(imported("joblib", "load"), stream), "joblib.load"
    yield "unpickler", call(imported("pickle", "Unpickler"), stream), "pickle.Unpickler"
    packed = call(imported("zlib", "decompress"), b"x")
    yield "unpacked-first", call(imported("pickle", "loads"), packed), "zlib.decompress"
    yield (
        "pickle-in-torch-storage",
        call(imported("torch.storage", "_load_from_bytes"), PAYLOAD),
        "torch.storage._load_from_bytes",
    )
    yield (
        "code-in-marshal",
        call(imported("types", "FunctionType"), call(imported("marshal", "loads"), b"c"), {}),
        "marshal.loads",
    )


def broken() -> Iterator[tuple[str, bytes, str | None]]:
    """Run the payload first, then break what a scanner reads."""
    yield "cut-off", pickled(SYSTEM)[:-1], CAUGHT
    yield "garbage-behind", b"\x80\x04" + SYSTEM + b"\xff\xfe\xfd", CAUGHT
    yield "empty-stack-behind", b"\x80\x04" + SYSTEM + b"0000.", CAUGHT
    yield "memo-missing-behind", b"\x80\x04" + SYSTEM + b"h\x63.", CAUGHT
    yield "wrong-utf8-behind", b"\x80\x04" + SYSTEM + b"\x8c\x02\xff\xff.", CAUGHT
    yield "length-beyond-the-end", b"\x80\x04" + SYSTEM + b"\x8e" + b"\xff" * 7 + b"\x7f", CAUGHT
    yield "negative-long", b"\x80\x04" + SYSTEM + b"\x8b\xff\xff\xff\xff.", CAUGHT
    yield "number-that-is-none", b"\x80\x04" + SYSTEM + b"Iabc\n.", CAUGHT
    yield "protocol-255-behind", b"\x80\x04" + SYSTEM + b"\x80\xff.", CAUGHT
    yield "second-proto", b"\x80\x04\x80\x02" + SYSTEM + b".", CAUGHT
    yield "proto-in-the-middle", b"\x80\x02N0\x80\x04" + SYSTEM + b".", CAUGHT
    yield "frame-of-one-value", b"\x80\x04\x95\x01" + bytes(7) + b"N0" + SYSTEM + b".", CAUGHT
    # CPython's C reader forgets the rest of a frame when a name goes on behind it: posix.system.
    yield "frame-that-cuts-a-name", b"\x80\x04\x95\x02" + bytes(7) + b"cx" + SYSTEM[1:] + b".", None
    cut = b"\x95\x03" + bytes(7) + b"\x8c\x05x" + b"posix"
    yield "frame-that-cuts-a-text", b"\x80\x04" + cut + NAME + b"\x93" + ARGS + b"R.", None
    yield "frame", framed(SYSTEM), CAUGHT
    yield "no-proto", SYSTEM + b".", CAUGHT
    yield "names-in-crlf", b"cposix\r\nsystem\r\n" + ARGS + b"R.", None
    yield "mutual-references", b"\x80\x04]q\x00h\x00a0" + SYSTEM + b".", CAUGHT
    yield "comment-of-numbers", b"\x80\x04" + b"I0\n0" * 5000 + SYSTEM + b".", CAUGHT
    deep = b"\x80\x04" + b"(" * 3000 + SYSTEM + b"t" * 3000 + b"."
    yield "deeply-nested", deep, CAUGHT
    bomb = b"\x80\x04" + b"]q\x00" + b"(h\x00h\x00h\x00l" * 500 + SYSTEM + b"."
    yield "billion-laughs", bomb, CAUGHT
    yield "large-value-first", b"\x80\x04" + blob(b"." * 300_000) + b"0" + SYSTEM + b".", CAUGHT
    yield "large-text-first", b"\x80\x04" + text("." * 300_000) + b"0" + SYSTEM + b".", CAUGHT
    yield "long-line-first", b"\x80\x04V" + b"." * 300_000 + b"\n0" + SYSTEM + b".", CAUGHT
    yield "stop-inside-of-bytes", b"\x80\x04" + blob(b"N.") + b"0" + SYSTEM + b".", CAUGHT
    yield "number-then", b"\x80\x04" + number(1) + b"0" + SYSTEM + b".", CAUGHT


def cases() -> Iterator[Case]:
    """Make every game a file."""
    for folder, games in (
        ("naming", ways_to_name()),
        ("calling", ways_to_call()),
        ("nested", nested()),
    ):
        for title, body, caught in games:
            yield Case(f"{folder}/{title}.pkl", pickled(Raw(body)), caught)
    for title, data, caught in broken():
        yield Case(f"broken/{title}.pkl", data, caught)
