"""Serves a scikit-learn model that was saved with joblib or pickle.

    {"data": [[5.1, 3.5, 1.4, 0.2]]}                 ->  {"predict": ["setosa"]}
    {"data": [[5.1, 3.5, 1.4, 0.2]],
     "method": "predict_proba"}                      ->  {"predict_proba": [[0.9, 0.1, 0.0]]}

A row is a list of values or, for a model trained on named columns, an object of them in any order;
{"columns": [...], "data": [...]} names the columns of all rows at once. A single row needs no list
around it. null is a missing value: NaN on the way in, NaN or infinity on the way out.
A request that cannot be answered gets status 400 and {"error": {"message": "..."}}.
"""

from __future__ import annotations

import json
import logging
import math
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from azureml_inference_server_http.api.aml_response import AMLResponse

SAVED_MODEL = re.compile(r"\.(joblib|pkl|pickle|sav)(\.(z|gz|bz2|xz|lzma))?$", re.IGNORECASE)
# Where the rows may stand: "data" is this script's own word, the others are MLflow's and its kin's.
ROWS = ("data", "input_data", "inputs", "instances", "dataframe_split", "dataframe_records")
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


class BadRequest(Exception):
    """The caller's mistake, in words for the caller."""


def init() -> None:
    """Load the model, once per worker."""
    global model
    path = find_model(Path(os.environ["AZUREML_MODEL_DIR"]))
    model = joblib.load(path)
    if not methods_of_model():
        raise TypeError(
            f"{path.name} holds a {type(model).__name__}, which has none of {listed(METHODS)}"
        )


def run(raw_data: str) -> Any:
    """Answer one request."""
    try:
        body = read_body(raw_data)
        method = read_method(body)
        columns, rows = read_rows(body)
        try:
            answer = getattr(model, method)(arrange(columns, rows))
        except (ValueError, TypeError, OverflowError) as refusal:
            # An unknown category, a NaN, a word for a number; the log keeps the way there.
            logging.getLogger(__name__).warning("%s failed", method, exc_info=True)
            raise BadRequest(f"the model refused these values: {refusal}") from refusal
    except BadRequest as mistake:
        return AMLResponse({"error": {"message": str(mistake)}}, 400, json_str=True)
    return {method: to_json(answer)}


