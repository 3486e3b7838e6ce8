"""Saves small ONNX models of every kind.

    python onnx.py <folder> [--opset <version>] [--torch]

writes <folder>/<case>/<file> and <folder>/<case>.json: a request, what ONNX Runtime itself answers,
and the facts that the file must give away, in ONNX Runtime's own words. With --torch, what PyTorch
exports as well.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

# This script is called what the library is called: its own folder must not be looked into first.
sys.path.append(sys.path.pop(0))

import numpy as np
import onnx
import onnxruntime
import skl2onnx
from onnx import TensorProto, helper, numpy_helper
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from tensor_case import Cases, tensor, tensors

TYPES = {"float": "float32", "double": "float64"}


def described(values: Any) -> list[dict[str, Any]]:
    """Describe a session's inputs or outputs; only arrays have shapes."""
    found = []
    for value in values:
        kind, _, inner = value.type.rstrip(")").partition("(")
        if kind == "tensor":
            found.append(tensor(value.name, TYPES.get(inner, inner), value.shape))
    return found


class Zoo(Cases):
    """Writes ONNX models down."""

    def add(self, case: str, model: Any, inputs: dict[str, Any], **options: Any) -> None:
        """Save a model, and ask ONNX Runtime."""
        path = self.place(case) / "model.onnx"
        onnx.save(model, path, **options)
        self.note(case, path, inputs)

    def note(self, case: str, path: Path, inputs: dict[str, Any]) -> None:
        """Ask ONNX Runtime about a model, and for an answer."""
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        names = [output.name for output in session.get_outputs()]
        answer = dict(zip(names, session.run(names, inputs)))
        self.write(
            case,
            {"inputs": {name: values.tolist() for name, values in inputs.items()}},
            {"outputs": answer},
            input=tensors(*described(session.get_inputs())),
            output=tensors(*described(session.get_outputs()))
            if all(output.type.startswith("tensor") for output in session.get_outputs())
            else {"kind": "tensors"},
        )


def from_sklearn(zoo: Zoo, opset: int) -> None:
    """Convert estimators: numbers, names as labels, columns of several types."""
    X, y = load_iris(return_X_y=True)
    rows = X[[0, 60, 120]].astype(np.float32)
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(X, y)
    numbers = [("float_input", FloatTensorType([None, 4]))]
    convert = {"target_opset": {"": opset, "ai.onnx.ml": 3}}
    zoo.add(
        "classes",
        skl2onnx.convert_sklearn(pipeline, initial_types=numbers, **convert),
        {"float_input": rows},
    )
    names = LogisticRegression(max_iter=500).fit(X, np.array(["a", "b", "c"])[y])
    options = {id(names): {"zipmap": False}}
    zoo.add(
        "probabilities",
        skl2onnx.convert_sklearn(names, initial_types=numbers, options=options, **convert),
        {"float_input": rows},
    )
    forest = RandomForestRegressor(3, max_depth=3, random_state=0).fit(X, y)
    zoo.add(
        "forest",
        skl2onnx.convert_sklearn(forest, initial_types=numbers, **convert),
        {"float_input": rows},
    )
    columns = ColumnTransformer([("n", StandardScaler(), [0]), ("c", OneHotEncoder(), [1])])
    houses = np.array([[50.0, "Oslo"], [80.0, "Rom"], [65.0, "Oslo"], [90.0, "Rom"]], dtype=object)
    model = make_pipeline(columns, LogisticRegression()).fit(houses, [0, 1, 0, 1])
    mixed = [("area", FloatTensorType([None, 1])), ("city", StringTensorType([None, 1]))]
    zoo.add(
        "columns",
        skl2onnx.convert_sklearn(model, initial_types=mixed, **convert),
        {"area": np.array([[55.0]], np.float32), "city": np.array([["Rom"]], dtype=object)},
    )


