"""How a zoo script leaves a model: a folder with it, and beside that what is expected of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np


def write_case(
    folder: Path,
    name: str,
    file: str,
    save: Callable[[str], Any],
    request: dict[str, Any],
    answer: dict[str, Any],
    **facts: Any,
) -> None:
    """Save a model as <folder>/<name>/<file>, and <folder>/<name>.json with what it should do."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    save(str(folder / name / file))
    plain = {key: np.asarray(value).tolist() for key, value in answer.items()}
    case = {"request": request, "answer": plain, "facts": {"path": file, **facts}}
    (folder / f"{name}.json").write_text(json.dumps(case, indent=1) + "\n")
