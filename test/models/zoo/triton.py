"""Lays out small Triton model repositories.

    python triton.py <folder>

writes <folder>/<case>/ and <folder>/<case>.json with the facts that the repository must give away
and, where ONNX Runtime itself can run its graph, a request and what it answers, in the words of the
KServe protocol. The configurations are written by Triton's own client. Takes onnx, onnxruntime and
tritonclient[grpc].
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

# A script beside this one is called as the package is: only without its folder is that found.
sys.path.pop(0)

import numpy as np
import onnxruntime
from google.protobuf import text_format
from onnx import TensorProto, helper
from tritonclient.grpc import model_config_pb2 as triton

PYTHON_MODEL = '''"""Greets whoever asks."""

from typing import Any

import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    """What Triton asks for by this name."""

    def execute(self, requests: list[Any]) -> list[Any]:
        """Answer every request with its own text."""
        names = [pb_utils.get_input_tensor_by_name(request, "name") for request in requests]
        return [pb_utils.InferenceResponse([pb_utils.Tensor("text", n.as_numpy())]) for n in names]
'''


def doubling() -> bytes:
    """Make a graph that doubles rows of three numbers."""
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "x"], ["y"])],
        "doubling",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", 3])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["rows", 3])],
    )
    opset = [helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=8)
    return bytes(model.SerializeToString())


def config(**facts: Any) -> bytes:
    """Write a configuration as text."""
    return text_format.MessageToString(triton.ModelConfig(**facts)).encode()


ROWS = np.array([[1, 2, 3], [0.5, -1, 0]], dtype=np.float32)


def asked(model: str, version: int) -> dict[str, Any]:
    """Ask a doubling graph about two rows, and note what ONNX Runtime answers."""
    (doubled,) = onnxruntime.InferenceSession(doubling()).run(["y"], {"x": ROWS})
    common = {"shape": list(ROWS.shape), "datatype": "FP32"}
    return {
        "asks": model,
        "request": {"inputs": [{"name": "x", **common, "data": ROWS.tolist()}]},
        "answer": {
            "model_name": model,
            "model_version": str(version),
            "outputs": [{"name": "y", **common, "data": doubled.ravel().tolist()}],
        },
    }


def tensor(name: str, kind: str, shape: list[Any]) -> dict[str, Any]:
    """Describe a tensor."""
    return {"name": name, "type": kind, "shape": shape}


def main(folder: Path) -> None:
    """Write all repositories."""

    def write(
        case: str, files: dict[str, bytes], question: dict[str, Any] | None = None, **facts: Any
    ) -> None:
        for path, data in files.items():
            place = folder / case / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        common = {"framework": "triton", "format": "triton"}
        text = json.dumps({**(question or {}), "facts": {**common, **facts}}, indent=1)
        (folder / f"{case}.json").write_text(f"{text}\n")

    write(
        "azure-layout",
        {"models/doubling/1/model.onnx": doubling()},
        asked("doubling", 1),
        models=["doubling"],
        holds="Triton model doubling (ONNX)",
        input={"kind": "tensors", "tensors": [tensor("x", "float32", ["rows", 3])]},
        output={"kind": "tensors", "tensors": [tensor("y", "float32", ["rows", 3])]},
    )
    numbers = {"data_type": "TYPE_FP32", "dims": [3]}
    batched = config(
        name="doubling",
        backend="onnxruntime",
        max_batch_size=8,
        input=[{"name": "x", **numbers}],
        output=[{"name": "y", **numbers}],
        instance_group=[{"count": 2, "kind": "KIND_CPU"}],
        dynamic_batching={"preferred_batch_size": [4, 8], "max_queue_delay_microseconds": 100},
        parameters={"intra_op_thread_count": {"string_value": "2"}},
    )
    write(
        "batched",
        {
            "doubling/config.pbtxt": batched,
            "doubling/1/model.onnx": doubling(),
            "doubling/2/model.onnx": doubling(),
        },
        asked("doubling", 2),
        path="",
        models=["doubling"],
        holds="Triton model doubling (ONNX)",
        input={"kind": "tensors", "tensors": [tensor("x", "float32", [None, 3])]},
        output={"kind": "tensors", "tensors": [tensor("y", "float32", [None, 3])]},
    )
    greeting = config(
        name="greeting",
        backend="python",
        input=[{"name": "name", "data_type": "TYPE_STRING", "dims": [1]}],
        output=[{"name": "text", "data_type": "TYPE_STRING", "dims": [-1, 2]}],
    )
    write(
        "python",
        {
            "greeting/config.pbtxt": greeting,
            "greeting/1/model.py": PYTHON_MODEL.encode(),
        },
        holds="Triton model greeting (Python)",
        models=["greeting"],
        input={"kind": "tensors", "tensors": [tensor("name", "string", [1])]},
        output={"kind": "tensors", "tensors": [tensor("text", "string", [None, 2])]},
    )
    write(
        "several",
        {
            "doubling/config.pbtxt": batched,
            "doubling/1/model.onnx": doubling(),
            "again/1/model.onnx": doubling(),
        },
        asked("again", 1),
        path="",
        models=["again", "doubling"],
        input={"kind": "unknown"},
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
