"""A model repository: which models there are, their configurations, and how each is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from google.protobuf import json_format, text_format
from protocol import Refused, Request, as_bytes
from tritonclient.grpc import model_config_pb2 as schema

BACKENDS = "/opt/tritonserver/backends"
# The names that Triton knows a backend by where a configuration names none.
BY_FILE = {
    "model.onnx": "onnxruntime",
    "model.plan": "tensorrt",
    "model.savedmodel": "tensorflow",
    "model.graphdef": "tensorflow",
    "model.pt": "pytorch",
    "model.xml": "openvino",
    "model.py": "python",
}
PLATFORMS = {
    "onnxruntime_onnx": "onnxruntime",
    "tensorrt_plan": "tensorrt",
    "tensorflow_savedmodel": "tensorflow",
    "tensorflow_graphdef": "tensorflow",
    "pytorch_libtorch": "pytorch",
}
# What onnxruntime calls its types: Triton's names in a configuration, and on the wire.
TYPES = {
    "tensor(bool)": ("TYPE_BOOL", "BOOL"),
    "tensor(int8)": ("TYPE_INT8", "INT8"),
    "tensor(int16)": ("TYPE_INT16", "INT16"),
    "tensor(int32)": ("TYPE_INT32", "INT32"),
    "tensor(int64)": ("TYPE_INT64", "INT64"),
    "tensor(uint8)": ("TYPE_UINT8", "UINT8"),
    "tensor(uint16)": ("TYPE_UINT16", "UINT16"),
    "tensor(uint32)": ("TYPE_UINT32", "UINT32"),
    "tensor(uint64)": ("TYPE_UINT64", "UINT64"),
    "tensor(float16)": ("TYPE_FP16", "FP16"),
    "tensor(float)": ("TYPE_FP32", "FP32"),
    "tensor(double)": ("TYPE_FP64", "FP64"),
    "tensor(string)": ("TYPE_STRING", "BYTES"),
}
WIRE = dict(TYPES.values())
# `--default-max-batch-size`: for a graph that leaves the length of its first axes open.
DEFAULT_BATCH = 4


class NotLoaded(Exception):
    """Why a model cannot be served, in Triton's words."""


@dataclass
class Version:
    """A version that was loaded."""

    number: int
    session: onnxruntime.InferenceSession

    def infer(self, model: Model, request: Request) -> list[tuple[str, str, np.ndarray[Any, Any]]]:
        """Answer a request that fits the configuration."""
        model.check(request)
        feeds = {name: texts(values) for name, values in request.inputs.items()}
        names = [output.name for output in model.config.output]
        try:
            values = self.session.run(names, feeds)
        except Exception as error:
            raise Refused(f"onnx runtime error: {error}", 500) from error
        return [
            (output.name, WIRE[schema.DataType.Name(output.data_type)], np.asarray(value))
            for output, value in zip(model.config.output, values)
        ]


@dataclass
class Model:
    """A model of the repository."""

    name: str
    config: schema.ModelConfig
    versions: dict[int, Version]

    def version(self, asked: str | None) -> Version:
        """Take a version by its number, the latest without one."""
        number = max(self.versions) if asked is None else int(asked)
        if number not in self.versions:
            raise Refused(
                f"Request for unknown model: '{self.name}' version {asked} is not found", 404
            )
        return self.versions[number]

    def shape(self, tensor: Any) -> list[int]:
        """Tell a tensor's shape as clients see it: with the axis of the batch."""
        return ([-1] if self.config.max_batch_size > 0 else []) + list(tensor.dims)

    def check(self, request: Request) -> None:
        """Refuse what does not fit the configuration."""
        expected = {tensor.name: tensor for tensor in self.config.input}
        for name in request.inputs:
            if name not in expected:
                raise Refused(f"unexpected inference input '{name}' for model '{self.name}'")
        needed = [name for name, tensor in expected.items() if not tensor.optional]
        missing = [name for name in needed if name not in request.inputs]
        if missing:
            raise Refused(
                f"expected {len(expected)} inputs but got {len(request.inputs)} inputs for model "
                f"'{self.name}'. Got input(s) {sorted(request.inputs)}, but missing required "
                f"input(s) {missing}."
            )
        for name, values in request.inputs.items():
            datatype = WIRE[schema.DataType.Name(expected[name].data_type)]
            if request.datatypes[name] != datatype:
                raise Refused(
                    f"inference input '{name}' data-type is '{request.datatypes[name]}', but model "
                    f"'{self.name}' expects '{datatype}'"
                )
            self.check_shape(name, list(values.shape), self.shape(expected[name]))

    def check_shape(self, name: str, shape: list[int], expected: list[int]) -> None:
        """Refuse a shape of which an axis is too long, too short, or not there."""
        limit = self.config.max_batch_size
        if limit > 0 and shape and shape[0] > limit:
            raise Refused(f"inference request batch-size must be <= {limit} for '{self.name}'")
        fits = len(shape) == len(expected) and all(
            wanted in (-1, length) for length, wanted in zip(shape, expected)
        )
        if not fits:
            raise Refused(
                f"unexpected shape for input '{name}' for model '{self.name}'. "
                f"Expected {expected}, got {shape}"
            )

    def metadata(self) -> dict[str, Any]:
        """Describe the model as the protocol does."""

        def tensors(fields: Any) -> list[dict[str, Any]]:
            return [
                {
                    "name": tensor.name,
                    "datatype": WIRE[schema.DataType.Name(tensor.data_type)],
                    "shape": self.shape(tensor),
                }
                for tensor in fields
            ]

        return {
            "name": self.name,
            "versions": [str(number) for number in sorted(self.versions)],
            "platform": "onnxruntime_onnx",
            "inputs": tensors(self.config.input),
            "outputs": tensors(self.config.output),
        }

    def configuration(self) -> Any:
        """Tell the configuration, as far as it is known, as JSON."""
        return json_format.MessageToDict(self.config, preserving_proto_field_name=True)


