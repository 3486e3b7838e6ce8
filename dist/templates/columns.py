"""Rows for models of numbers and categories: what the model's file says of each column decides."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Columns = list[dict[str, Any]]


def columns_of(description: dict[str, Any]) -> Columns:
    """List the model's columns; none when its file does not tell them."""
    return list(description["input"].get("columns", []))


def names_of(columns: Columns) -> list[str]:
    """List the columns' names; none when the model was trained without names."""
    names = [column.get("name") for column in columns]
    return [name for name in names if name is not None] if all(names) else []


def to_numbers(rows: list[list[Any]]) -> Any:
    """Make one array of numbers; ValueError for what is none."""
    return np.array(rows, dtype=np.float64)


def to_frame(rows: list[list[Any]], columns: Columns) -> Any:
    """Make a DataFrame in which the columns whose values are known are categories."""
    import pandas as pd  # only models that were trained with pandas have such columns

    given = zip(*rows)
    return pd.DataFrame(
        {
            column.get("name", place): pd.Categorical([keep_missing(value) for value in values])
            if "values" in column
            else to_numbers(list(values))
            for place, (column, values) in enumerate(zip(columns, given))
        }
    )


def keep_missing(value: Any) -> Any:
    """Say None for NaN, which would make floats of whole numbers beside it."""
    return None if isinstance(value, float) and math.isnan(value) else value
