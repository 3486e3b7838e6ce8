"""Serves a LightGBM model that was saved with save_model.

    {"data": [[5.1, 3.5, 1.4, 0.2]]}     ->  {"predict": [[0.9, 0.1, 0.0]]}

It answers as Booster.predict does: a probability for a model of two classes, one per class for a
model of more, else a number. The file does not say how the classes were called.
A row is a list of values or, for a model trained on named columns, an object of them in any order.
A request that cannot be answered gets status 400 and {"error": {"message": "..."}}.
"""

from __future__ import annotations

import re
from typing import Any

import lightgbm
from columns import Columns, columns_of, names_of, to_frame, to_numbers
from saved import WHOLE, load
from tabular import REFUSALS, read_method, read_rows, refused
from wire import answer, describe, find_model

model: Any = None
columns: Columns = []


def init() -> None:
    """Load the model, once per worker."""
    global model, columns
    description = describe()
    columns = columns_of(description)
    path = find_model(description["path"])
    whole = description["format"] in WHOLE
    model = load(path, description["format"]) if whole else lightgbm.Booster(model_file=str(path))


def run(raw_data: str) -> Any:
    """Answer one request."""
    return answer(raw_data, reply)


def reply(body: dict[str, Any]) -> dict[str, Any]:
    """Ask the model what the body asks for."""
    offered = ["predict", "predict_proba"] if hasattr(model, "predict_proba") else ["predict"]
    method = read_method(body, offered)
    booster = getattr(model, "booster_", model)
    # LightGBM writes an underscore for every blank in a name.
    spell = re.compile(r"\s").sub
    rows = read_rows(
        body, names_of(columns), booster.num_feature(), spell=lambda name: spell("_", name)
    )
    try:
        # Only pandas' categories have names; others are numbers in the rows already.
        table = to_frame(rows, columns) if booster.pandas_categorical else to_numbers(rows)
        return {method: getattr(model, method)(table)}
    except (*REFUSALS, lightgbm.basic.LightGBMError) as problem:
        raise refused(method, problem) from problem
