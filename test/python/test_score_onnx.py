"""The scoring script for ONNX, called with real models as the server calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnx
import pytest
from conftest import Ask, MakeService, asking, refused
from onnx import TensorProto, helper

KEPT = Path(__file__).parents[1] / "models/kept"
CASES = sorted(KEPT.glob("onnx-*/*.json"))

Start = Callable[..., Ask]


@pytest.fixture
def start(make_service: MakeService, models: Path) -> Start:
    """Load a graph; what comes back posts a body to it."""

    def load(nodes: list[Any], inputs: list[Any], outputs: list[Any]) -> Ask:
        graph = helper.make_graph(nodes, "graph", inputs, outputs)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", 3)]
        onnx.save(
            helper.make_model(graph, ir_version=8, opset_imports=opsets), models / "model.onnx"
        )
        script = make_service("score_onnx", path="model.onnx")
        script.init()
        return asking(script)

    return load


def value(name: str, type: int = TensorProto.FLOAT, shape: Any = ("n", 2)) -> Any:
    """Describe an input or an output."""
    return helper.make_tensor_value_info(name, type, shape)


def doubling(start: Start) -> Ask:
    """Double numbers."""
    return start([helper.make_node("Add", ["x", "x"], ["y"])], [value("x")], [value("y")])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_answers_what_the_runtime_answers(
    make_service: MakeService, monkeypatch: pytest.MonkeyPatch, case: Path
) -> None:
    noted = json.loads(case.read_text())
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(case.parent))
    script = make_service("score_onnx", path=f"{case.stem}/model.onnx")
    script.init()
    assert asking(script)(noted["request"]) == nearly(noted["answer"])


def nearly(expected: Any) -> Any:
    """Allow other processors their own last digits."""
    if isinstance(expected, dict):
        return {key: nearly(item) for key, item in expected.items()}
    if isinstance(expected, list):
        return [nearly(item) for item in expected]
    return pytest.approx(expected, rel=1e-5) if isinstance(expected, float) else expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"inputs": {"x": [[1, 2]]}}, {"outputs": {"y": [[2, 4]]}}),
        ({"inputs": [[1, 2], [3, 4]]}, {"outputs": {"y": [[2, 4], [6, 8]]}}),
        ({"data": [[1.5, 2]]}, {"outputs": {"y": [[3, 4]]}}),
        ({"instances": [[1, 2]]}, {"predictions": [[2, 4]]}),
        ({"instances": [{"x": [1, 2]}]}, {"predictions": [[2, 4]]}),
    ],
)
def test_takes_numbers_in_every_form(start: Start, body: Any, expected: Any) -> None:
    assert doubling(start)(body) == expected


def test_answers_several_outputs_by_row(start: Start) -> None:
    nodes = [
        helper.make_node("Softmax", ["x"], ["chance"]),
        helper.make_node("ArgMax", ["x"], ["best"], axis=1, keepdims=0),
    ]
    ask = start(nodes, [value("x")], [value("chance"), value("best", TensorProto.INT64, ["n"])])
    assert ask({"instances": [[0, 0], [0, 1000]]}) == {
        "predictions": [{"chance": [0.5, 0.5], "best": 0}, {"chance": [0, 1], "best": 1}]
    }


def test_takes_texts_and_answers_them(start: Start) -> None:
    nodes = [helper.make_node("Identity", ["word"], ["same"])]
    texts = (TensorProto.STRING, [None])
    ask = start(nodes, [value("word", *texts)], [value("same", *texts)])
    assert ask({"inputs": ["grün", "b"]}) == {"outputs": {"same": ["grün", "b"]}}
    assert "takes texts in shape [n]; the values given are no texts" in refused(ask, {"data": [1]})


def test_takes_any_shape_where_the_graph_says_none(start: Start) -> None:
    nodes = [helper.make_node("Neg", ["x"], ["y"])]
    ask = start(nodes, [value("x", shape=None)], [value("y", shape=None)])
    assert ask({"inputs": 3}) == {"outputs": {"y": -3}}
    assert ask({"inputs": [[[1]]]}) == {"outputs": {"y": [[[-1]]]}}


def test_answers_null_for_what_is_no_number(start: Start) -> None:
    nodes = [helper.make_node("Log", ["x"], ["y"])]
    assert start(nodes, [value("x")], [value("y")])({"inputs": [[0, -1]]}) == {
        "outputs": {"y": [[None, None]]}
    }


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"inputs": [[1, 2, 3]]}, "x takes float32 in shape [n, 2]; the values given have shape"),
        ({"inputs": {"z": [[1, 2]]}}, "missing inputs: x; unknown inputs: z; expected x"),
        ({"inputs": [["a", "b"]]}, "x takes float32 in shape [n, 2]; the values given are no num"),
        ({}, "expected data with the values"),
    ],
)
def test_says_what_is_wrong_with_a_request(start: Start, body: Any, message: str) -> None:
    assert message in refused(doubling(start), body)


def test_says_what_the_runtime_refuses(start: Start) -> None:
    nodes = [helper.make_node("Gather", ["table", "row"], ["y"])]
    inputs = [value("table", shape=["rows"]), value("row", TensorProto.INT64, ["n"])]
    ask = start(nodes, inputs, [value("y", shape=["n"])])
    assert ask({"inputs": {"table": [5, 6], "row": [1]}}) == {"outputs": {"y": [6]}}
    message = refused(ask, {"inputs": {"table": [5, 6], "row": [7]}})
    assert message.startswith("the model refused these values: ")


def test_refuses_to_start_with_an_input_that_is_no_array(start: Start) -> None:
    words = helper.make_map_type_proto(
        TensorProto.INT64, helper.make_tensor_type_proto(TensorProto.FLOAT, [])
    )
    node = helper.make_node("CastMap", ["counts"], ["y"], domain="ai.onnx.ml")
    with pytest.raises(TypeError, match="the model takes map"):
        start([node], [helper.make_value_info("counts", words)], [value("y", shape=[1, None])])