def find_model(folder: Path) -> Path:
    """Find the model file: at the top for a file model, deeper for a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    candidates = [path for path in files if SAVED_MODEL.search(path.name)] or files
    if len(candidates) != 1:
        found = listed(path.relative_to(folder) for path in files) or "no files"
        raise FileNotFoundError(f"expected one .joblib or .pkl file in {folder}, found {found}")
    return candidates[0]


def methods_of_model() -> list[str]:
    """List what this model can be asked."""
    return [method for method in METHODS if hasattr(model, method)]


def read_body(raw_data: str) -> dict[str, Any]:
    """Parse the request."""
    if not raw_data:  # what the server makes of a form, which curl --data sends unless told
        raise BadRequest("the body is empty; expected JSON, with Content-Type: application/json")
    try:
        body = json.loads(raw_data)
    except ValueError as problem:
        raise BadRequest(f"the body is not JSON: {problem}") from problem
    if not isinstance(body, dict):
        raise BadRequest(f'the body is {kind(body)}; expected an object like {{"data": [[1, 2]]}}')
    if unknown := [key for key in body if key not in (*ROWS, "method")]:
        raise BadRequest(f"unknown key {listed(unknown)}; expected data and, optionally, method")
    return body


def read_method(body: dict[str, Any]) -> str:
    """Tell what is asked of the model."""
    offered = methods_of_model()
    method = body.get("method")
    if method is None:
        return offered[0]
    if method not in offered:
        raise BadRequest(f"method is {json.dumps(method)}; this model offers {listed(offered)}")
    return str(method)


def read_rows(body: dict[str, Any]) -> tuple[list[Any] | None, list[Any]]:
    """Find the rows and, when they stand apart, the names of their columns."""
    keys = [key for key in ROWS if key in body]
    if len(keys) != 1:
        raise BadRequest(f"expected data with the rows, got {listed(keys) or 'none'}")
    columns, given = None, body[keys[0]]
    if isinstance(given, dict):
        if isinstance(given.get("data"), list):
            columns, given = given.get("columns"), given["data"]
        else:
            given = [given]
    if not isinstance(given, list):
        raise BadRequest(f"{keys[0]} is {kind(given)}; expected a list of rows")
    if not given:
        raise BadRequest(f"{keys[0]} is empty; expected at least one row")
    if not any(isinstance(row, (list, dict)) for row in given):
        # A flat list is one row, except for a model of texts, where it is one text per row.
        given = [given] if takes_features() else [[value] for value in given]
    return columns, given


def takes_features() -> bool:
    """Tell a model of rows from one of bare texts: vectorizers count no features."""
    return hasattr(model, "n_features_in_")


def arrange(columns: list[Any] | None, rows: list[Any]) -> Any:
    """Turn the rows into what the model was trained on: a DataFrame, an array or texts."""
    names = [str(name) for name in getattr(model, "feature_names_in_", ())]
    if columns is not None:
        rows = name_values(columns, rows, keep_order=not names)
    values = [read_row(number, row, names) for number, row in enumerate(rows, start=1)]
    if names:
        import pandas as pd  # only a model that was trained with pandas needs it here

        return pd.DataFrame(values, columns=names)
    if not takes_features() and all(len(row) == 1 for row in values):
        return [row[0] for row in values]
    # Left to itself, numpy would make texts of the numbers beside a text.
    texts = any(isinstance(value, str) for row in values for value in row)
    return np.array(values, dtype=object if texts else None)


def name_values(columns: Any, rows: list[Any], keep_order: bool) -> list[Any]:
    """Join each row with the names of its columns, unless only the order counts."""
    if not isinstance(columns, list) or any(isinstance(name, (list, dict)) for name in columns):
        raise BadRequest("columns is not a list of names")
    if repeated := sorted({str(name) for name in columns if columns.count(name) > 1}):
        raise BadRequest(f"columns names {listed(repeated)} more than once")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list) or len(row) != len(columns):
            raise BadRequest(f"row {number} is not a list of {len(columns)} values, as columns is")
    return rows if keep_order else [dict(zip(columns, row)) for row in rows]


def read_row(number: int, row: Any, names: list[str]) -> list[Any]:
    """Check one row and put its values in the model's order."""
    if isinstance(row, dict):
        if not names:
            raise BadRequest(
                f"row {number} names its values, but this model was trained without column names;"
                " expected lists of values in the order of training"
            )
        missing = [name for name in names if name not in row]
        unknown = [name for name in row if name not in names]
        if missing or unknown:
            raise BadRequest(
                f"row {number} has missing columns: {listed(missing) or 'none'};"
                f" unknown columns: {listed(unknown) or 'none'}; expected {listed(names)}"
            )
        row = [row[name] for name in names]
    if not isinstance(row, list):
        raise BadRequest(f"row {number} is {kind(row)}; expected a list of values")
    width = getattr(model, "n_features_in_", len(row))
    if len(row) != width:
        expected = f"{width}: {listed(names)}" if names else width
        raise BadRequest(f"row {number} has {len(row)} values; this model takes {expected}")
    for value in row:
        if isinstance(value, (list, dict)):
            raise BadRequest(f"row {number} holds {kind(value)}; expected plain values")
    return [math.nan if value is None else value for value in row]


def to_json(value: Any) -> Any:
    """Say an answer in JSON: arrays as lists, dates in ISO 8601, null for NaN and infinity."""
    if hasattr(value, "toarray"):  # a sparse matrix
        value = value.toarray()
    if hasattr(value, "iloc"):  # a DataFrame or a Series
        value = value.to_numpy()
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.astype(str).tolist() if value.dtype.kind in "mM" else value.tolist()
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, int)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def listed(words: Iterable[Any]) -> str:
    """Join words for a message; the first twenty when there are many."""
    every = [str(word) for word in words]
    rest = f", ... ({len(every)} in all)" if len(every) > 20 else ""
    return ", ".join(every[:20]) + rest


def kind(value: Any) -> str:
    """Name a value's type as JSON does."""
    names = {dict: "an object", list: "a list", str: "a string", bool: "a boolean"}
    return "null" if value is None else names.get(type(value), "a number")
