"""What the zoo's scripts for graphs share: how a case of named arrays is written down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class Cases:
    """The folder that a script fills: <case>/<model> and, beside it, <case>.json."""

    def __init__(self, folder: Path, **facts: Any) -> None:
        """Begin; the facts are those of every case."""
        self.folder = folder
        self.facts = facts

    def place(self, case: str) -> Path:
        """Make the folder that a case's model is saved in."""
        path = self.folder / case
        path.mkdir(parents=True, exist_ok=True)
        return path

    def write(
        self, case: str, request: dict[str, Any] | None, answer: dict[str, Any] | None, **facts: Any
    ) -> None:
        """Write down what is asked, what the library answers and what the file must give away."""
        noted: dict[str, Any] = {"facts": {**self.facts, **facts}}
        if request is not None:
            noted = {"request": plain(request), "answer": plain(answer), **noted}
        (self.folder / f"{case}.json").write_text(json.dumps(noted))


def tensor(name: str, type: str, shape: Any = None) -> dict[str, Any]:
    """Describe one array; the shape of an array of any shape is left out."""
    described: dict[str, Any] = {"name": name, "type": type}
    return described if shape is None else {**described, "shape": list(shape)}


def tensors(*described: dict[str, Any]) -> dict[str, Any]:
    """Describe what a graph takes or answers."""
    return {"kind": "tensors", "tensors": list(described)}


def plain(value: Any) -> Any:
    """Say arrays, bytes and dictionaries as JSON does."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "numpy"):
        value = value.numpy()
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value.decode() if isinstance(value, bytes) else value
