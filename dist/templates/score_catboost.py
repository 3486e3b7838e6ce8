"""Serves a CatBoost model that was saved with save_model as .cbm.

    {"data": [[5.1, "red", 1.4]]}                    ->  {"predict": ["setosa"]}
    {"data": [[5.1, "red", 1.4]],
     "method": "predict_proba"}                      ->  {"predict_proba": [[0.9, 0.1, 0.0]]}

A model of classes answers as CatBoostClassifier does, any other as CatBoostRegressor does.
A row is a list of values or, for a model trained on named columns, an object of them in any order.
A request that cannot be answered gets status 400 and {"error": {"message": "..."}}.
"""

from __future__ import annotations

import json
from typing import Any

import catboost
from columns import Columns, columns_of, names_of
from saved import WHOLE, load
from tabular import REFUSALS, read_method, read_rows, refused
from wire import answer, describe, find_model

# The losses of a classifier: https://catboost.ai/docs/en/concepts/loss-functions-classification
CLASSIFIES = (
    "Logloss",
    "CrossEntropy",
    "MultiClass",
    "MultiClassOneVsAll",
    "MultiLogloss",
    "MultiCrossEntropy",
)

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
    trained = json.loads(catboost.CatBoost().load_model(str(path)).get_metadata()["params"])
    classifies = trained["loss_function"]["type"] in CLASSIFIES
    model = catboost.CatBoostClassifier() if classifies else catboost.CatBoostRegressor()
    model.load_model(str(path))


def run(raw_data: str) -> Any:
    """Answer one request."""
    return answer(raw_data, reply)


def reply(body: dict[str, Any]) -> dict[str, Any]:
    """Ask the model what the body asks for."""
    offered = ["predict", "predict_proba"] if hasattr(model, "predict_proba") else ["predict"]
    method = read_method(body, offered)
    rows = read_rows(body, names_of(columns), len(columns) or None)
    try:
        answers = getattr(model, method)(rows)
    except (*REFUSALS, catboost.CatBoostError) as problem:
        raise refused(method, problem) from problem
    # One label per row: of more than two classes, CatBoost answers each in a list of its own.
    return {method: answers.ravel() if answers.shape[1:] == (1,) else answers}
