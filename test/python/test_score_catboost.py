"""The scoring script for CatBoost; its wheel of 100 MB is not always there to be called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from conftest import Ask, MakeService, asking, refused
from sklearn.datasets import load_iris

catboost = pytest.importorskip("catboost")

X, y = load_iris(return_X_y=True)
ROWS = X[::60]
SPECIES = np.array(["setosa", "versicolor", "virginica"])[y]
SMALL = {
    "iterations": 5,
    "depth": 2,
    "verbose": False,
    "allow_writing_files": False,
    "thread_count": 1,
}
HOUSES = pd.DataFrame(
    {
        "city": np.array(["Bergen", "Oslo", "Rom"])[np.arange(60) % 3],
        "area": np.arange(60) % 7 * 10.0,
        "rooms": np.arange(60) % 4,
    }
)
HOUSE_COLUMNS = [
    {"name": "city", "type": "text"},
    {"name": "area", "type": "number"},
    {"name": "rooms", "type": "text"},
]

Serve = Callable[..., Ask]


@pytest.fixture
def serve(make_service: MakeService, models: Path) -> Serve:
    """Save a model and load it; what comes back posts a body to it."""

    def start(model: Any, columns: Any = None, whole: bool = False) -> Ask:
        file, saved = ("model.pkl", "pickle") if whole else ("model.cbm", "catboost-binary")
        joblib.dump(model, models / file) if whole else model.save_model(str(models / file))
        given = {"kind": "rows", "columns": columns or [{"type": "number"}] * 4}
        score = make_service("score_catboost", path=file, format=saved, input=given)
        score.init()
        return asking(score)

    return start


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("labels", [SPECIES, y, y == 0])
def test_a_model_of_classes_answers_one_label_per_row(
    serve: Serve, labels: Any, whole: bool
) -> None:
    model = catboost.CatBoostClassifier(**SMALL).fit(X, labels)
    ask = serve(model, whole=whole)
    assert ask({"data": ROWS.tolist()}) == {"predict": model.predict(ROWS).ravel().tolist()}
    answer = ask({"data": ROWS.tolist(), "method": "predict_proba"})
    assert answer == {"predict_proba": model.predict_proba(ROWS).tolist()}


@pytest.mark.parametrize("loss", ["RMSE", "Poisson", "MultiRMSE"])
def test_a_model_of_numbers_answers_as_the_regressor_does(serve: Serve, loss: str) -> None:
    targets = np.column_stack([y, y * 2.0]) if loss == "MultiRMSE" else y
    model = catboost.CatBoostRegressor(loss_function=loss, **SMALL).fit(X, targets)
    ask = serve(model)
    assert ask({"data": ROWS.tolist()}) == {"predict": model.predict(ROWS).tolist()}
    assert "this model offers predict" in refused(ask, {"data": ROWS.tolist(), "method": "score"})


def test_takes_categories_and_names_in_any_order(serve: Serve) -> None:
    model = catboost.CatBoostRegressor(cat_features=["city", "rooms"], **SMALL)
    expected = model.fit(HOUSES, HOUSES["area"]).predict(HOUSES).tolist()
    ask = serve(model, HOUSE_COLUMNS)
    assert ask({"data": HOUSES.to_dict("records")}) == {"predict": expected}
    assert ask({"data": [{"rooms": 2, "area": 20.0, "city": "Rom"}]}) == {"predict": [expected[2]]}
    assert len(ask({"data": [["Paris", None, 1]]})["predict"]) == 1
    assert "the model refused these values" in refused(ask, {"data": [[None, 20.0, 1]]})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([1, 2, 3], "row 1 has 3 values; this model takes 4"),
        ([[1, 2, 3, "x"]], "the model refused these values"),
        ([{"a": 1}], "was trained without column names"),
    ],
)
def test_says_what_is_wrong_with_a_request(serve: Serve, data: Any, message: str) -> None:
    assert message in refused(serve(catboost.CatBoostRegressor(**SMALL).fit(X, y)), {"data": data})