def texts(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Decode what onnxruntime takes as str."""
    if values.dtype != np.object_:
        return values
    decoded = [as_bytes(text).decode(errors="replace") for text in values.ravel()]
    return np.array(decoded, dtype=np.object_).reshape(values.shape)


def load(folder: Path, gpus: int) -> Model:
    """Load a model; raise NotLoaded for what Triton would not serve."""
    config = read_config(folder)
    numbers = sorted(int(path.name) for path in folder.iterdir() if is_version(path))
    chosen = by_policy(config, numbers)
    if not chosen:
        raise NotLoaded(
            f"Invalid argument: at least one version must be available under the version policy of "
            f"model '{folder.name}'"
        )
    backend = config.backend or PLATFORMS.get(config.platform) or guess(folder / str(chosen[-1]))
    if backend != "onnxruntime":
        raise NotLoaded(
            f"Invalid argument: unable to find backend library for backend '{backend}', try "
            "specifying runtime on the model configuration."
        )
    kinds = {schema.ModelInstanceGroup.Kind.Name(group.kind) for group in config.instance_group}
    if "KIND_GPU" in kinds and gpus == 0:
        raise NotLoaded(
            f"Invalid argument: instance group {folder.name}_0 of model {folder.name} has kind "
            "KIND_GPU but no GPUs are available"
        )
    file = config.default_model_filename or "model.onnx"
    versions = {number: Version(number, session(folder / str(number) / file)) for number in chosen}
    config.name = config.name or folder.name
    if config.name != folder.name:
        raise NotLoaded(
            f"Invalid argument: unexpected directory name '{folder.name}' for model "
            f"'{config.name}', directory name must equal model name"
        )
    complete(config, versions[chosen[-1]].session)
    return Model(folder.name, config, versions)


def read_config(folder: Path) -> schema.ModelConfig:
    """Read config.pbtxt; an empty configuration where there is none."""
    path = folder / "config.pbtxt"
    config = schema.ModelConfig()
    if path.exists():
        try:
            text_format.Parse(path.read_text(), config)
        except text_format.ParseError as error:
            raise NotLoaded(f"Internal: failed to read text proto from {path}: {error}") from error
    return config


def is_version(path: Path) -> bool:
    """Tell a version by its name, which has no zero before it."""
    return path.is_dir() and path.name.isdecimal() and not path.name.startswith("0")


def by_policy(config: schema.ModelConfig, numbers: list[int]) -> list[int]:
    """Choose the versions that are served: the latest, unless the configuration says otherwise."""
    policy = config.version_policy
    choice = policy.WhichOneof("policy_choice")
    if choice == "all":
        return numbers
    if choice == "specific":
        return [number for number in numbers if number in policy.specific.versions]
    return numbers[-max(policy.latest.num_versions, 1) :]


def guess(version: Path) -> str:
    """Tell the backend by the files of a version."""
    for file, backend in BY_FILE.items():
        if (version / file).exists():
            return backend
    raise NotLoaded(
        f"Invalid argument: unexpected platform type '' for {version.parent.name}: there is no "
        "model file by a name that Triton knows"
    )


def session(path: Path) -> onnxruntime.InferenceSession:
    """Open a graph: a file, or the file of that name in a folder with its weights."""
    graph = path / "model.onnx" if path.is_dir() else path
    try:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        return onnxruntime.InferenceSession(graph, options, ["CPUExecutionProvider"])
    except Exception as error:
        raise NotLoaded(f"Internal: onnx runtime error: {error}") from error


def complete(config: schema.ModelConfig, graph: onnxruntime.InferenceSession) -> None:
    """Fill in what the graph itself says ("Auto-Generated Model Configuration")."""
    inputs, outputs = graph.get_inputs(), graph.get_outputs()
    for node in [*inputs, *outputs]:
        if node.type not in TYPES:
            raise NotLoaded(f"Invalid argument: unsupported type {node.type} of '{node.name}'")
    if not config.backend:
        config.backend = "onnxruntime"
    written = len(config.input) > 0 or len(config.output) > 0
    batched = all(node.shape and not isinstance(node.shape[0], int) for node in [*inputs, *outputs])
    if not written and config.max_batch_size == 0 and batched:
        config.max_batch_size = DEFAULT_BATCH
    skipped = 1 if config.max_batch_size > 0 else 0
    for field, nodes in ((config.input, inputs), (config.output, outputs)):
        known = {node.name: node for node in nodes}
        for tensor in field:
            if tensor.name not in known:
                raise NotLoaded(
                    f"Invalid argument: unexpected inference tensor '{tensor.name}', allowed are: "
                    f"{', '.join(known)}"
                )
        if len(field) == 0:
            for node in nodes:
                axes = [axis if isinstance(axis, int) else -1 for axis in node.shape]
                kind = schema.DataType.Value(TYPES[node.type][0])
                field.add(name=node.name, data_type=kind, dims=axes[skipped:])
