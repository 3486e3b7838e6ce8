"""Hostile files that one reader takes for something else than another does."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator

from .archives import DIRECTORY, END, HARMLESS, tarred, torch, zipped
from .assembler import (
    CAUGHT,
    PAYLOAD,
    SYSTEM,
    Case,
    Raw,
    built,
    call,
    imported,
    instance,
    pickled,
    text,
)
from .files import WRAPPER, array, dtype

#: As long as the payload, so that both archives look the same from outside.
QUIET = b"\x80\x04".ljust(len(PAYLOAD) - 2, b"(") + b"N."
LOCATOR, RECORD = b"PK\x06\x07", b"PK\x06\x06"


def split(archive: bytes) -> tuple[bytes, bytes, bytes]:
    """Take an archive apart: entries, directory, end."""
    directory, end = archive.index(DIRECTORY), archive.rindex(END)
    return archive[:directory], archive[directory:end], archive[end:]


def end_of(count: int, size: int, offset: int, comment: int = 0) -> bytes:
    """Write the end of a directory (APPNOTE.TXT, 4.3.16)."""
    return END + struct.pack("<HHHHIIH", 0, 0, count, count, size, offset, comment)


def wide_end(count: int, size: int, offset: int, at: int) -> bytes:
    """Write the 64-bit record of an end that stands at a place, and its locator (4.3.14)."""
    record = RECORD + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, offset)
    return record + LOCATOR + struct.pack("<IQI", 0, at, 1)


def two_directories(good: bytes, bad: bytes) -> tuple[bytes, bytes, bytes, int, int]:
    """Put the entries of two archives behind one another, with a directory of each."""
    first, listing, _ = split(good)
    second, other, _ = split(bad)
    moved = bytearray(other)
    at = 0
    while (at := bytes(moved).find(DIRECTORY, at)) >= 0:
        (offset,) = struct.unpack_from("<I", moved, at + 42)
        struct.pack_into("<I", moved, at + 42, offset + len(first))
        at += 4
    return first + second, listing, bytes(moved), len(first + second), listing.count(DIRECTORY)


def directories() -> Iterator[tuple[str, bytes]]:
    """Let a loader find another directory than a scanner does."""
    good, bad = torch(QUIET), torch(PAYLOAD)
    data, listing, other, begin, count = two_directories(good, bad)
    behind = begin + len(listing)
    hidden = end_of(count, len(other), behind)
    whole = data + listing + other
    # The last mark of an end, whose comment goes on beyond the file.
    comment = hidden[:-2] + b"\xff\x00"
    yield (
        "last-end-does-not-fit.pt",
        whole + end_of(count, len(listing), begin, len(comment)) + comment,
    )
    shifted = hidden + b"x"
    yield (
        "comment-behind-an-end.pt",
        whole + end_of(count, len(listing), begin, len(shifted)) + shifted,
    )
    wide = wide_end(count, len(other), behind, len(whole))
    yield "wide-record-says-otherwise.pt", whole + wide + end_of(count, len(listing), begin)
    yield "directory-is-not-the-last.pt", whole + end_of(count, len(listing), begin)
    yield "same-archive-twice.pt", good + bad
    low = wide_end(count, len(other), 0xFFFFFFFFFFFF, len(whole))
    yield "wide-record-beyond-the-end.pt", whole + low + end_of(count, 0xFFFFFFFF, 0xFFFFFFFF)
    yield "directory-of-zero-entries.pt", good[:-22] + end_of(0, 0, 0)


def entry_names() -> Iterator[tuple[str, bytes, str | None]]:
    """Call an entry something else for every reader."""
    version = ("archive/version", b"3\n")
    root = ("evil/", b""), ("good/data.pkl", HARMLESS), ("good/version", b"3\n")
    rest = ("evil/data.pkl", PAYLOAD), ("evil/version", b"3\n")
    yield "folder-comes-first.pt", zipped(*root, *rest), CAUGHT
    yield (
        "pickle-beside-the-folder.pt",
        zipped(("a/data.pkl", HARMLESS), ("a/version", b"3\n"), ("b/data.pkl", PAYLOAD)),
        CAUGHT,
    )
    yield (
        "pickle-in-the-root.pt",
        zipped(("a/data.pkl", HARMLESS), ("a/version", b"3\n"), ("data.pkl", PAYLOAD)),
        CAUGHT,
    )
    yield (
        "capital-extension.pt",
        zipped(("a/data.pkl", HARMLESS), version, ("a/other.PKL", PAYLOAD)),
        CAUGHT,
    )
    named = zipped(("archive/data.pkl", HARMLESS), ("archive/data.pklX", PAYLOAD), version)
    yield "name-cut-by-a-zero.pt", named.replace(b"data.pklX", b"data.pkl\0"), None
    label = b"archive/data.pkl"
    field = struct.pack("<HHBI", 0x7075, 5 + len(label), 1, zlib.crc32(b"archive/data.txt"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", HARMLESS)
        info = zipfile.ZipInfo("archive/data.txt")
        info.extra = field + label
        archive.writestr(info, PAYLOAD)
        archive.writestr(*version)
    yield "unicode-path.pt", buffer.getvalue(), None
    yield (
        "debug-pickle.pt",
        zipped(("archive/data.pkl", HARMLESS), version, ("archive/x.debug_pkl", PAYLOAD)),
        CAUGHT,
    )
    yield (
        "duplicate-by-slashes.pt",
        zipped(("archive/data.pkl", HARMLESS), ("archive\\data.pkl", PAYLOAD), version),
        None,
    )
    yield (
        "zip-in-a-zip.zip",
        zipped(("model.pt", torch())),
        CAUGHT,
    )
    yield "tar-in-a-zip.zip", zipped(("model.pkl", tarred("w", model_pkl=PAYLOAD))), None
    yield "joblib-in-a-torch-archive.pt", torch(array(b"N") + b"."), None


def keras(config: object, **more: bytes) -> bytes:
    """Write a .keras archive."""
    metadata = json.dumps({"keras_version": "3.9.0", "date_saved": "2026-01-01@00:00:00"}).encode()
    entries = [("metadata.json", metadata), ("config.json", json.dumps(config).encode())]
    entries += [("model.weights.h5", b"\x89HDF\r\n\x1a\n")]
    return zipped(*entries, *more.items())


def layer(module: str | None, name: str, config: object, **more: object) -> dict[str, object]:
    """Name an object as Keras does."""
    return {"module": module, "class_name": name, "config": config, "registered_name": None, **more}


def model(*layers: object, **more: object) -> dict[str, object]:
    """Stack layers."""
    config = {"name": "m", "trainable": True, "layers": list(layers)}
    return layer("keras", "Sequential", config, **more)


def function(module: str, name: str) -> dict[str, object]:
    """Name a function as Keras does."""
    return layer(module, "function", name)


def keras_files() -> Iterator[tuple[str, bytes, str | None]]:
    """Use what Keras imports, calls and reads (its advisories of 2024 to 2026)."""
    dense = {"name": "d", "units": 1}
    lamb = "keras.layers"
    code = {"class_name": "__lambda__", "config": {"code": "4wA=", "defaults": None}}
    yield "lambda.keras", keras(model(layer(lamb, "Lambda", {"name": "l", "function": code}))), None
    nested = layer(
        lamb,
        "TimeDistributed",
        {"name": "t", "layer": layer(lamb, "Lambda", {"name": "l", "function": code})},
    )
    yield "lambda-within-a-wrapper.keras", keras(model(nested)), None
    old = layer(
        None, "Lambda", {"name": "l", "function_type": "lambda", "function": ["4wA=", None, None]}
    )
    yield "lambda-as-keras-2-wrote-it.keras", keras(model(old)), None
    run = function("os", "system")
    yield (
        "activation-of-os.keras",
        keras(model(layer(lamb, "Dense", {**dense, "activation": run}))),
        "os.system",
    )
    for file, module, name in [
        ("lambda-of-os", "os", "system"),
        ("get-file", "keras.utils", "get_file"),
        ("extract-archive", "keras.src.utils.file_utils", "extract_archive"),
        ("unsafe-mode-on", "keras.config", "enable_unsafe_deserialization"),
        ("load-model", "keras.models", "load_model"),
    ]:
        called = {"name": "l", "function": function(module, name)}
        yield f"{file}.keras", keras(model(layer(lamb, "Lambda", called))), f"{module}.{name}"
    words = {"name": "s", "vocabulary": "/etc/passwd"}
    yield "vocabulary.keras", keras(model(layer(lamb, "StringLookup", words))), None
    yield "vocabulary-of-text.keras", keras(model(layer(lamb, "TextVectorization", words))), None
    address = {"name": "s", "vocabulary": "http://169.254.169.254/x"}
    yield "vocabulary-by-address.keras", keras(model(layer(lamb, "IntegerLookup", address))), None
    column = {
        "class_name": "VocabularyFileCategoricalColumn",
        "config": {"vocabulary_file": "/etc/passwd"},
    }
    yield (
        "feature-column.keras",
        keras(model(layer(lamb, "DenseFeatures", {"name": "f", "feature_columns": [column]}))),
        None,
    )
    yield (
        "saved-model-elsewhere.keras",
        keras(model(layer(lamb, "TFSMLayer", {"name": "t", "filepath": "/tmp/x"}))),
        None,
    )
    yield (
        "torch-module.keras",
        keras(model(layer(lamb, "TorchModuleWrapper", {"name": "t", "module": "gAQu"}))),
        None,
    )
    raw = layer(None, "TFOpLambda", {"name": "t", "function": "io.write_file"})
    yield "operation-that-writes.keras", keras(model(raw)), None
    rawer = layer(None, "TFOpLambda", {"name": "t", "function": "raw_ops.ReadFile"})
    yield "raw-operation.keras", keras(model(rawer)), None
    loss = {"loss": function("subprocess", "getoutput")}
    trained = layer("keras.src", "x", loss)["config"]
    yield (
        "loss-of-subprocess.keras",
        keras({**model(layer(lamb, "Dense", dense)), "compile_config": trained}),
        "subprocess.getoutput",
    )
    built_in = function("builtins", "exec")
    yield (
        "exec-of-builtins.keras",
        keras(model(layer(lamb, "Dense", {**dense, "activation": built_in}))),
        "builtins.exec",
    )
    pick = layer("pickle", "Unpickler", {})
    yield "class-of-pickle.keras", keras(model(pick)), "pickle.Unpickler"
    inside = {**dense, "kernel_initializer": layer("runpy", "run_path", {"path": "x"})}
    yield "initializer-of-runpy.keras", keras(model(layer(lamb, "Dense", inside))), "runpy.run_path"
    good, bad = (
        keras(model(layer(lamb, "Dense", dense))),
        keras(model(layer(lamb, "Dense", {**dense, "activation": run}))),
    )
    yield "two-archives.keras", good + bad, None
    data, listing, other, begin, count = two_directories(good, bad)
    yield (
        "directory-that-zipfile-takes.keras",
        data + listing + other + end_of(count, len(listing), begin),
        None,
    )


def polyglots() -> Iterator[tuple[str, bytes, str | None]]:
    """Make files that are two things."""
    skip = b"CBM1" + bytes(64) + b"0" + SYSTEM + b"."
    yield "catboost-and-pickle.pkl", skip, None
    r = b"X\n\0\0\0\x02\0\x04\x03\x01\0\x02\x03\0\0" + b"0" + SYSTEM + b"."
    yield "r-and-pickle.pkl", r, CAUGHT
    yield "protocol-0-by-number.pkl", b"\x80\x00" + SYSTEM + b".", CAUGHT
    yield "protocol-1-by-number.pkl", b"\x80\x01" + SYSTEM + b".", CAUGHT
    yield "protocol-1-without-a-name", b"\x80\x01" + SYSTEM + b".", CAUGHT
    yield "number-first.pth", b"I1\n0" + SYSTEM + b".", CAUGHT
    yield "number-first.pt", b"K\x010" + SYSTEM + b".", CAUGHT
    yield "none-first.ckpt", b"N0" + SYSTEM + b".", CAUGHT
    yield "pytorch_model.bin", b"L1L\n0" + SYSTEM + b".", CAUGHT
    yield "pytorch_model-00001-of-00002.bin", b"F1.0\n0" + SYSTEM + b".", CAUGHT
    yield "extension-first.pkl", b"\x82\x01N\x85R0" + SYSTEM + b".", CAUGHT
    yield "bytearray-first.pkl", b"\x96" + struct.pack("<Q", 2) + b"xx0" + SYSTEM + b".", CAUGHT
    yield "frame-first.pkl", b"\x95" + struct.pack("<Q", 0) + SYSTEM + b".", CAUGHT


def codecs() -> Iterator[tuple[str, bytes, str | None]]:
    """Compress under names that hide it."""
    import bz2
    import gzip
    import lzma

    yield "table.csv.gz", gzip.compress(PAYLOAD, mtime=0), CAUGHT
    yield "object.rds", gzip.compress(PAYLOAD, mtime=0), CAUGHT
    yield "object.RData", bz2.compress(PAYLOAD), CAUGHT
    yield "twice.pkl", gzip.compress(gzip.compress(PAYLOAD, mtime=0), mtime=0), None
    yield "xz-with-sha256.xz", lzma.compress(PAYLOAD, check=lzma.CHECK_SHA256), CAUGHT
    stream = zlib.compressobj(9, zlib.DEFLATED, 9)
    yield "zlib-of-a-small-window.pkl", stream.compress(PAYLOAD) + stream.flush(), None
    named = b"\x1f\x8b\x08\x18" + bytes(6) + b"name\0comment\0"
    raw = zlib.compressobj(wbits=-15)
    packed = raw.compress(PAYLOAD) + raw.flush()
    yield (
        "gzip-with-a-name.pkl",
        named + packed + struct.pack("<II", zlib.crc32(PAYLOAD), len(PAYLOAD)),
        CAUGHT,
    )
    yield "gzip-with-bytes-behind.pkl", gzip.compress(PAYLOAD, mtime=0) + b"garbage", None
    deltas = [{"id": lzma.FILTER_DELTA, "dist": 1}, {"id": lzma.FILTER_LZMA2}]
    yield "xz-with-a-delta.pkl", lzma.compress(PAYLOAD, filters=deltas), None
    skippable = b"\x50\x2a\x4d\x18" + struct.pack("<I", 3) + b"abc"
    from .files import lz4

    yield "lz4-behind-a-skipped-frame.lz4", skippable + lz4(PAYLOAD), None
    yield "lz4-of-two-frames.lz4", lz4(PAYLOAD[:9]) + lz4(PAYLOAD[9:]), CAUGHT


def wrappers() -> Iterator[tuple[str, bytes, str | None]]:
    """Hide from a reader that joblib passes over some bytes."""
    state = {
        "shape": (9 + 4,),
        "order": "C",
        "dtype": dtype("u1"),
        "subclass": imported("numpy", "ndarray"),
        "allow_mmap": False,
    }
    # Joblib takes thirteen bytes for an array; whoever does not, reads on within a value of bytes.
    swallow = b"N" * 8 + b"B" + struct.pack("<I", len(SYSTEM) + 2)

    def passed(made: bytes) -> bytes:
        return pickled(b"](" + built(Raw(made), state) + swallow + b"0" + SYSTEM + b"." + b"Ne")

    derived = call(imported("builtins", "type"), "X", Raw(b"(" + WRAPPER + b"t"), {})
    yield "derived-class", passed(instance(derived)), None
    one = instance(WRAPPER)
    listed = Raw(b"](" + one + b"e")
    taken = call(imported("builtins", "next"), call(imported("builtins", "iter"), listed))
    yield "out-of-a-list", passed(taken), None
    yield "out-of-a-tuple", passed(call(imported("builtins", "max"), Raw(b"(" + one + b"t"))), None
    mapped = Raw(b"}" + one + b"K\x01s")
    yield (
        "out-of-a-dict",
        passed(call(imported("builtins", "next"), call(imported("builtins", "iter"), mapped))),
        None,
    )
    kept = Raw(b"\x8f(" + one + b"\x90")
    yield "out-of-a-set", passed(call(imported("builtins", "min"), kept)), None
    frozen = Raw(b"(" + one + b"\x91")
    yield "out-of-a-frozenset", passed(call(imported("builtins", "max"), frozen)), None
    args = Raw(b"(" + WRAPPER + imported("builtins", "object") + b"Nt")
    yield (
        "out-of-rebuilding",
        passed(
            instance(call(imported("builtins", "next"), call(imported("builtins", "iter"), args)))
        ),
        None,
    )
    holder = built(
        instance(imported("sklearn.svm._classes", "SVC")), Raw(b"}" + text("a") + one + b"s")
    )
    yield "within-a-state", passed(call(imported("copy", "copy"), holder)), None


def cases() -> Iterator[Case]:
    """Make every file."""
    for file, data in directories():
        yield Case(f"readers/{file}", data, None)
    for folder, part in (
        ("readers", entry_names()),
        ("keras", keras_files()),
        ("two-things", polyglots()),
        ("codecs", codecs()),
    ):
        for file, data, caught in part:
            yield Case(f"{folder}/{file}", data, caught)
    for title, data, caught in wrappers():
        yield Case(f"wrappers/{title}.joblib", data, caught)
