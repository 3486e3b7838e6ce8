"""Rows of a table as callers write them: lists, objects of named values, columns beside data."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from wire import BadRequest, kind, listed, read_values

# How a model complains of values: a word for a number, an unknown category, a text that is none.
REFUSALS = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)
PLAIN = (str, int, float, list, dict, np.generic, np.ndarray)


def refused(method: str, problem: Exception) -> BadRequest:
    """Say in words for the caller what the model complained of; the log keeps the way there."""
    lacking = getattr(problem, "obj", None)  # what lacks an attribute: from Python 3.10 on
    if (
        isinstance(problem, AttributeError)
        and lacking is not None
        and not (isinstance(lacking, PLAIN) or hasattr(lacking, "iloc"))
    ):
        raise problem  # no value of the caller's: the model itself is broken
    logging.getLogger(__name__).warning("%s failed", method, exc_info=problem)
    # Of a key that is missing, its error says but the key.
    what = repr(problem) if isinstance(problem, LookupError) else problem
    return BadRequest(f"the model refused these values: {what}")


def read_method(body: dict[str, Any], offered: Sequence[str]) -> str:
    """Tell what is asked of the model; the first that it offers when the body does not say."""
    method = body.get("method")
    if method is None:
        return offered[0]
    if method not in offered:
        raise BadRequest(f"method is {json.dumps(method)}; this model offers {listed(offered)}")
    return str(method)


def read_rows(
    body: dict[str, Any],
    names: Sequence[str] = (),
    width: int | None = None,
    texts: bool = False,
    objects: bool = False,
    spell: Callable[[str], str] = str,
) -> list[list[Any]]:
    """Read the rows, each a list of values in the order of the model's columns; null becomes NaN.

    `names` are the model's columns where it was trained on named ones, `width` is their number
    where that is known; `spell` writes a caller's name as they are written. A model of `texts`
    takes a flat list as one text per row, and one of `objects` each object as it is.
    """
    key, given = read_values(body, "method")
    columns = None
    if isinstance(given, dict):
        if isinstance(given.get("data"), list):
            columns, given = given.get("columns"), given["data"]
        else:
            given = [given]
    if not isinstance(given, list):
        raise BadRequest(f"{key} is {kind(given)}; expected a list of rows")
    if not given:
        raise BadRequest(f"{key} is empty; expected at least one row")
    if not any(isinstance(row, (list, dict)) for row in given):
        given = [[value] for value in given] if texts else [given]
    if objects and all(isinstance(row, dict) for row in given):
        return [[row] for row in given]
    if columns is not None:
        given = name_values(columns, given, keep_order=not names)
    if names:
        given = [spelt(row, spell) if isinstance(row, dict) else row for row in given]
    return [read_row(number, row, names, width) for number, row in enumerate(given, start=1)]


def spelt(row: dict[str, Any], spell: Callable[[str], str]) -> dict[str, Any]:
    """Write the names of a row's values as the model's are written."""
    return {spell(name): value for name, value in row.items()}


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


def read_row(number: int, row: Any, names: Sequence[str], width: int | None) -> list[Any]:
    """Check one row and put its values in the model's order."""
    if isinstance(row, dict):
        row = order_values(number, row, names)
    if not isinstance(row, list):
        raise BadRequest(f"row {number} is {kind(row)}; expected a list of values")
    width = len(names) or width
    if width is not None and len(row) != width:
        expected = f"{width}: {listed(names)}" if names else width
        raise BadRequest(f"row {number} has {len(row)} values; this model takes {expected}")
    for value in row:
        if isinstance(value, (list, dict)):
            raise BadRequest(f"row {number} holds {kind(value)}; expected plain values")
    return [math.nan if value is None else value for value in row]


def order_values(number: int, row: dict[str, Any], names: Sequence[str]) -> list[Any]:
    """Put named values in the model's order."""
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
    return [row[name] for name in names]


def to_array(rows: list[list[Any]]) -> Any:
    """Make one array of the rows; left to itself, numpy would make texts of numbers beside one."""
    texts = any(isinstance(value, str) for row in rows for value in row)
    return np.array(rows, dtype=object if texts else None)
