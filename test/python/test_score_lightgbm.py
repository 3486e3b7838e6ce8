"""The scoring script for LightGBM, called with real models as the server calls it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import lightgbm
import numpy as np
import pandas as pd
import pytest
from conftest import Ask, MakeService, asking, refused
from sklearn.datasets import load_iris

X, y = load_iris(return_X_y=True)
ROWS = X[::60]
SMALL = {"n_estimators": 3, "num_leaves": 4, "min_child_samples": 5, "n_jobs": 1, "verbose": -1}
NAMES = ["a", "b", "c", "d"]
HOUSES = pd.DataFrame(
    {
        "area": np.arange(400) % 7 * 10.0,
        "city": pd.Categorical.from_codes(np.arange(400) % 3, ["Bergen", "Oslo", "Rom"]),
        "garden": np.arange(400) % 2 == 0,
        "rooms": pd.Categorical(np.arange(400) % 4 + 1),
    }
)
PRICES = HOUSES["area"] + 100.0 * HOUSES["city"].cat.codes + 7.0 * HOUSES["rooms"].cat.codes
HOUSE_COLUMNS = [
    {"name": "area", "type": "number"},
    {"name": "city", "type": "text", "values": ["Bergen", "Oslo", "Rom"]},
    {"name": "garden", "type": "number"},
    {"name": "rooms", "type": "integer", "values": [1, 2, 3, 4]},
]

Serve = Callable[..., Ask]


@pytest.fixture
def serve(make_service: MakeService, models: Path) -> Serve:
    """Save a model and load it; what comes back posts a body to it."""

    def start(model: Any, columns: Any = None, whole: bool = False) -> Ask:
        file, saved = ("model.pkl", "pickle") if whole else ("model.txt", "lightgbm-text")
        joblib.dump(model, models / file) if whole else model.booster_.save_model(models / file)
        given = {"kind": "rows", "columns": columns or [{"type": "number"}] * 4}
        score = make_service("score_lightgbm", path=file, format=saved, input=given)
        score.init()
        return asking(score)

    return start


def test_an_estimator_that_was_saved_whole_answers_as_itself(serve: Serve) -> None:
    model = lightgbm.LGBMClassifier(**SMALL).fit(X, np.array(NAMES)[y])
    ask = serve(model, whole=True)
    assert ask({"data": ROWS.tolist()}) == {"predict": model.predict(ROWS).tolist()}
    answer = ask({"data": ROWS.tolist(), "method": "predict_proba"})
    assert answer == {"predict_proba": model.predict_proba(ROWS).tolist()}


def test_an_estimator_that_was_saved_whole_takes_categories(serve: Serve) -> None:
    houses = lightgbm.LGBMRegressor(**SMALL).fit(HOUSES, PRICES)
    ask = serve(houses, HOUSE_COLUMNS, whole=True)
    assert ask({"data": HOUSES.head(3).to_numpy().tolist()}) == {
        "predict": houses.predict(HOUSES.head(3)).tolist()
    }


def test_answers_as_the_booster_does(serve: Serve) -> None:
    model = lightgbm.LGBMClassifier(**SMALL).fit(X, y)
    ask = serve(model)
    assert ask({"data": ROWS.tolist()}) == {"predict": model.booster_.predict(ROWS).tolist()}
    message = refused(ask, {"data": ROWS.tolist(), "method": "predict_proba"})
    assert message == 'method is "predict_proba"; this model offers predict'


def test_answers_one_probability_for_two_classes(serve: Serve) -> None:
    model = lightgbm.LGBMClassifier(**SMALL).fit(X, y == 0)
    answer = serve(model)({"data": ROWS.tolist()})
    assert answer == {"predict": model.predict_proba(ROWS)[:, 1].tolist()}


def test_takes_named_columns_in_any_order(serve: Serve) -> None:
    named = pd.DataFrame(X, columns=NAMES)
    model = lightgbm.LGBMRegressor(**SMALL).fit(named, y)
    ask = serve(model, [{"name": name, "type": "number"} for name in NAMES])
    row = dict(zip(NAMES[::-1], X[0][::-1].tolist()))
    assert ask({"data": [row]}) == {"predict": model.predict(named[:1]).tolist()}
    message = refused(ask, {"data": [{"a": 1}]})
    assert message.startswith("row 1 has missing columns: b, c, d")


def test_takes_names_as_they_were_before_lightgbm_wrote_them(serve: Serve) -> None:
    names = ["sepal length", "sepal width", "petal length", "petal width"]
    model = lightgbm.LGBMRegressor(**SMALL).fit(pd.DataFrame(X, columns=names), y)
    columns = [{"name": name.replace(" ", "_"), "type": "number"} for name in names]
    ask = serve(model, columns)
    expected = {"predict": model.predict(pd.DataFrame(ROWS, columns=names)).tolist()}
    assert ask({"dataframe_split": {"columns": names, "data": ROWS.tolist()}}) == expected
    assert ask({"data": [dict(zip(names, row)) for row in ROWS.tolist()]}) == expected


def test_takes_categories_by_their_names(serve: Serve) -> None:
    model = lightgbm.LGBMRegressor(min_data_per_group=5, cat_smooth=1.0, **SMALL)
    expected = model.fit(HOUSES, PRICES).predict(HOUSES).tolist()
    ask = serve(model, HOUSE_COLUMNS)
    rows = HOUSES.to_numpy(dtype=object).tolist()
    assert ask({"data": rows}) == {"predict": expected}
    # One row alone knows fewer categories than the model.
    assert ask({"data": rows[2]}) == {"predict": [expected[2]]}
    # LightGBM takes a category that it has never seen for a missing value.
    unseen, missing = (ask({"data": [50, city, True, None]}) for city in ("Paris", None))
    assert unseen == missing


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
    assert message in refused(serve(lightgbm.LGBMRegressor(**SMALL).fit(X, y)), {"data": data})


def test_null_is_a_missing_value(serve: Serve) -> None:
    model = lightgbm.LGBMRegressor(**SMALL).fit(X, y)
    gaps = np.array([[np.nan, 3.0, np.nan, 0.2]])
    ask = serve(model)
    assert ask({"data": [None, 3.0, None, 0.2]}) == {"predict": model.predict(gaps).tolist()}
