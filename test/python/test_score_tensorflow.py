"""The scoring script for TensorFlow, called with real models as the server calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Ask, MakeService, asking, refused

tf = pytest.importorskip("tensorflow", reason="TensorFlow is not installed: hundreds of megabytes")

KEPT = Path(__file__).parents[1] / "models/kept"
CASES = sorted(KEPT.glob("tensorflow-*/*.json"))

Start = Callable[..., Ask]


@pytest.fixture(autouse=True)
def threads_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the threads alone, which TensorFlow lets a process choose but once."""
    choose = "set_intra_op_parallelism_threads"
    monkeypatch.setattr(tf.config.threading, choose, lambda number: None)


@pytest.fixture
def start(make_service: MakeService, models: Path) -> Start:
    """Save a function under signatures; what comes back posts a body to it."""

    def load(function: Any, *names: str) -> Ask:
        module = tf.Module()
        module.function = function
        signatures = {name: function for name in names}
        tf.saved_model.save(module, str(models / "model"), signatures=signatures)
        script = make_service("score_tensorflow", path="model")
        script.init()
        return asking(script)

    return load


def doubling(*shape: int | None) -> Any:
    """Double numbers of a shape."""
    spec = tf.TensorSpec(shape, tf.float32, name="x")
    return tf.function(lambda x: {"twice": x + x}, input_signature=[spec])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_answers_what_the_library_answers(
    make_service: MakeService, monkeypatch: pytest.MonkeyPatch, case: Path
) -> None:
    noted = json.loads(case.read_text())
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(case.parent))
    script = make_service("score_tensorflow", path=case.stem)
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
        ({"inputs": {"x": [[1, 2]]}}, {"outputs": {"twice": [[2, 4]]}}),
        ({"inputs": [[1, 2]]}, {"outputs": {"twice": [[2, 4]]}}),
        ({"instances": [[1, 2], [3, 4]]}, {"predictions": [[2, 4], [6, 8]]}),
    ],
)
def test_takes_numbers_in_every_form(start: Start, body: Any, expected: Any) -> None:
    assert start(doubling(None, 2), "serving_default")(body) == expected


def test_takes_the_only_signature_whatever_its_name(start: Start) -> None:
    assert start(doubling(None, 1), "mine")({"inputs": [[1]]}) == {"outputs": {"twice": [[2]]}}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"inputs": [[1]]}, "x takes float32 in shape [n, 2]; the values given have shape [1, 1]"),
        ({"inputs": {"z": 1}}, "missing inputs: x; unknown inputs: z; expected x"),
        ({"inputs": [["a", "b"]]}, "the values given are no numbers"),
    ],
)
def test_says_what_is_wrong_with_a_request(start: Start, body: Any, message: str) -> None:
    assert message in refused(start(doubling(None, 2), "serving_default"), body)


def test_says_what_tensorflow_refuses(start: Start) -> None:
    spec = [tf.TensorSpec([None, None], tf.float32, name="x")]
    product = tf.function(lambda x: {"y": tf.ensure_shape(x, [2, 2]) @ x}, input_signature=spec)
    message = refused(start(product, "serving_default"), {"inputs": [[1, 2, 3]]})
    assert message.startswith("the model refused these values: ")
