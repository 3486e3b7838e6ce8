"""What all scoring scripts share: the model's place, a request's body, an answer as JSON."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from azureml_inference_server_http.api.aml_response import AMLResponse

# Where the values may stand: "data" is API v1's word, the others are MLflow's and TensorFlow's.
VALUES = ("data", "input_data", "inputs", "instances", "dataframe_split", "dataframe_records")


class BadRequest(Exception):
    """The caller's mistake, in words for the caller."""


def describe() -> dict[str, Any]:
    """Read what the model's file said of itself when the service was made."""
    description = json.loads(Path(__file__).with_name("model.json").read_text("utf-8"))
    return dict(description)


def find_model(path: str) -> Path:
    """Find what was registered as `path`, wherever below the model directory it is mounted."""
    root = Path(os.environ["AZUREML_MODEL_DIR"])
    if (root / path).exists():
        return root / path
    last = Path(path).parts
    found = [place for place in root.rglob(last[-1]) if place.parts[-len(last) :] == last]
    if len(found) != 1:
        there = sorted(str(place.relative_to(root)) for place in root.rglob("*"))
        raise FileNotFoundError(f"no {path} in {root}, which holds {listed(there) or 'nothing'}")
    return found[0]


def answer(raw_data: str, reply: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """Answer one request: what `reply` makes of its body, or status 400 with the mistake in it."""
    try:
        return to_json(reply(read_body(raw_data)))
    except BadRequest as mistake:
        return AMLResponse({"error": {"message": str(mistake)}}, 400, json_str=True)


def read_body(raw_data: str) -> dict[str, Any]:
    """Parse a request's body, which is an object with the values under one of the known keys."""
    if not raw_data:  # what the server makes of a form, which curl --data sends unless told
        raise BadRequest("the body is empty; expected JSON, with Content-Type: application/json")
    try:
        body = json.loads(raw_data)
    except ValueError as problem:
        raise BadRequest(f"the body is not JSON: {problem}") from problem
    except RecursionError as problem:
        raise BadRequest("the body is nested too deeply") from problem
    if not isinstance(body, dict):
        raise BadRequest(f'the body is {kind(body)}; expected an object like {{"data": [[1, 2]]}}')
    return body


def read_values(body: dict[str, Any], *options: str) -> tuple[str, Any]:
    """Tell under which key the values stand, and which they are; other keys must be options."""
    if unknown := [key for key in body if key not in (*VALUES, *options)]:
        expected = " and, optionally, ".join(["data", *options])
        raise BadRequest(f"unknown key {listed(unknown)}; expected {expected}")
    keys = [key for key in VALUES if key in body]
    if len(keys) != 1:
        raise BadRequest(f"expected data with the values, got {listed(keys) or 'none'}")
    return keys[0], body[keys[0]]


def to_json(value: Any) -> Any:
    """Say an answer in JSON: arrays as lists, dates in ISO 8601, null for NaN and infinity."""
    if isinstance(value, dict):
        return {str(to_json(key)): to_json(item) for key, item in value.items()}
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
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
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
