"""The scoring script for Keras, called with real models as the server calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Ask, MakeService, asking, refused

tf = pytest.importorskip("tensorflow", reason="TensorFlow is not installed: hundreds of megabytes")
keras = pytest.importorskip("keras", reason="Keras is not installed: it takes TensorFlow")

MAJOR = keras.__version__.split(".")[0]
KEPT = Path(__file__).parents[1] / "models/kept"
# Keras 3 does not load all that Keras 2 saved, and Keras 2 nothing of Keras 3.
CASES = [
    case for case in sorted(KEPT.glob(f"keras-{MAJOR}.*/*.json")) if "request" in case.read_text()
]

Start = Callable[..., Ask]


@pytest.fixture(autouse=True)
def threads_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the threads alone, which TensorFlow lets a process choose but once."""
    choose = "set_intra_op_parallelism_threads"
    monkeypatch.setattr(tf.config.threading, choose, lambda number: None)


@pytest.fixture
def start(make_service: MakeService, models: Path) -> Start:
    """Save a model; what comes back posts a body to it."""

    def load(model: Any, inputs: list[Any], outputs: list[str]) -> Ask:
        model.save(models / "model.keras")
        described = {
            "input": {"kind": "tensors", "tensors": inputs},
            "output": {
                "kind": "tensors",
                "tensors": [{"name": name, "type": "float32"} for name in outputs],
            },
        }
        script = make_service("score_keras", path="model.keras", **described)
        script.init()
        return asking(script)

    return load


def number(name: str) -> dict[str, Any]:
    """Describe an input of single numbers."""
    return {"name": name, "type": "float32", "shape": [None, 1]}


def doubling(start: Start) -> Ask:
    """Double numbers."""
    x = keras.Input([1], name="x")
    model = keras.Model(x, keras.layers.Rescaling(2, name="twice")(x))
    return start(model, [number("x")], ["twice"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_answers_what_the_library_answers(
    make_service: MakeService, monkeypatch: pytest.MonkeyPatch, case: Path
) -> None:
    noted = json.loads(case.read_text())
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(case.parent))
    (file,) = (case.parent / case.stem).iterdir()
    facts = {key: noted["facts"][key] for key in ("input", "output")}
    script = make_service("score_keras", path=f"{case.stem}/{file.name}", **facts)
    script.init()
    assert asking(script)(noted["request"]) == nearly(noted["answer"])


def nearly(expected: Any) -> Any:
    """Allow other processors their own last digits."""
    if isinstance(expected, dict):
        return {key: nearly(item) for key, item in expected.items()}
    if isinstance(expected, list):
        return [nearly(item) for item in expected]
    return pytest.approx(expected, rel=1e-4) if isinstance(expected, float) else expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"inputs": {"x": [[1], [2]]}}, {"outputs": {"twice": [[2], [4]]}}),
        ({"inputs": [[1]]}, {"outputs": {"twice": [[2]]}}),
        ({"instances": [[1], [2]]}, {"predictions": [[2], [4]]}),
    ],
)
def test_takes_numbers_in_every_form(start: Start, body: Any, expected: Any) -> None:
    assert doubling(start)(body) == expected


@pytest.mark.parametrize("built", [list, dict])
def test_takes_inputs_in_any_order_and_names_the_outputs(start: Start, built: type) -> None:
    b, a = keras.Input([1], name="b"), keras.Input([1], name="a")
    outputs = [keras.layers.Subtract()([a, b]), keras.layers.Add()([a, b])]
    model = keras.Model([b, a] if built is list else {"b": b, "a": a}, outputs)
    ask = start(model, [number("b"), number("a")], ["less", "more"])
    assert ask({"inputs": {"b": [[2]], "a": [[5]]}}) == {"outputs": {"less": [[3]], "more": [[7]]}}
    assert ask({"instances": [{"b": [2], "a": [5]}]}) == {
        "predictions": [{"less": [3], "more": [7]}]
    }


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"inputs": [[1, 2]]}, "x takes float32 in shape [n, 1]; the values given have shape"),
        ({"inputs": {"z": 1}}, "missing inputs: x; unknown inputs: z; expected x"),
    ],
)
def test_says_what_is_wrong_with_a_request(start: Start, body: Any, message: str) -> None:
    assert message in refused(doubling(start), body)


def test_says_what_keras_refuses(start: Start) -> None:
    words = keras.Input([1], dtype="int32", name="words")
    model = keras.Model(words, keras.layers.Embedding(3, 2, name="table")(words))
    ask = start(model, [{"name": "words", "type": "int32", "shape": [None, 1]}], ["table"])
    assert refused(ask, {"inputs": [[7]]}).startswith("the model refused these values: ")
