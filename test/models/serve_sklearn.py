"""Asks the scoring script for an answer to each request beside a folder of models.

    python serve_sklearn.py <score.py> <folder>

prints {<name>: <answer>} for what train_sklearn.py left there. It calls init() and run() as the
inference server does, in one process: fifteen starts of the server take minutes.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any


def load(script: str) -> Any:
    """Import the script the way the server does, with its folder to import from."""
    sys.path.insert(0, str(Path(script).parent))
    spec = importlib.util.spec_from_file_location("entry_module", script)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answer(score: Any, case: Path) -> Any:
    """Load the model of a case and ask it; an exception is an answer too."""
    os.environ["AZUREML_MODEL_DIR"] = str(case.with_suffix(""))
    try:
        score.init()
        got = score.run(json.dumps(json.loads(case.read_text())["request"]))
        return got if isinstance(got, dict) else got.get_data(as_text=True)
    except Exception as problem:
        return repr(problem)


if __name__ == "__main__":
    score = load(sys.argv[1])
    cases = sorted(Path(sys.argv[2]).glob("*.json"))
    print(json.dumps({case.stem: answer(score, case) for case in cases}))
