"""Names that reach code, files or the network by ways that lists of names seldom have."""

from __future__ import annotations

from collections.abc import Iterator

from .assembler import (
    CAUGHT,
    COMMAND,
    Case,
    Raw,
    blob,
    built,
    call,
    imported,
    instance,
    pickled,
    short,
    stacked,
    value_of,
)

PATH = "/tmp/never-written"
URL = "http://127.0.0.1:9/never-asked"
CODE = "print('this must never run')"

#: Functions that import, evaluate, write or connect, of what every service has beside the model.
GADGETS: list[tuple[str, str, tuple[object, ...]]] = [
    ("six", "exec_", (CODE,)),
    ("six", "_import_module", ("os",)),
    ("threadpoolctl", "LibController", ()),
    ("threadpoolctl", "_main", ()),
    ("scipy._lib._uarray._backend", "unpickle_function", ("os", "system", None)),
    ("scipy._lib._bunch", "_make_tuple_bunch", ("X", ["a"])),
    ("scipy.optimize._nonlin", "_nonlin_wrapper", ("x", None)),
    ("scipy.special._ufunc_tools", "_with_cache_optimization", ()),
    ("scipy._external.array_api_compat._internal", "clone_module", ("os", {})),
    ("scipy.odr", "ODR", ()),
    ("scipy.sparse", "load_npz", (PATH,)),
    ("sklearn.tree", "export_graphviz", (None, PATH)),
    ("sklearn.utils._set_output", "check_library_installed", ("os",)),
    ("sklearn.utils._repr_html.estimator", "estimator_html_repr", ()),
    ("numpy._core.function_base", "add_newdoc", ("os", "system", "")),
    ("numpy.lib._format_impl", "read_array", (PATH,)),
    ("numpy.lib._format_impl", "open_memmap", (PATH,)),
    ("numpy.ma.mrecords", "openfile", (PATH,)),
    ("numpy.core._methods", "_dump", (None, PATH)),
    ("pandas.plotting._core", "_load_backend", ("os",)),
    ("pandas.core.series", "Series.to_string", (PATH,)),
    ("xgboost.collective", "broadcast", (b"", 0)),
    ("xgboost.core", "Booster.dump_model", (PATH,)),
    ("xgboost.spark.core", "_SparkXGBSharedReadWrite.loadMetadataAndInstance", (PATH,)),
    ("lightgbm.basic", "_InnerPredictor.from_model_file", (PATH,)),
    ("lightgbm.dask", "_RemoteSocket.acquire", ()),
    ("lightgbm.engine", "train", ({},)),
    ("dateutil.tz", "tzfile", (PATH,)),
    ("pytz", "open_resource", (PATH,)),
    ("imblearn.datasets._zenodo", "fetch_datasets", ()),
    ("skops.io", "load", (PATH,)),
    ("skops.card._model_card", "Card.save", (PATH,)),
    ("skops.cli._convert", "main", ()),
    ("torch", "from_file", (PATH, True, 9)),
    ("torch", "FloatStorage.from_file", (PATH, True, 9)),
    ("torch._C", "PyTorchFileWriter", (PATH,)),
    ("torch._C", "import_ir_module", (None, PATH)),
    ("click", "edit", (None, COMMAND)),
    ("click", "launch", (URL,)),
    ("flask.config", "Config.from_pyfile", (PATH,)),
    ("werkzeug.utils", "import_string", ("os.system",)),
    ("gunicorn.util", "import_app", ("os:system",)),
    ("pydantic.v1.utils", "import_string", ("os.system",)),
    ("pydantic.deprecated.parse", "load_str_bytes", (b"", "pickle")),
    ("jinja2", "Template", ("{{ 7 }}",)),
    ("dotenv.cli", "run_command", (["echo"], {})),
    ("wrapt.importer", "discover_post_import_hooks", ("x",)),
    ("azure.core.pipeline", "Pipeline", ()),
    ("inference_schema.schema_decorators", "input_schema", ()),
    ("mlflow.utils.process", "_exec_cmd", (["echo"],)),
    ("mlflow.projects.utils", "get_entry_point_command", ()),
    ("transformers.utils.import_utils", "direct_transformers_import", (PATH,)),
    ("transformers.testing_utils", "execute_subprocess_async", (["echo"],)),
    ("asyncio.base_events", "BaseEventLoop.subprocess_shell", (COMMAND,)),
    ("idlelib.autocomplete", "AutoComplete.get_entity", (CODE,)),
    ("idlelib.calltip", "get_entity", (CODE,)),
    ("idlelib.debugobj", "ObjectTreeItem.SetText", (CODE,)),
    ("lib2to3.pgen2.pgen", "ParserGenerator.make_label", ("", CODE)),
    ("ensurepip", "bootstrap", ()),
    ("code", "InteractiveInterpreter.runsource", (CODE,)),
    ("bdb", "Bdb.runeval", (CODE,)),
    ("cProfile", "runctx", (CODE, {}, {})),
    ("profile", "runctx", (CODE, {}, {})),
    ("trace", "Trace.runctx", (CODE,)),
    ("doctest", "debug_src", (CODE,)),
    ("pdb", "Pdb.default", (CODE,)),
    ("_pyrepl.pager", "pipe_pager", ("", COMMAND)),
    ("_osx_support", "_find_build_tool", ("x",)),
    ("uuid", "_popen", ("echo",)),
    ("ctypes.util", "_findLib_gcc", ("c",)),
    ("sysconfig", "_init_posix", ({},)),
    ("zipapp", "create_archive", (PATH,)),
    ("compileall", "compile_file", (PATH,)),
    ("tkinter", "Tk", ()),
    ("turtle", "config_dict", (PATH,)),
    ("pyclbr", "readmodule", ("os",)),
    ("mailcap", "findmatch", ({}, "x")),
    ("configparser", "ConfigParser.read", (PATH,)),
    ("gettext", "c2py", ("n",)),
    ("optparse", "OptionParser", ()),
    ("contextlib", "ExitStack", ()),
    ("functools", "singledispatch", ()),
    ("functools", "cached_property", ()),
    ("ast", "literal_eval", ("1",)),
    ("string", "Template.substitute", ("",)),
    ("types", "DynamicClassAttribute", ()),
    ("warnings", "_showwarning_orig", ()),
    ("encodings", "search_function", ("x",)),
    ("plistlib", "loads", (b"",)),
    ("xml.etree.ElementTree", "parse", (PATH,)),
    ("xml.sax", "parse", (URL,)),
    ("multiprocessing.connection", "Client", (("127.0.0.1", 9),)),
    ("multiprocessing.reduction", "_rebuild_partial", (None, (), {})),
    ("logging.handlers", "SocketHandler", ("127.0.0.1", 9)),
    ("smtplib", "LMTP", ("127.0.0.1",)),
    ("email.message", "Message", ()),
    ("tomllib", "load", ()),
    ("secrets", "token_bytes", ()),
    ("time", "sleep", (9,)),
    ("copyreg", "__reduce_ex__", (4,)),
    ("copyreg", "pickle", ()),
]


