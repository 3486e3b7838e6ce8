"""The scoring script for XGBoost, called with real models as the server calls it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
import xgboost
from conftest import Ask, MakeService, asking, refused
from sklearn.datasets import load_iris

X, y = load_iris(return_X_y=True)
ROWS = X[::60]
SMALL = {"n_estimators": 3, "max_depth": 2, "n_jobs": 1}
NATIVE = {"max_depth": 2, "nthread": 1}
NAMES = ["a", "b", "c", "d"]
HOUSES = pd.DataFrame(
    {
        "area": np.arange(40) % 7 * 10.0,
        "city": pd.Categorical.from_codes(np.arange(40) % 3, ["Bergen", "Oslo", "Rom"]),
        "rooms": pd.Categorical(np.arange(40) % 4 + 1),
    }
)
PRICES = HOUSES["area"] + 100.0 * HOUSES["city"].cat.codes
HOUSE_COLUMNS = [
    {"name": "area", "type": "number"},
    {"name": "city", "type": "text", "values": ["Bergen", "Oslo", "Rom"]},
    {"name": "rooms", "type": "integer", "values": [1, 2, 3, 4]},
]

Serve = Callable[..., Ask]


@pytest.fixture
def serve(make_service: MakeService, models: Path) -> Serve:
    """Save a model and load it; what comes back posts a body to it."""

    def start(model: Any, columns: Any = None, file: str = "model.json") -> Ask:
        whole = file.endswith(".pkl")
        joblib.dump(model, models / file) if whole else model.save_model(models / file)
        saved = "pickle" if whole else "xgboost-json"
        given = {"kind": "rows", "columns": columns or [{"type": "number"}] * 4}
        score = make_service("score_xgboost", path=file, format=saved, input=given)
        score.init()
        return asking(score)

    return start


def test_an_estimator_answers_with_labels_and_probabilities(serve: Serve) -> None:
    model = xgboost.XGBClassifier(**SMALL).fit(X, y)
    ask = serve(model)
    assert ask({"data": ROWS.tolist()}) == {"predict": [0, 1, 2]}
    answer = ask({"data": ROWS.tolist(), "method": "predict_proba"})
    assert answer == {"predict_proba": model.predict_proba(ROWS).tolist()}


def test_an_estimator_that_was_saved_whole_answers_as_itself(serve: Serve) -> None:
    model = xgboost.XGBRegressor(**SMALL, enable_categorical=True).fit(HOUSES, PRICES)
    ask = serve(model, HOUSE_COLUMNS, file="model.pkl")
    rows = [[0.0, "Oslo", 1], [10.0, "Bergen", 2]]
    table = pd.DataFrame(rows, columns=list(HOUSES)).astype(HOUSES.dtypes.to_dict())
    assert ask({"data": rows}) == {"predict": model.predict(table).tolist()}


def test_two_classes_are_labels_too(serve: Serve) -> None:
    ask = serve(xgboost.XGBClassifier(**SMALL).fit(X, y == 0))
    assert ask({"data": ROWS.tolist()}) == {"predict": [1, 0, 0]}


def test_a_booster_answers_with_numbers(serve: Serve) -> None:
    softprob = {**NATIVE, "objective": "multi:softprob", "num_class": 3}
    model = xgboost.train(softprob, xgboost.DMatrix(X, label=y), 3)
    ask = serve(model, file="model.ubj")
    assert ask({"data": ROWS.tolist()}) == {
        "predict": model.predict(xgboost.DMatrix(ROWS)).tolist()
    }
    message = refused(ask, {"data": ROWS.tolist(), "method": "predict_proba"})
    assert message == 'method is "predict_proba"; this model offers predict'


@pytest.mark.parametrize("file", ["model.json", "model.ubj", "model.bst", "model"])
def test_loads_by_content_whatever_the_name(serve: Serve, models: Path, file: str) -> None:
    model = xgboost.XGBRegressor(**SMALL).fit(X, y)
    ask = serve(model, file=file)
    assert ask({"data": ROWS.tolist()}) == {"predict": model.predict(ROWS).tolist()}


def test_loads_json_that_is_called_otherwise(make_service: MakeService, models: Path) -> None:
    model = xgboost.XGBRegressor(**SMALL).fit(X, y)
    (models / "model.ubj").write_bytes(model.get_booster().save_raw("json"))
    score = make_service(
        "score_xgboost", path="model.ubj", format="xgboost-json", input={"kind": "unknown"}
    )
    score.init()
    assert asking(score)({"data": ROWS.tolist()}) == {"predict": model.predict(ROWS).tolist()}


def test_stops_where_training_stopped_early(serve: Serve) -> None:
    model = xgboost.XGBRegressor(max_depth=2, n_estimators=30, early_stopping_rounds=1, n_jobs=1)
    model.fit(X[::2], y[::2], eval_set=[(X[1::2], y[1::2] * -1.0)], verbose=False)
    assert model.best_iteration < 29
    ask = serve(model)
    assert ask({"data": ROWS.tolist()}) == {"predict": model.predict(ROWS).tolist()}


@pytest.mark.parametrize("native", [True, False])
def test_takes_named_columns_in_any_order(serve: Serve, native: bool) -> None:
    named = pd.DataFrame(X, columns=NAMES)
    columns = [{"name": name, "type": "number"} for name in NAMES]
    if native:
        model: Any = xgboost.train(NATIVE, xgboost.DMatrix(named, label=y), 3)
        expected = model.predict(xgboost.DMatrix(named[:1]))
    else:
        model = xgboost.XGBRegressor(**SMALL).fit(named, y)
        expected = model.predict(named[:1])
    ask = serve(model, columns)
    row = dict(zip(NAMES[::-1], X[0][::-1].tolist()))
    assert ask({"data": [row]}) == {"predict": expected.tolist()}
    message = refused(ask, {"data": [{"a": 1}]})
    assert message.startswith("row 1 has missing columns: b, c, d")


@pytest.mark.parametrize("native", [True, False])
def test_takes_categories_by_their_names(serve: Serve, native: bool) -> None:
    if native:
        table = xgboost.DMatrix(HOUSES, label=PRICES, enable_categorical=True)
        model: Any = xgboost.train({**NATIVE, "tree_method": "hist"}, table, 3)
        expected = model.predict(xgboost.DMatrix(HOUSES, enable_categorical=True))
    else:
        model = xgboost.XGBRegressor(enable_categorical=True, tree_method="hist", **SMALL)
        expected = model.fit(HOUSES, PRICES).predict(HOUSES)
    ask = serve(model, HOUSE_COLUMNS)
    rows = HOUSES.to_numpy(dtype=object).tolist()
    assert ask({"data": rows}) == {"predict": expected.tolist()}
    # One row alone knows fewer categories than the model.
    assert ask({"data": rows[2]}) == {"predict": [expected.tolist()[2]]}
    assert len(ask({"data": [[50, "Oslo", None], [50, None, 2]]})["predict"]) == 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([1, 2, 3], "row 1 has 3 values; this model takes 4"),
        ([[1, 2, 3, "x"]], "the model refused these values: could not convert"),
        ([[1, 2, 3, 10**400]], "the model refused these values"),
        ([{"a": 1}], "was trained without column names"),
    ],
)
def test_says_what_is_wrong_with_a_request(serve: Serve, data: Any, message: str) -> None:
    assert message in refused(serve(xgboost.XGBRegressor(**SMALL).fit(X, y)), {"data": data})


def test_null_is_a_missing_value(serve: Serve) -> None:
    model = xgboost.XGBRegressor(**SMALL).fit(X, y)
    gaps = np.array([[np.nan, 3.0, np.nan, 0.2]])
    ask = serve(model)
    assert ask({"data": [None, 3.0, None, 0.2]}) == {"predict": model.predict(gaps).tolist()}
