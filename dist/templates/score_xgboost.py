"""Serves an XGBoost model that was saved with save_model: JSON, UBJSON or the binary before them.

    {"data": [[5.1, 3.5, 1.4, 0.2]]}                 ->  {"predict": [0]}
    {"data": [[5.1, 3.5, 1.4, 0.2]],
     "method": "predict_proba"}                      ->  {"predict_proba": [[0.9, 0.1, 0.0]]}

A model that one of the scikit-learn estimators saved answers as that estimator does; a booster that
was saved by itself as Booster.predict does, which for a classifier means probabilities.
A row is a list of values or, for a model trained on named columns, an object of them in any order.
A request that cannot be answered gets status 400 and {"error": {"message": "..."}}.
"""

from __future__ import annotations

import json
from typing import Any

import xgboost
from columns import Columns, columns_of, names_of, to_frame, to_numbers
from saved import WHOLE, load
from tabular import REFUSALS, read_method, read_rows, refused
from wire import answer, describe, find_model

ESTIMATORS = {
    "classifier": xgboost.XGBClassifier,
    "regressor": xgboost.XGBRegressor,
    "ranker": xgboost.XGBRanker,
}

model: Any = None
columns: Columns = []


def init() -> None:
    """Load the model, once per worker."""
    global model, columns
    description = describe()
    columns = columns_of(description)
    path = find_model(description["path"])
    if description["format"] in WHOLE:
        model = load(path, description["format"])
        return
    # As bytes: of a path, XGBoost takes the format from the name's ending.
    data = bytearray(path.read_bytes())
    model = xgboost.Booster(model_file=data)
    note = json.loads(model.attr("scikit_learn") or "{}")
    if estimator := ESTIMATORS.get(note.get("_estimator_type")):
        model = estimator()
        model.load_model(data)


def run(raw_data: str) -> Any:
    """Answer one request."""
    return answer(raw_data, reply)


def reply(body: dict[str, Any]) -> dict[str, Any]:
    """Ask the model what the body asks for."""
    offered = ["predict", "predict_proba"] if hasattr(model, "predict_proba") else ["predict"]
    method = read_method(body, offered)
    rows = read_rows(body, names_of(columns), len(columns) or None)
    try:
        return {method: getattr(model, method)(arrange(rows))}
    except REFUSALS as problem:
        raise refused(method, problem) from problem


def arrange(rows: list[list[Any]]) -> Any:
    """Turn the rows into what the model takes: categories by their names where it knows them."""
    known = any("values" in column for column in columns)
    table = to_frame(rows, columns) if known else to_numbers(rows)
    if not isinstance(model, xgboost.Booster):
        return table
    if known:
        return xgboost.DMatrix(table, enable_categorical=True)
    return xgboost.DMatrix(
        table, feature_names=model.feature_names, feature_types=model.feature_types
    )