def by_hand(zoo: Zoo, opset: int) -> None:
    """Build graphs that no converter writes: every form that the format has."""
    random = np.random.default_rng(0)
    weights = numpy_helper.from_array(random.random((4, 2), dtype=np.float32), "weights")
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 4])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 2])
    rows = {"x": random.random((2, 4), dtype=np.float32)}
    opsets = [helper.make_opsetid("", opset)]
    product = helper.make_node("MatMul", ["x", "weights"], ["y"])

    # Before IR version 4, what had a default value was an input as well.
    default = helper.make_tensor_value_info("weights", TensorProto.FLOAT, [4, 2])
    graph = helper.make_graph([product], "old", [x, default], [y], [weights])
    old = helper.make_model(graph, ir_version=3, opset_imports=[helper.make_opsetid("", 9)])
    zoo.add("old", old, rows)

    graph = helper.make_graph([product], "external", [x], [y], [weights])
    apart = {"save_as_external_data": True, "location": "weights.bin", "size_threshold": 0}
    model = helper.make_model(graph, ir_version=8, opset_imports=opsets)
    zoo.add("external", model, rows, **apart)

    flag = helper.make_tensor_value_info("flag", TensorProto.BOOL, [])
    count = helper.make_tensor_value_info("count", TensorProto.INT64, [None])
    many = helper.make_tensor_value_info("many", TensorProto.INT64, [None])
    branch = helper.make_tensor_value_info("branch", TensorProto.INT64, None)
    doubled = helper.make_graph(
        [helper.make_node("Add", ["count", "count"], ["branch"])], "double", [], [branch]
    )
    same = helper.make_graph(
        [helper.make_node("Identity", ["count"], ["branch"])], "same", [], [branch]
    )
    choice = helper.make_node("If", ["flag"], ["many"], then_branch=doubled, else_branch=same)
    graph = helper.make_graph([choice], "choice", [flag, count], [many])
    model = helper.make_model(graph, ir_version=8, opset_imports=opsets)
    zoo.add("choice", model, {"flag": np.array(True), "count": np.array([1, 2])})

    twice = helper.make_function(
        "mine", "Twice", ["a"], ["b"], [helper.make_node("Add", ["a", "a"], ["b"])], opsets
    )
    graph = helper.make_graph(
        [helper.make_node("Twice", ["x"], ["y"], domain="mine")],
        "function",
        [x],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 4])],
    )
    imports = [*opsets, helper.make_opsetid("mine", 1)]
    model = helper.make_model(graph, ir_version=8, opset_imports=imports, functions=[twice])
    zoo.add("function", model, rows)


def misfits(zoo: Zoo, opset: int) -> None:
    """Build graphs that say less than the truth, or what nobody can ask."""
    opsets = [helper.make_opsetid("", opset)]
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 2])
    one = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 2])
    same = helper.make_node("Identity", ["x"], ["y"])
    model = helper.make_model(
        helper.make_graph([same], "one", [x], [one]), ir_version=8, opset_imports=opsets
    )
    zoo.add("one-row", model, {"x": np.ones((3, 2), np.float32)})
    half = helper.make_tensor_value_info("y", TensorProto.BFLOAT16, ["batch", 2])
    cast = helper.make_node("Cast", ["x"], ["y"], to=TensorProto.BFLOAT16)
    model = helper.make_model(
        helper.make_graph([cast], "half", [x], [half]), ir_version=8, opset_imports=opsets
    )
    onnx.save(model, zoo.place("bfloat16") / "model.onnx")
    zoo.write("bfloat16", None, None, needsCode={})
    late = helper.make_model(
        helper.make_graph([same], "late", [x], [one]),
        ir_version=8,
        opset_imports=[helper.make_opsetid("", 999)],
    )
    onnx.save(late, zoo.place("late") / "model.onnx")
    zoo.write("late", None, None, needsCode={})


def from_torch(zoo: Zoo) -> None:
    """Export a small network."""
    import torch
    from torch import nn

    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 3), nn.Softmax(dim=1)).eval()
    rows = torch.rand(2, 4)
    path = zoo.place("torch") / "model.onnx"
    torch.onnx.export(
        network,
        (rows,),
        str(path),
        input_names=["x"],
        output_names=["scores"],
        dynamic_axes={"x": {0: "batch"}, "scores": {0: "batch"}},
    )
    zoo.note("torch", path, {"x": rows.numpy()})


def main() -> None:
    """Write every case."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--opset", type=int, default=18)
    parser.add_argument("--torch", action="store_true")
    asked = parser.parse_args()
    zoo = Zoo(asked.folder, framework="onnx", format="onnx")
    from_sklearn(zoo, asked.opset)
    by_hand(zoo, asked.opset)
    misfits(zoo, asked.opset)
    if asked.torch:
        from_torch(zoo)


if __name__ == "__main__":
    main()
