"""Saves small PyTorch models in every way that PyTorch has.

    python pytorch.py <folder>

writes <folder>/<case>/<file> and <folder>/<case>.json: a request and what the model itself answers
(only where a model can be served without code), and the facts that its file must give away.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

VERSION = torch.__version__.split("+")[0]


class Iris(nn.Module):
    """Rows of four numbers; three probabilities."""

    def __init__(self) -> None:
        """Make the layers."""
        super().__init__()
        self.hidden = nn.Linear(4, 8)
        self.last = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        """Classify."""
        return torch.softmax(self.last(torch.relu(self.hidden(x))), dim=1)


class Picture(nn.Module):
    """Small pictures; scores, and which is the best."""

    def __init__(self) -> None:
        """Make the layers."""
        super().__init__()
        self.filters = nn.Conv2d(1, 2, kernel_size=3)
        self.norm = nn.BatchNorm2d(2)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Score."""
        scores = self.norm(self.filters(image)).mean(dim=(2, 3))
        return scores, scores.argmax(dim=1)


class Words(nn.Module):
    """Words by their numbers, weighted; answers under a name."""

    def __init__(self) -> None:
        """Make the layers."""
        super().__init__()
        self.table = nn.Embedding(10, 4)

    def forward(self, words: Tensor, weights: Tensor) -> dict[str, Tensor]:
        """Sum."""
        return {"sum": (self.table(words) * weights.unsqueeze(2)).sum(dim=1)}


class Scripted(nn.Module):
    """What only a script keeps: a choice that the values make."""

    def __init__(self) -> None:
        """Make the layers."""
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 1))

    def forward(self, rows: Tensor, double: bool = False) -> Tensor:
        """Predict."""
        answer = self.layers(rows)
        if bool(answer.sum() > 1000):
            return -answer
        return answer


class Sum(nn.Module):
    """Two inputs, each with a layer of its own, by way of another method."""

    def __init__(self) -> None:
        """Make the layers."""
        super().__init__()
        self.left = nn.Linear(3, 2)
        self.right = nn.Linear(2, 2)

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        """Add."""
        return self.weighed(first) + self.right(second)

    def weighed(self, rows: Tensor) -> Tensor:
        """Weigh."""
        return self.left(rows)


class Joined(nn.Module):
    """Takes what no request is: a list of arrays."""

    def forward(self, parts: list[Tensor]) -> Tensor:
        """Join."""
        return torch.cat(parts)


class Times(nn.Module):
    """Exported with a number that is no tensor."""

    def forward(self, x: Tensor, factor: int) -> Tensor:
        """Multiply."""
        return x * factor


def nested(value: Any) -> Any:
    """Say tensors as nested lists."""
    if isinstance(value, Tensor):
        return value.tolist()
    if isinstance(value, dict):
        return {name: nested(item) for name, item in value.items()}
    return {f"output_{number}": nested(item) for number, item in enumerate(value)}


