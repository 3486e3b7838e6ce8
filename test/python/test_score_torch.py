"""The scoring script for PyTorch, called with real models as the server calls it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Ask, MakeService, asking, refused

torch = pytest.importorskip("torch", reason="PyTorch is not installed: gigabytes with CUDA")

ROWS = [[0.5, -1.0], [2.0, 3.0]]
UNKNOWN = {"kind": "unknown"}
WORDS = {
    "kind": "tensors",
    "tensors": [
        {"name": "words", "type": "int64", "shape": [None, 3]},
        {"name": "weights", "type": "float32", "shape": [None, 3]},
    ],
}

Start = Callable[..., Ask]


class Doubled(torch.nn.Module):  # type: ignore[misc, name-defined]
    """Doubles numbers."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Double."""
        return x * 2


class Weighted(torch.nn.Module):  # type: ignore[misc, name-defined]
    """Takes words and weights, answers under names."""

    def __init__(self) -> None:
        """Make the table of the words."""
        super().__init__()
        self.table = torch.nn.Embedding(5, 2)

    def forward(self, words: torch.Tensor, weights: torch.Tensor) -> dict[str, torch.Tensor]:
        """Weigh."""
        return {"sum": (self.table(words) * weights.unsqueeze(2)).sum(1), "mean": weights.mean(1)}


@pytest.fixture
def start(make_service: MakeService, models: Path) -> Start:
    """Load a saved model; what comes back posts a body to it."""

    def load(save: Callable[[Path], None], saved_as: str, tensors: Any = UNKNOWN) -> Ask:
        save(models / "model.pt2" if saved_as == "torch-export" else models / "model.pt")
        path = next(models.iterdir()).name
        script = make_service("score_torch", format=saved_as, path=path, input=tensors)
        script.init()
        return asking(script)

    return load


@pytest.fixture
def doubled(start: Start) -> Ask:
    """Serve a script of the model that doubles."""
    return start(lambda path: torch.jit.save(torch.jit.script(Doubled()), path), "torchscript")


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"inputs": ROWS}, {"outputs": {"output": [[1.0, -2.0], [4.0, 6.0]]}}),
        ({"inputs": {"x": ROWS}}, {"outputs": {"output": [[1.0, -2.0], [4.0, 6.0]]}}),
        ({"data": [1, 2]}, {"outputs": {"output": [2.0, 4.0]}}),
        ({"instances": ROWS}, {"predictions": [[1.0, -2.0], [4.0, 6.0]]}),
        ({"instances": [{"x": 1}, {"x": 2}]}, {"predictions": [2.0, 4.0]}),
    ],
)
def test_answers_as_it_was_asked(doubled: Ask, body: Any, answer: Any) -> None:
    assert doubled(body) == answer


def test_learns_the_inputs_from_the_script_when_nothing_else_names_them(doubled: Ask) -> None:
    assert "missing inputs: x; unknown inputs: y" in refused(doubled, {"inputs": {"y": [1]}})


def test_serves_several_inputs_and_outputs_by_name(start: Start) -> None:
    model = Weighted()
    words, weights = torch.tensor([[1, 2, 3]]), torch.tensor([[1.0, 0.5, 2.0]])
    traced = torch.jit.trace(model, (words, weights), strict=False)
    ask = start(lambda path: torch.jit.save(traced, path), "torchscript", WORDS)
    expected = model(words, weights)["sum"].tolist()
    got = ask({"inputs": {"weights": weights.tolist(), "words": words.tolist()}})["outputs"]
    assert got["sum"] == [pytest.approx(expected[0])]
    rows = ask({"instances": [{"words": words[0].tolist(), "weights": weights[0].tolist()}]})
    assert rows["predictions"][0]["mean"] == pytest.approx(3.5 / 3)
    # A trace is served in other sizes than it was traced with.
    assert len(ask({"inputs": {"words": [[1, 2]] * 4, "weights": [[1, 2]] * 4}})["outputs"]) == 2
    message = refused(ask, {"inputs": {"words": [[7]], "weights": [[1]]}})
    assert message.startswith("the model refused these values: ")
    assert "\n" not in message


def test_holds_an_export_to_its_shapes(start: Start) -> None:
    program = torch.export.export(Doubled(), (torch.tensor(ROWS),))
    tensors = [{"name": "x", "type": "float32", "shape": [2, 2]}]
    ask = start(
        lambda path: torch.export.save(program, path),
        "torch-export",
        {"kind": "tensors", "tensors": tensors},
    )
    assert ask({"inputs": ROWS}) == {"outputs": {"output": [[1.0, -2.0], [4.0, 6.0]]}}
    assert "x takes float32 in shape [2, 2]" in refused(ask, {"inputs": ROWS * 2})


def test_gives_an_export_nested_arguments(start: Start) -> None:
    class Nested(torch.nn.Module):  # type: ignore[misc, name-defined]
        def forward(self, pair: Any, *, scale: Any) -> Any:
            return (pair["a"] * scale, pair["b"] + scale)

    a, b, scale = torch.ones(2), torch.ones(2), torch.ones(2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.export.export(Nested(), ({"a": a, "b": b},), {"scale": scale})
    names = list(program.graph_signature.user_inputs)
    tensors = [{"name": name, "type": "float32", "shape": [2]} for name in names]
    ask = start(
        lambda path: torch.export.save(program, path),
        "torch-export",
        {"kind": "tensors", "tensors": tensors},
    )
    given = dict(zip(names, ([1, 2], [3, 4], [10, 10])))
    assert ask({"inputs": given}) == {
        "outputs": {"output_0": [10.0, 20.0], "output_1": [13.0, 14.0]}
    }


def test_serves_a_pickled_stack_of_layers_as_if_it_were_not_trained(start: Start) -> None:
    stack = torch.nn.Sequential(torch.nn.Dropout(0.9), torch.nn.Linear(2, 1))
    ask = start(lambda path: torch.save(stack, path), "torch-pickle")
    expected = stack.eval()(torch.tensor(ROWS)).tolist()
    assert ask({"inputs": ROWS})["outputs"]["output"] == [pytest.approx(row) for row in expected]
    assert "mat1 and mat2" in refused(ask, {"inputs": [[1.0]]})


def test_serves_a_frozen_script_and_half_precision(start: Start) -> None:
    model = torch.nn.Linear(2, 1).to(torch.bfloat16).eval()
    traced = torch.jit.trace(model, torch.ones(1, 2, dtype=torch.bfloat16))
    tensors = [{"name": "input", "type": "bfloat16", "shape": [None, 2]}]
    ask = start(
        lambda path: torch.jit.save(torch.jit.freeze(traced), path),
        "torchscript",
        {"kind": "tensors", "tensors": tensors},
    )
    assert isinstance(ask({"inputs": [[1.0, 2.0]]})["outputs"]["output"][0][0], float)