def template(text: object) -> Raw:
    """Rebuild a distribution of SciPy's, whose state holds the text that it runs."""
    made = instance(imported("scipy.stats._continuous_distns", "norm_gen"))
    return built(made, {"name": "norm", "_parse_arg_template": text})


HEAD = "\ndef _parse_args(self,  loc=0, scale=1):\n    return (), loc, scale\n"


def code(names: tuple[str, ...]) -> Raw:
    """Make a code object as cloudpickle does for Python 3.11 and later."""
    kind = call(imported("cloudpickle.cloudpickle", "_builtin_type"), "CodeType")
    rest = ((), "f.py", "f", "f", 1, b"", b"", (), ())
    return call(kind, 0, 0, 0, 0, 3, 3, b"\x97\0", (None, COMMAND), names, *rest)


def combined() -> Iterator[tuple[str, bytes, str | None]]:
    """Combine what is harmless by itself."""
    yield "distribution-with-a-text", template(CODE), None
    yield "distribution-with-more-text", template(HEAD + CODE), None
    yield "distribution-that-imports", template(HEAD + "import antigravity\n"), None
    yield "distribution-with-a-default", template(HEAD.replace("loc=0", "loc=exec('')")), None
    computed = call(imported("operator", "concat"), HEAD, CODE)
    yield "distribution-with-a-computed-text", template(computed), None
    hidden = call(imported("builtins", "dict"), [("_parse_arg_template", CODE)])
    made = instance(imported("scipy.stats._continuous_distns", "norm_gen"))
    yield "distribution-with-a-computed-state", built(made, hidden), None
    bases = Raw(b"(" + imported("scipy.stats._continuous_distns", "norm_gen") + b"t")
    derived = call(imported("builtins", "type"), "X", bases, {})
    yield "class-of-a-distribution", built(instance(derived), hidden), None
    yield "code-that-runs-commands", code(("os", "system")), None
    yield "code-that-opens-a-socket", code(("socket", "connect")), None
    yield "code-that-imports", code(("__import__",)), None
    yield "code-that-climbs", code(("__class__", "__subclasses__")), None
    of_dill = imported("dill._dill", "_create_code")
    yield (
        "code-of-dill",
        call(of_dill, b"", 0, 0, 0, 0, 3, 3, b"\x97\0", (None,), ("os", "popen")),
        None,
    )
    booster = imported("xgboost.core", "Booster")
    yield "booster-from-a-file", call(booster, None, (), PATH), "xgboost.core.Booster"
    light = imported("lightgbm.basic", "Booster")
    yield (
        "booster-by-inst",
        b"(" + value_of(PATH) + b"ilightgbm.basic\nBooster\n",
        "lightgbm.basic.Booster",
    )
    yield "booster-by-obj", b"(" + light + value_of(PATH) + b"o", "lightgbm.basic.Booster"
    # Both are spelt alike, and the second is nothing to worry about.
    first, second = stacked("sklearn.utils", "os.remove"), imported("sklearn.utils.os", "remove")
    yield "one-name-for-two-things", call(first, PATH) + b"0" + second, "sklearn.utils.os.remove"
    long = "os.path." * 40 + "os.system"
    yield "name-without-end", call(stacked("sklearn.utils", long[:250]), COMMAND), None
    system = imported("posix", "system")
    factory = built(
        call(imported("functools", "partial"), imported("builtins", "print")),
        (system, (COMMAND,), {}, None),
    )
    yield "partial-by-its-state", factory + b")R", CAUGHT
    loader = instance(imported("sklearn.pipeline", "Pipeline"))
    yield "method-in-a-state", built(loader, {"__reduce_ex__": system}), CAUGHT
    yield "key-function", call(imported("builtins", "sorted"), [COMMAND], system), CAUGHT
    yield (
        "rebuilt-from-type",
        call(imported("torch._tensor", "_rebuild_from_type_v2"), system, None, (COMMAND,), {}),
        CAUGHT,
    )
    yield (
        "bit-generator",
        call(imported("numpy.random._pickle", "__generator_ctor"), COMMAND, system),
        CAUGHT,
    )
    index = call(
        imported("pandas.core.indexes.base", "_new_Index"),
        imported("subprocess", "Popen"),
        {"args": "echo"},
    )
    yield "new-index", index, "subprocess.Popen"
    array = call(
        imported("numpy.core.multiarray", "_reconstruct"), imported("numpy", "memmap"), (0,), b"b"
    )
    yield "array-of-memmap", array, "numpy.memmap"
    scalar = call(
        imported("numpy.core.multiarray", "scalar"), call(imported("numpy", "dtype"), "O8"), system
    )
    yield "scalar-of-an-object", scalar, CAUGHT
    walk = call(imported("operator", "itemgetter"), "os")
    yield "modules-by-item", call(walk, imported("sys", "modules")), "sys.modules"
    yield (
        "descriptor",
        call(
            imported("builtins", "type"),
            "X",
            (),
            {"__setstate__": call(imported("builtins", "property"), system)},
        ),
        CAUGHT,
    )
    storage = call(imported("torch.storage", "TypedStorage._from_buffer"), blob(b""))
    yield (
        "special-attribute",
        storage + b"0" + call(stacked("numpy", "ndarray.__class__"), ()),
        "numpy.ndarray.__class__",
    )
    yield (
        "method-of-a-module",
        call(stacked("collections", "_sys.modules.get"), "os"),
        "collections._sys.modules.get",
    )
    getattr_ = imported("builtins", "getattr")
    module = call(getattr_, imported("sklearn", "utils"), "os")
    yield "getattr-of-a-module", module, "sklearn.utils.os"
    opened = call(imported("cloudpickle.cloudpickle", "subimport"), "os")
    yield "getattr-of-a-value", call(getattr_, opened, "system"), "builtins.getattr"
    yield "getattr-out-of-a-list", Raw(b"](" + getattr_ + b"e"), "builtins.getattr"
    special = call(getattr_, imported("zoneinfo", "ZoneInfo"), "__init__")
    yield "getattr-of-what-is-special", special, "zoneinfo.ZoneInfo.__init__"
    unlisted = call(getattr_, imported("zoneinfo", "ZoneInfo"), "from_file")
    yield "getattr-of-what-reads", unlisted, "zoneinfo.ZoneInfo.from_file"
    yield "getattr-by-newobj", instance(getattr_, opened, "system"), "builtins.getattr"
    yield "getattr-of-three", call(getattr_, opened, "system", None), "builtins.getattr"
    yield (
        "homoglyph-of-a-known-name",
        call(Raw(short("sk\u04cfearn") + short("os.system") + b"\x93"), COMMAND),
        None,
    )
    yield "dot-behind", call(Raw(short("os.") + short("system") + b"\x93"), COMMAND), None
    yield "long-protocol-0-line", b"V" + b"x" * 70_000 + b"\n0" + call(system, COMMAND), CAUGHT
    yield "persistent-by-text", b"P" + b"x" * 70_000 + b"\n0" + call(system, COMMAND), CAUGHT


def cases() -> Iterator[Case]:
    """Make every file."""
    for turn, (module, name, args) in enumerate(GADGETS):
        what = stacked(module, name) if turn % 2 else imported(module, name)
        data = pickled(call(what, *args), 4 if turn % 2 else 3)
        yield Case(f"gadgets/{module}.{name}.pkl", data, f"{module}.{name}")
    for title, body, caught in combined():
        yield Case(f"combined/{title}.pkl", pickled(Raw(body)), caught)