def main(folder: Path) -> None:
    """Make the models, save them, and note what they answer."""
    torch.manual_seed(0)
    rows, images = torch.rand(2, 4), torch.rand(2, 1, 5, 5)
    words, weights = torch.tensor([[1, 2, 3], [9, 0, 4]]), torch.rand(2, 3)
    iris, picture, sums = Iris().eval(), Picture().eval(), Words().eval()
    scripted = torch.jit.script(Scripted().eval())
    plain = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2)).eval()

    def note(case: str, facts: dict[str, Any], request: Any = None, answer: Any = None) -> Path:
        (folder / case).mkdir(parents=True, exist_ok=True)
        noted: dict[str, Any] = {"facts": {"framework": "pytorch", **facts}}
        if request is not None:
            outputs = nested(answer)
            outputs = outputs if isinstance(outputs, dict) else {"output": outputs}
            noted = {"request": {"inputs": request}, "answer": {"outputs": outputs}, **noted}
        (folder / f"{case}.json").write_text(json.dumps(noted))
        return folder / case

    def tensors(*described: tuple[str, str, list[Any]]) -> dict[str, Any]:
        keys = ("name", "type", "shape")
        return {"kind": "tensors", "tensors": [dict(zip(keys, tensor)) for tensor in described]}

    script = {"format": "torchscript"}
    facts = {**script, "input": tensors(("x", "float32", [None, 4]))}
    path = note("trace", facts, rows.tolist(), iris(rows)) / "model.pt"
    torch.jit.save(torch.jit.trace(iris, rows), path)
    facts = {**script, "input": tensors(("image", "float32", [None, 1, 5, 5]))}
    path = note("trace-images", facts, {"image": images.tolist()}, picture(images)) / "model.pt"
    torch.jit.save(torch.jit.trace(picture, images), path)
    request = {"words": words.tolist(), "weights": weights.tolist()}
    facts = {
        **script,
        "input": tensors(("words", "int64", [None, 3]), ("weights", "float32", [None, 3])),
    }
    path = note("trace-two", facts, request, sums(words, weights)) / "model.pt"
    torch.jit.save(torch.jit.trace(sums, (words, weights), strict=False), path)
    facts = {**script, "input": tensors(("rows", "float32", [None, 4]))}
    torch.jit.save(scripted, note("script", facts, rows.tolist(), scripted(rows)) / "model.pt")
    both = torch.jit.script(Sum().eval())
    pair = {"first": torch.rand(2, 3), "second": torch.rand(2, 2)}
    facts = {
        **script,
        "input": tensors(("first", "float32", [None, 3]), ("second", "float32", [None, 2])),
    }
    path = note("script-two", facts, nested(pair), both(**pair)) / "model.pt"
    torch.jit.save(both, path)
    torch.jit.save(
        torch.jit.script(Joined()), note("script-list", {**script, "needsCode": {}}) / "model.pt"
    )
    frozen = torch.jit.freeze(torch.jit.trace(iris, rows))
    facts = {**script, "input": tensors(("x", "float32", [None, 4]))}
    torch.jit.save(frozen, note("frozen", facts, rows.tolist(), iris(rows)) / "model.pt")

    exported = {"format": "torch-export", "version": VERSION}
    facts = {
        **exported,
        "input": tensors(("x", "float32", [2, 4])),
        "output": tensors(("output", "float32", [2, 3])),
    }
    path = note("export", facts, rows.tolist(), iris(rows)) / "model.pt2"
    torch.export.save(torch.export.export(iris, (rows,)), path)
    batch = torch.export.Dim("batch")
    shapes = {"words": {0: batch}, "weights": {0: batch}}
    program = torch.export.export(sums, (words, weights), dynamic_shapes=shapes)
    [symbol] = map(str, program.range_constraints)
    facts = {
        **exported,
        "input": tensors(("words", "int64", [symbol, 3]), ("weights", "float32", [symbol, 3])),
        "output": tensors(("sum", "float32", [symbol, 4])),
    }
    path = note("export-batches", facts, request, sums(words, weights)) / "model.pt2"
    torch.export.save(program, path)

    times = Times().eval()
    path = note("export-number", exported, rows.tolist(), times(rows, 3)) / "model.pt2"
    torch.export.save(torch.export.export(times, (rows, 3)), path)

    pickled = {"format": "torch-pickle"}
    code = {**pickled, "needsCode": {}}
    facts = {**pickled, "input": tensors(("input", "float32", [None, 4]))}
    torch.save(plain, note("sequential", facts, rows.tolist(), plain(rows)) / "model.pt")
    torch.save(iris.state_dict(), note("weights", code) / "model.pth")
    torch.save(iris, note("module", code) / "model.pt")
    path = note("legacy", code) / "model.pth"
    torch.save(iris.state_dict(), path, _use_new_zipfile_serialization=False)
    path = note("legacy-module", code) / "model.pt"
    torch.save(iris, path, _use_new_zipfile_serialization=False)
    checkpoint = {"epoch": 3, "global_step": 40, "pytorch-lightning_version": "2.5.0"}
    checkpoint |= {"state_dict": iris.state_dict(), "hyper_parameters": {"lr": 0.1}}
    torch.save(checkpoint, note("lightning", code) / "last.ckpt")
    steps = torch.optim.Adam(iris.parameters())
    torch.save({"epoch": 3, "model": iris}, note("checkpoint-module", code) / "best.pt")
    training = {"model_state_dict": iris.state_dict(), "optimizer": steps.state_dict()}
    torch.save(training, note("checkpoint", code) / "epoch_3.pth.tar")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
