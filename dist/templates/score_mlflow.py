"""Serves an MLflow model through its flavor python_function, whichever library made it.

    {"dataframe_split": {"columns": ["area"], "data": [[50]]}}  ->  {"predict": [3.1]}
    {"data": [[5.1, 3.5, 1.4, 0.2]]}                            ->  {"predict": ["setosa"]}
    {"inputs": {"x": [[1, 2]], "y": [[3]]}}                     ->  {"predict": {"z": [[4.0]]}}

The values may stand under data, input_data, inputs, instances, dataframe_split or
dataframe_records. The model's signature says how they are read: as a table, whose rows are lists or
objects of named values, or as arrays. "params" go to the model as they are.
The answer is always {"predict": ...}, as all scripts for tables answer; MLflow's own server would
say "predictions", and Azure's the prediction alone. A DataFrame becomes a list of objects.
A request that cannot be answered gets status 400 and {"error": {"message": "..."}}.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from tabular import REFUSALS, read_method, read_rows, refused
from tensors import read_tensors
from wire import BadRequest, answer, describe, find_model, kind, read_values

INTEGERS = {"integer": "int32", "long": "int64"}
FLOATS = {"float": "float32", "double": "float64"}
PLAIN = {*INTEGERS, *FLOATS, "boolean", "string", "datetime", "binary"}

model: Any = None


def init() -> None:
    """Load the model, once per worker."""
    global model
    # A service talks to nobody but its callers; MLflow reads this when it is imported.
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    import mlflow.pyfunc

    model = mlflow.pyfunc.load_model(str(model_folder(find_model(describe()["path"]))))


def model_folder(place: Path) -> Path:
    """Find the folder of the MLmodel file: the place itself, unless others registered a parent."""
    found = [place] if (place / "MLmodel").exists() else [p.parent for p in place.rglob("MLmodel")]
    if len(found) != 1:
        raise FileNotFoundError(f"expected one MLmodel file in {place}, found {len(found)}")
    return found[0]


def run(raw_data: str) -> Any:
    """Answer one request."""
    return answer(raw_data, reply)


def reply(body: dict[str, Any]) -> dict[str, Any]:
    """Ask the model."""
    from mlflow.exceptions import MlflowException

    read_method(body, ["predict"])
    options = {"params": body["params"]} if "params" in body else {}
    if options and not isinstance(options["params"], dict):
        raise BadRequest(f"params is {kind(options['params'])}; expected an object")
    values = {key: value for key, value in body.items() if key not in ("method", "params")}
    given = read_input(values, model.metadata.get_input_schema())
    try:
        predicted = model.predict(given, **options)
    except (*REFUSALS, MlflowException) as problem:
        raise refused("predict", problem) from problem
    if isinstance(predicted, pd.DataFrame):
        predicted = predicted.to_dict(orient="records")
    return {"predict": predicted}


def read_input(body: dict[str, Any], schema: Any) -> Any:
    """Read the values as the model's signature describes them."""
    if schema is None:
        return read_freely(body)
    if schema.is_tensor_spec():
        return read_arrays(body, schema)
    if all(type_name(spec) in PLAIN for spec in schema.inputs):
        return read_table(body, schema)
    _, given = read_values(body)  # lists and objects inside of columns: MLflow checks them itself
    columns, rows = split(given)
    return make_frame(rows if isinstance(rows, list) else [rows], columns)


def read_table(body: dict[str, Any], schema: Any) -> Any:
    """Make a table of the columns that the signature names, each of its type."""
    specs = schema.inputs
    if schema.has_input_names():
        mentioned = names_in(read_values(body)[1])
        specs = [
            spec for spec in specs if not mentioned or required(spec) or spec.name in mentioned
        ]
    names = [spec.name for spec in specs] if schema.has_input_names() else []
    rows = read_rows(body, names, len(specs), texts=len(specs) == 1)
    frame = pd.DataFrame(rows, columns=names or None)
    for position, (label, spec) in enumerate(zip(list(frame.columns), specs)):
        try:
            frame[label] = cast(frame.iloc[:, position], type_name(spec))
        except (ValueError, TypeError, OverflowError) as problem:
            raise BadRequest(f"column {label} takes {type_name(spec)}: {problem}") from problem
    return frame


def names_in(given: Any) -> set[str]:
    """Collect the columns that a request names, to tell which optional ones it leaves out."""
    columns, rows = split(given)
    if isinstance(columns, list):
        return {str(name) for name in columns}
    every = rows if isinstance(rows, list) else [rows]
    return {name for row in every if isinstance(row, dict) for name in row}


def required(spec: Any) -> bool:
    """Tell whether a column must be there; how a signature says it changed with MLflow 2.11."""
    return bool(getattr(spec, "required", not getattr(spec, "optional", False)))


def type_name(spec: Any) -> str:
    """Name the type of a column: double, or what is no single value."""
    return str(getattr(spec.type, "name", spec.type))


def cast(column: Any, wanted: str) -> Any:
    """Give a column its type, where JSON has but numbers and texts."""
    if wanted == "datetime":
        return pd.to_datetime(column, utc=True).dt.tz_localize(None)
    if wanted == "binary":
        return column.map(base64.b64decode)
    if wanted in FLOATS:
        return column.astype(FLOATS[wanted])
    if wanted not in INTEGERS or column.isna().any():
        return column
    whole = column.astype(INTEGERS[wanted])
    if not (whole == column).all():
        raise ValueError("the values given are no whole numbers of that size")
    return whole


def read_arrays(body: dict[str, Any], schema: Any) -> Any:
    """Read the arrays that the signature names, or its only one."""
    expected = {
        spec.name or "input": (spec.type, [None if axis < 0 else axis for axis in spec.shape])
        for spec in schema.inputs
    }
    key, given = read_values(body)
    if "data" not in expected:
        body = {key: split(given)[1]}
    _, arrays = read_tensors(body, expected)
    return arrays if schema.has_input_names() else next(iter(arrays.values()))


def read_freely(body: dict[str, Any]) -> Any:
    """Read values that no signature describes: a table where columns have names, else arrays."""
    key, given = read_values(body)
    columns, rows = split(given)
    if isinstance(rows, dict):
        return {name: make_array(name, values) for name, values in rows.items()}
    if not isinstance(rows, list) or not rows:
        raise BadRequest(f"{key} is {'empty' if rows == [] else kind(rows)}; expected rows")
    if columns is not None or key.startswith("dataframe") or isinstance(rows[0], dict):
        return make_frame(rows, columns)
    array = make_array(key, rows)
    # A flat list of numbers is one row.
    return array[np.newaxis] if array.ndim == 1 and array.dtype.kind in "biuf" else array


def split(given: Any) -> tuple[Any, Any]:
    """Tell the columns from the rows, where the two stand apart."""
    if isinstance(given, dict) and isinstance(given.get("data"), list):
        return given.get("columns"), given["data"]
    return None, given


def make_frame(rows: list[Any], columns: Any) -> Any:
    """Make a table; says what is wrong when the rows do not fit together."""
    try:
        return pd.DataFrame(rows, columns=columns)
    except (ValueError, TypeError) as problem:
        raise BadRequest(f"the rows make no table: {problem}") from problem


def make_array(name: str, values: Any) -> Any:
    """Make an array, null being NaN; says so when the lists are not of equal length."""
    try:
        array = np.array(values)
    except ValueError as problem:
        raise BadRequest(f"{name} holds lists of different lengths") from problem
    try:
        return array.astype(float) if array.dtype == object else array
    except (ValueError, TypeError):
        return array
