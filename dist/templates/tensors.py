"""Named arrays as callers write them: nested lists, checked against what the model takes."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from wire import BadRequest, kind, listed, read_values

Axes = Sequence["int | str | None"]


def read_tensors(
    body: dict[str, Any], expected: Mapping[str, tuple[Any, Axes | None]]
) -> tuple[bool, dict[str, Any]]:
    """Read the arrays that a body holds, by name, and tell whether they were written row by row.

    `expected` gives each input's NumPy type (object for texts, bytes for texts that may be bytes)
    and the length of its axes: None or a name where any length will do, None for any shape at all.
    """
    key, given = read_values(body)
    by_row = key in ("instances", "dataframe_records")
    if by_row and isinstance(given, list) and given and isinstance(given[0], dict):
        given = join_rows(key, given, expected)
    if not isinstance(given, dict):
        if len(expected) != 1:
            raise BadRequest(f"{key} is {kind(given)}; expected an object with {listed(expected)}")
        given = dict.fromkeys(expected, given)
    missing = [name for name in expected if name not in given]
    unknown = [name for name in given if name not in expected]
    if missing or unknown:
        raise BadRequest(
            f"{key} has missing inputs: {listed(missing) or 'none'};"
            f" unknown inputs: {listed(unknown) or 'none'}; expected {listed(expected)}"
        )
    return by_row, {
        name: to_array(name, given[name], dtype, axes) for name, (dtype, axes) in expected.items()
    }


def join_rows(key: str, rows: list[Any], expected: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Turn a list of named rows into named lists of values."""
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or set(row) != set(expected):
            raise BadRequest(f"{key}: row {number} is not an object with {listed(expected)}")
    return {name: [row[name] for row in rows] for name in expected}


def to_array(name: str, values: Any, dtype: Any, axes: Axes | None) -> Any:
    """Make one input's array; says what was expected when the values do not fit."""
    wanted = f"{name} takes {type_name(dtype)} in shape {shape_name(axes)}"
    try:
        array = np.array(values)
    except ValueError as problem:
        raise BadRequest(f"{wanted}; the lists given are not of equal length") from problem
    texts = array.dtype.kind in "US" or array.dtype == object
    if texts != (np.dtype(dtype).kind in "OUS"):
        raise BadRequest(f"{wanted}; the values given are {'no numbers' if texts else 'no texts'}")
    if texts:
        array = to_texts(array, wanted, takes_bytes=np.dtype(dtype).kind == "S")
    else:
        try:
            array = array.astype(dtype, casting="same_kind")
        except (TypeError, ValueError):
            array = to_narrower(array, dtype, wanted)
    if axes is not None and not fits(array.shape, axes):
        raise BadRequest(f"{wanted}; the values given have shape {shape_name(array.shape)}")
    return array


def to_texts(array: Any, wanted: str, takes_bytes: bool) -> Any:
    """Check that each value is a text; or bytes, as TensorFlow Serving has them: {"b64": "..."}."""
    texts = np.empty(array.shape, dtype=object)
    for index, value in np.ndenumerate(array):
        if takes_bytes and isinstance(value, dict) and set(value) == {"b64"}:
            try:
                texts[index] = base64.b64decode(value["b64"], validate=True)
            except (TypeError, ValueError) as problem:
                raise BadRequest(f"{wanted}; the b64 given is no Base64") from problem
        elif isinstance(value, str):
            texts[index] = str(value)
        else:
            raise BadRequest(f"{wanted}; one of the values given is {kind(value)}")
    return texts


def to_narrower(array: Any, dtype: Any, wanted: str) -> Any:
    """Convert where nothing is lost: JSON writes 1.0 and 1 alike, and both for true."""
    narrow = array.astype(dtype)
    if not np.array_equal(narrow.astype(array.dtype), array):
        raise BadRequest(f"{wanted}; the values given would lose digits")
    return narrow


def fits(shape: Sequence[int], axes: Axes) -> bool:
    """Tell whether a shape is one that the model takes."""
    return len(shape) == len(axes) and all(
        not isinstance(wanted, int) or wanted == given for given, wanted in zip(shape, axes)
    )


def write_tensors(outputs: Mapping[str, Any], by_row: bool) -> dict[str, Any]:
    """Answer as it was asked: arrays by name, or one item per row."""
    if not by_row:
        return {"outputs": dict(outputs)}
    if len(outputs) == 1:
        return {"predictions": next(iter(outputs.values()))}
    return {"predictions": [dict(zip(outputs, row)) for row in zip(*outputs.values())]}


def shape_name(axes: Axes | None) -> str:
    """Spell a shape: [n, 4], or any."""
    if axes is None:
        return "any"
    return "[" + ", ".join("n" if axis is None else str(axis) for axis in axes) + "]"


def type_name(dtype: Any) -> str:
    """Name an element type as people do."""
    return "texts" if np.dtype(dtype).kind in "OUS" else np.dtype(dtype).name
