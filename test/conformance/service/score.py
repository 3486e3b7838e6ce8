"""The scoring script that every client deploys: whoever brought the model, whatever its name."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import joblib

model: Any = None


def init() -> None:
    """Load the only model there is, be it a file or somewhere in a folder."""
    global model
    (path,) = Path(os.environ["AZUREML_MODEL_DIR"]).rglob("*.joblib")
    model = joblib.load(path)


def run(raw_data: str) -> dict[str, list[int]]:
    """Answer `{"data": rows}`."""
    return {"predict": model.predict(json.loads(raw_data)["data"]).tolist()}
