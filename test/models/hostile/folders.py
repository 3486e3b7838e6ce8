"""Folders and graphs that name what their loader would run, read or call."""

from __future__ import annotations

import json
from collections.abc import Iterator

from .archives import zipped
from .assembler import CAUGHT, PAYLOAD, SYSTEM, Case, Raw, imported, instance, pickled

DISGUISED = b"I1\n0" + SYSTEM + b"."


def field(number: int, value: bytes | str | int) -> bytes:
    """Write a field of a protocol buffer ("Encoding")."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def varint(value: int) -> bytes:
    """Write a number, seven bits a byte."""
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def onnx(location: str) -> bytes:
    """Write an ONNX graph whose weights are elsewhere."""
    place = field(13, field(1, "location") + field(2, location))
    weights = field(1, 1) + field(2, 1) + field(8, "w") + place + field(14, 1)
    node = field(1, "w") + field(2, "y") + field(4, "Identity")
    graph = field(1, node) + field(2, "g") + field(5, weights) + field(12, field(1, "y"))
    return field(1, 8) + field(7, graph) + field(8, field(2, 17))


def saved_model(*operations: str, asset: str = "", function: str = "") -> dict[str, bytes]:
    """Write a SavedModel with these operations in its graph, and one in a function of its own."""
    nodes = b"".join(
        field(1, field(1, f"n{at}") + field(2, op)) for at, op in enumerate(operations)
    )
    library = field(2, field(1, field(3, field(1, "f") + field(2, function)))) if function else b""
    info = field(4, "serve") + field(5, "2.16.1")
    assets = field(6, field(2, asset)) if asset else b""
    graph = field(1, info) + field(2, nodes + library) + assets
    return {"saved_model.pb": field(1, 1) + field(2, graph)}


def saved_models() -> Iterator[tuple[str, dict[str, bytes], str | None]]:
    """Use operations that reach beyond the graph."""
    yield "reads-a-file", saved_model("ReadFile"), "ReadFile"
    yield "writes-a-file", saved_model("WriteFile"), "WriteFile"
    yield "calls-python", saved_model("PyFunc"), "PyFunc"
    yield "calls-python-eagerly", saved_model("EagerPyFunc"), "EagerPyFunc"
    yield "lists-files", saved_model("MatchingFiles"), "MatchingFiles"
    yield "in-a-function", saved_model("Add", function="WriteFile"), "WriteFile"
    yield "opens-a-database", saved_model("SqlDataset"), "SqlDataset"
    yield "starts-a-server", saved_model("RpcServer"), "RpcServer"
    yield "maps-memory", saved_model("ImmutableConst"), "ImmutableConst"
    yield "asset-outside", saved_model("Add", asset="../../etc/passwd"), "asset '../../etc/passwd'"
    yield (
        "table-from-anywhere",
        saved_model("InitializeTableFromTextFileV2"),
        "InitializeTableFromTextFileV2",
    )


def mlflow(flavor: str, **files: bytes) -> dict[str, bytes]:
    """Write an MLflow folder."""
    python = "flavors:\n  python_function:\n    python_version: 3.11.7\n"
    mlmodel = f"{python}{flavor}mlflow_version: 2.22.0\n"
    return {
        "MLmodel": mlmodel.encode(),
        **{name.replace("__", "."): data for name, data in files.items()},
    }


def mlflows() -> Iterator[tuple[str, dict[str, bytes], str | None]]:
    """Use what MLflow loads by names in a file."""

    def by(loader: str, **more: str) -> str:
        lines = {"loader_module": loader, **more}
        return "".join(f"    {key}: {value}\n" for key, value in lines.items())

    yield (
        "model-called-text",
        mlflow(by("mlflow.pyfunc.model", python_model="notes.txt"), notes__txt=DISGUISED),
        CAUGHT,
    )
    yield (
        "model-called-onnx",
        mlflow(by("mlflow.sklearn", model_path="m.dat"), m__dat=DISGUISED),
        CAUGHT,
    )
    yield "model-with-a-dot", mlflow(by("mlflow.sklearn", model_path="./m"), m=DISGUISED), CAUGHT
    yield (
        "artifact-beside",
        mlflow(by("mlflow.sklearn", model_path="m.pkl"), m__pkl=pickled(b"N"), x__pkl=PAYLOAD),
        CAUGHT,
    )
    damaged = {"a__pkl": b"\x80\x04c", "z__pkl": PAYLOAD}
    yield (
        "behind-a-damaged-file",
        mlflow(by("mlflow.sklearn", model_path="z.pkl"), **damaged),
        CAUGHT,
    )
    torch = mlflow(by("mlflow.pytorch", model_path="data"))
    torch |= {
        "data/model.pth": PAYLOAD,
        "data/pickle_module_info.txt": b"mlflow.pytorch.pickle_module",
    }
    yield "torch", torch, CAUGHT
    module = {
        **torch,
        "data/model.pth": pickled(b"}"),
        "data/pickle_module_info.txt": b"antigravity",
    }
    yield "module-that-unpickles", module, "antigravity.Unpickler"
    bomb = "a: &a [x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\n" + "d: [" + "*c, " * 200 + "]\n"
    yield "aliases", {"MLmodel": bomb.encode()}, None
    yield "tag-of-python", {"MLmodel": b"!!python/object/apply:os.system ['echo']"}, None


def transformers() -> Iterator[tuple[str, dict[str, bytes], str | None]]:
    """Put pickles into folders of Hugging Face."""
    config = json.dumps({"model_type": "bert", "architectures": ["BertModel"]}).encode()
    safe = (2).to_bytes(8, "little") + b"{}"
    yield (
        "beside-safetensors",
        {"config.json": config, "model.safetensors": safe, "pytorch_model.bin": PAYLOAD},
        CAUGHT,
    )
    yield "weights-of-protocol-0", {"config.json": config, "pytorch_model.bin": DISGUISED}, CAUGHT
    yield (
        "training-arguments",
        {"config.json": config, "model.safetensors": safe, "training_args.bin": PAYLOAD},
        CAUGHT,
    )
    yield (
        "optimizer",
        {"config.json": config, "model.safetensors": safe, "optimizer.pt": DISGUISED},
        CAUGHT,
    )
    deep = {"config.json": config, "model.safetensors": safe, "a/b/c/d.pkl": PAYLOAD}
    yield "deep-in-the-folder", deep, CAUGHT


def script(source: str) -> bytes:
    """Write a TorchScript archive with this source."""
    module = Raw(instance(imported("__torch__", "M")) + b"}b")
    head = "class M(Module):\n  def forward(self: __torch__.M,\n    x: Tensor) -> Tensor:\n"
    body = f"{head}    {source}\n    return x\n"
    return zipped(
        ("m/data.pkl", pickled(module, 2)),
        ("m/constants.pkl", pickled(b")", 2)),
        ("m/code/__torch__.py", body.encode()),
        ("m/version", b"3\n"),
    )


def exported(program: object) -> bytes:
    """Write what torch.export.save did before PyTorch 2.8."""
    return zipped(
        ("serialized_exported_program.json", json.dumps(program).encode()), ("version", b"1")
    )


def skops(node: object, **more: bytes) -> bytes:
    """Write a skops file."""
    return zipped(("schema.json", json.dumps(node).encode()), *more.items())


def node(loader: str, module: str, name: str, content: object = None) -> dict[str, object]:
    """Name something as skops does."""
    return {
        "__loader__": loader,
        "__module__": module,
        "__class__": name,
        "__id__": 1,
        "content": content,
        "_skops_version": "0.16.0",
        "protocol": 1,
    }


def graphs() -> Iterator[tuple[str, bytes, str | None]]:
    """Use what the runtimes of graphs read, write and call."""
    yield "onnx/absolute.onnx", onnx("/etc/passwd"), "external data '/etc/passwd'"
    yield "onnx/upwards.onnx", onnx("../../etc/passwd"), "external data '../../etc/passwd'"
    yield "onnx/upwards-in-the-middle.onnx", onnx("a/../../x"), "external data 'a/../../x'"
    yield "onnx/drive.onnx", onnx("C:\\x"), "external data 'C:\\x'"
    yield "onnx/home.onnx", onnx("~/x"), "external data '~/x'"
    yield "onnx/memory.onnx", onnx("*/_ORT_MEM_ADDR_/*"), None
    yield "torchscript/saves.pt", script('torch.save(x, "/tmp/never")'), "aten::save"
    yield (
        "torchscript/maps-a-file.pt",
        script('y = torch.from_file("/etc/passwd", False, 9)'),
        "aten::from_file",
    )
    yield (
        "torchscript/by-another-name.pt",
        script('y = torch . from_file ("/etc/passwd")'),
        "aten::from_file",
    )
    yield "torchscript/calls-a-machine.pt", script('y = rpc_sync("w", f, ())'), "prim::rpc_sync"
    where = {"graph_module": {"graph": {"nodes": [{"target": "torch.os.system", "inputs": []}]}}}
    yield "export/target.pt2", exported(where), "torch.os.system"
    shape = {"expr_str": "__import__('os').system('echo')"}
    yield (
        "export/shape.pt2",
        exported({"graph_module": {}, "sizes": [{"as_expr": shape}]}),
        shape["expr_str"],
    )
    guards = {"guards_code": ["L['x'].__class__"]}
    yield "export/guard.pt2", exported({"graph_module": {}, **guards}), guards["guards_code"][0]
    yield "skops/function.skops", skops(node("FunctionNode", "posix", "system")), CAUGHT
    method = node("MethodNode", "sklearn.svm._classes", "SVC", {"func": "__class__", "obj": {}})
    yield "skops/method.skops", skops(method), "sklearn.svm._classes.SVC.__class__"
    partial = node(
        "PartialNode", "functools", "partial", {"func": node("FunctionNode", "builtins", "eval")}
    )
    yield "skops/partial.skops", skops(partial), "builtins.eval"
    operator = node("OperatorFuncNode", "operator", "methodcaller", {"attrs": {}})
    yield "skops/operator.skops", skops(operator), "operator.methodcaller"
    deep = node(
        "DictNode", "builtins", "dict", {"a": {"b": [node("TypeNode", "subprocess", "Popen")]}}
    )
    yield "skops/deep.skops", skops(deep), "subprocess.Popen"
    reduced = node("ConstructorFromReduceNode", "os", "popen")
    yield "skops/reduced.skops", skops(reduced), "os.popen"


def cases() -> Iterator[Case]:
    """Make every file and folder."""
    for part, folders in (
        ("saved-model", saved_models()),
        ("mlflow", mlflows()),
        ("transformers", transformers()),
    ):
        for title, files, caught in folders:
            yield Case(f"{part}/{title}", files, caught)
    for file, data, caught in graphs():
        yield Case(file, data, caught)
