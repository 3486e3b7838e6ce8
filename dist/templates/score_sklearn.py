"""Serves a scikit-learn model that was saved with joblib, pickle or skops.

    {"data": [[5.1, 3.5, 1.4, 0.2]]}                 ->  {"predict": ["setosa"]}
    {"data": [[5.1, 3.5, 1.4, 0.2]],
     "method": "predict_proba"}                      ->  {"predict_proba": [[0.9, 0.1, 0.0]]}

A row is a list of values or, for a model trained on named columns, an object of them in any order;
{"columns": [...], "data": [...]} names the columns of all rows at once. A single row needs no list
around it. null is a missing value: NaN on the way in, NaN or infinity on the way out.
A request that cannot be answered gets status 400 and {"error": {"message": "..."}}.
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from columns import columns_of, names_of
from saved import load
from tabular import REFUSALS, read_method, read_rows, refused, to_array
from wire import answer, describe, find_model, listed

SAVED_MODEL = re.compile(r"\.(joblib|pkl|pickle|sav)(\.(z|gz|bz2|xz|lzma|lz4))?$", re.IGNORECASE)
# What a request may ask for; the first that the model has is the default.
METHODS = (
    "predict",
    "predict_proba",
    "predict_log_proba",
    "decision_function",
    "score_samples",
    "transform",
)

model: Any = None
names: list[str] = []
takes_objects = False


def init() -> None:
    """Load the model, once per worker."""
    global model, names, takes_objects
    description = describe()
    path = only_model(find_model(description["path"]))
    model = load(path, description["format"])
    if sklearn.__version__.startswith("1.0."):
        # Its PowerTransformer asks NumPy for Python's own module, which was there until 1.23.
        np.warnings = warnings  # type: ignore[attr-defined]
    told = [str(name) for name in getattr(model, "feature_names_in_", ())]
    names = told or names_of(columns_of(description))
    takes_objects = description["input"]["kind"] == "unknown"
    if not methods_of_model():
        raise TypeError(
            f"{path.name} holds a {type(model).__name__}, which has none of {listed(METHODS)}"
        )


def only_model(path: Path) -> Path:
    """Take the model out of a folder that was registered by others: nobody read what it holds."""
    if path.is_file():
        return path
    files = sorted(file for file in path.rglob("*") if file.is_file())
    candidates = [file for file in files if SAVED_MODEL.search(file.name)] or files
    if len(candidates) != 1:
        found = listed(file.relative_to(path) for file in candidates) or "no files"
        raise FileNotFoundError(f"expected one .joblib or .pkl file in {path}, found {found}")
    return candidates[0]


def run(raw_data: str) -> Any:
    """Answer one request."""
    return answer(raw_data, reply)


def reply(body: dict[str, Any]) -> dict[str, Any]:
    """Ask the model what the body asks for."""
    method = read_method(body, methods_of_model())
    width = getattr(model, "n_features_in_", None) or None  # some say 0 for what they do not know
    texts = width is None
    rows = read_rows(body, names, width, texts=texts, objects=texts and takes_objects)
    try:
        return {method: getattr(model, method)(arrange(rows, texts))}
    except REFUSALS as problem:
        raise refused(method, problem) from problem


def methods_of_model() -> list[str]:
    """List what this model can be asked."""
    return [method for method in METHODS if hasattr(model, method)]


def arrange(rows: list[list[Any]], texts: bool) -> Any:
    """Turn the rows into what the model was trained on: a DataFrame, an array or texts."""
    if names:
        import pandas as pd  # only a model that was trained with pandas needs it here

        return pd.DataFrame(rows, columns=names)
    if texts and all(len(row) == 1 for row in rows):  # vectorizers count no features, or objects
        return [row[0] for row in rows]
    return to_array(rows)
