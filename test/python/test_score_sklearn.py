"""The scoring script for scikit-learn, called with real models as the server calls it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from conftest import Ask, MakeService, answer_of, asking, refused
from sklearn.cluster import DBSCAN, KMeans
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.ensemble import IsolationForest
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

X, y = load_iris(return_X_y=True)
SPECIES = np.array(["setosa", "versicolor", "virginica"])[y]
ROW = [5.1, 3.5, 1.4, 0.2]

HOUSES = pd.DataFrame(
    {"area": [50.0, 80.0, 120.0, 65.0], "city": ["Oslo", "Bergen", "Oslo", "Rom"]}
)
PRICES = [3.0, 4.0, 7.0, 3.5]

SAVED = {"format": "pickle", "path": "model.joblib", "input": {"kind": "unknown"}}


@pytest.fixture
def score(make_service: MakeService) -> Any:
    """Give the script for a model that is still to be saved."""
    return make_service("score_sklearn", **SAVED)


@pytest.fixture
def serve(score: Any, models: Path) -> Callable[[Any], Ask]:
    """Save a model and load it; what comes back posts a body to it."""

    def start(model: Any) -> Ask:
        joblib.dump(model, models / "model.joblib")
        score.init()
        return asking(score)

    return start


def tree() -> Any:
    """Train without names of columns."""
    return DecisionTreeClassifier(random_state=0).fit(X, SPECIES)


def houses() -> Any:
    """Train on columns that are chosen by name."""
    columns = ColumnTransformer(
        [("number", StandardScaler(), ["area"]), ("word", OneHotEncoder(), ["city"])]
    )
    return make_pipeline(columns, LinearRegression()).fit(HOUSES, PRICES)


# --- where the model is ---


@pytest.mark.parametrize(
    ("path", "mounted"),
    [
        ("model.pkl", "model.pkl"),
        ("model.pkl", "outputs/model.pkl"),
        ("outputs/model.pkl", "outputs/model.pkl"),
        ("outputs/model.pkl", "a/outputs/model.pkl"),
    ],
)
def test_finds_the_model_at_any_depth(
    make_service: MakeService, models: Path, path: str, mounted: str
) -> None:
    file = models / mounted
    file.parent.mkdir(parents=True, exist_ok=True)
    joblib.dump(tree(), file)
    (file.parent / "README.md").write_text("beside it")
    score = make_service("score_sklearn", **{**SAVED, "path": path})
    score.init()
    assert score.run(json.dumps({"data": [ROW]})) == {"predict": ["setosa"]}


@pytest.mark.parametrize("name", ["iris_v3", "model.pkl.gz", "m.PICKLE"])
def test_takes_the_model_out_of_a_folder_of_which_nothing_is_known(
    make_service: MakeService, models: Path, name: str
) -> None:
    (models / "outputs").mkdir()
    joblib.dump(tree(), models / "outputs" / name)
    if name != "iris_v3":
        (models / "outputs/README.md").write_text("beside it")
    score = make_service("score_sklearn", **{**SAVED, "path": "outputs"})
    score.init()
    assert score.run(json.dumps({"data": [ROW]})) == {"predict": ["setosa"]}


def test_says_what_it_found_instead_of_the_model(make_service: MakeService, models: Path) -> None:
    score = make_service("score_sklearn", **{**SAVED, "path": "outputs"})
    with pytest.raises(FileNotFoundError, match="no outputs in .*, which holds nothing"):
        score.init()
    (models / "outputs").mkdir()
    (models / "outputs/a.pkl").touch()
    (models / "outputs/b.joblib").touch()
    with pytest.raises(FileNotFoundError, match=r"found a\.pkl, b\.joblib"):
        score.init()


@pytest.mark.parametrize("thing", [{"model": "inside"}, DBSCAN()])
def test_refuses_to_start_with_what_cannot_answer(serve: Any, thing: Any) -> None:
    with pytest.raises(TypeError, match=f"holds a {type(thing).__name__}, .*predict"):
        serve(thing)


# --- what is asked ---


def test_predicts_by_default_and_answers_under_the_method(serve: Any) -> None:
    ask = serve(tree())
    assert ask({"data": [ROW, X[149].tolist()]}) == {"predict": ["setosa", "virginica"]}
    assert ask({"data": [ROW], "method": None}) == {"predict": ["setosa"]}
    assert ask({"data": [ROW], "method": "predict_proba"}) == {"predict_proba": [[1.0, 0.0, 0.0]]}


def test_offers_what_the_model_has(serve: Any) -> None:
    ask = serve(IsolationForest(random_state=0).fit(X))
    assert ask({"data": [ROW]}) == {"predict": [1]}
    assert ask({"data": [ROW], "method": "score_samples"})["score_samples"][0] < 0
    assert refused(ask, {"data": [ROW], "method": "predict_proba"}) == (
        'method is "predict_proba"; this model offers predict, decision_function, score_samples'
    )


def test_transforms_when_the_model_cannot_predict(serve: Any) -> None:
    assert serve(StandardScaler().fit([[0.0], [2.0]]))({"data": [[4.0]]}) == {"transform": [[3.0]]}


@pytest.mark.parametrize("method", ["fit", "__init__", 1, ["predict"], {"a": 1}, True])
def test_refuses_any_other_method(serve: Any, method: Any) -> None:
    message = refused(serve(tree()), {"data": [ROW], "method": method})
    assert message.startswith(f"method is {json.dumps(method)}; this model offers predict")


# --- every form of rows ---


@pytest.mark.parametrize("key", ["data", "input_data", "inputs", "instances"])
def test_takes_rows_under_every_known_name(serve: Any, key: str) -> None:
    assert serve(tree())({key: [ROW, ROW]}) == {"predict": ["setosa", "setosa"]}


@pytest.mark.parametrize(
    "body",
    [
        {"data": ROW},
        {"input_data": {"data": [ROW]}},
        {"input_data": {"columns": [0, 1, 2, 3], "index": [0], "data": [ROW]}},
        {"dataframe_split": {"columns": ["a", "b", "c", "d"], "data": [ROW]}},
    ],
)
def test_takes_one_row_in_every_form(serve: Any, body: Any) -> None:
    assert serve(tree())(body) == {"predict": ["setosa"]}


@pytest.mark.parametrize(
    "body",
    [
        {"data": [50.0, "Oslo"]},
        {"data": [[50.0, "Oslo"]]},
        {"data": {"city": "Oslo", "area": 50.0}},
        {"data": [{"city": "Oslo", "area": 50.0}]},
        {"instances": [{"area": 50.0, "city": "Oslo"}]},
        {"dataframe_records": [{"city": "Oslo", "area": 50}]},
        {"input_data": {"columns": ["city", "area"], "index": [7], "data": [["Oslo", 50.0]]}},
        {"dataframe_split": {"columns": ["area", "city"], "data": [[50.0, "Oslo"]]}},
    ],
)
def test_puts_named_columns_in_the_order_of_training(serve: Any, body: Any) -> None:
    model = houses()
    assert serve(model)(body) == {"predict": pytest.approx(model.predict(HOUSES[:1]))}


def test_keeps_numbers_beside_texts_numbers_without_names(serve: Any) -> None:
    columns = ColumnTransformer([("w", OneHotEncoder(), [1])], remainder="passthrough")
    model = make_pipeline(columns, LinearRegression()).fit(HOUSES.to_numpy(), PRICES)
    expected = pytest.approx(model.predict(HOUSES.to_numpy()[:1]))
    assert serve(model)({"data": [[50, "Oslo"]]}) == {"predict": expected}


@pytest.mark.parametrize(
    "data", [["good food", "bad food"], [["good food"], ["bad food"]], [{"text": "no"}]]
)
def test_gives_texts_to_a_model_of_texts(serve: Any, data: Any) -> None:
    model = make_pipeline(TfidfVectorizer(), LogisticRegression())
    ask = serve(model.fit(["good", "fine good", "bad", "very bad"], [True, True, False, False]))
    if isinstance(data[0], dict):
        assert "'dict' object has no attribute 'lower'" in refused(ask, {"data": data})
    else:
        assert ask({"data": data}) == {"predict": [True, False]}


def test_gives_objects_to_a_model_of_objects(serve: Any) -> None:
    meals = [{"dish": "soup", "price": 3}, {"dish": "fish", "price": 9}]
    model = make_pipeline(DictVectorizer(), LogisticRegression()).fit(meals, ["cheap", "dear"])
    assert serve(model)({"data": meals}) == {"predict": ["cheap", "dear"]}


# --- what is wrong with it ---


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "the body is empty; expected JSON, with Content-Type: application/json"),
        ("{'data': 1}", "the body is not JSON"),
        ([ROW], "the body is a list; expected an object"),
        (None, "the body is null"),
        ({}, "expected data with the values, got none"),
        ({"method": "predict"}, "expected data with the values, got none"),
        ({"Data": [ROW]}, "unknown key Data; expected data"),
        ({"data": [ROW], "inputs": [ROW]}, "got data, inputs"),
        ({"data": None}, "data is null; expected a list of rows"),
        ({"data": "5.1"}, "data is a string; expected a list of rows"),
        ({"inputs": True}, "inputs is a boolean"),
        ({"data": 5.1}, "data is a number"),
        ({"data": []}, "data is empty"),
        ({"data": [[]]}, "row 1 has 0 values; this model takes 4"),
        ({"data": [1, 2, 3]}, "row 1 has 3 values; this model takes 4"),
        ({"data": [ROW, ROW[:3]]}, "row 2 has 3 values; this model takes 4"),
        ({"data": [ROW, 1]}, "row 2 is a number; expected a list of values"),
        ({"data": [[ROW]]}, "row 1 has 1 values"),
        ({"data": [[1, 2, 3, [4]]]}, "row 1 holds a list; expected plain values"),
        ({"data": [[1, 2, 3, "x"]]}, "the model refused these values: could not convert"),
        ({"data": [[1, 2, 3, 10**400]]}, "the model refused these values"),
        ({"data": [{"a": 1}]}, "row 1 names its values, but this model was trained without"),
        ({"data": {"columns": "abcd", "data": [ROW]}}, "columns is not a list of names"),
        ({"data": {"columns": [[1]], "data": [[1]]}}, "columns is not a list of names"),
        ({"data": {"columns": ["a"], "data": [ROW]}}, "row 1 is not a list of 1 values"),
        ({"data": {"columns": ["a", "a"], "data": [[1, 2]]}}, "columns names a more than once"),
    ],
)
def test_says_what_is_wrong_with_a_request(serve: Any, body: Any, message: str) -> None:
    assert message in refused(serve(tree()), body)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([{"area": 1}], "row 1 has missing columns: city; unknown columns: none; expected area, c"),
        ([{"area": 1, "town": "Oslo"}], "missing columns: city; unknown columns: town"),
        ([{"area": 1, "city": "Rom"}, {"area": 1}], "row 2 has missing columns: city"),
        ([[1]], "row 1 has 1 values; this model takes 2: area, city"),
        ([[1, "Paris"]], "the model refused these values: Found unknown categories"),
        ({"columns": [0, 1], "data": [[1, "Rom"]]}, "unknown columns: 0, 1"),
    ],
)
def test_names_the_columns_at_fault(serve: Any, data: Any, message: str) -> None:
    assert message in refused(serve(houses()), {"data": data})


def test_shows_only_the_first_of_many_columns(serve: Any) -> None:
    wide = pd.DataFrame(np.eye(30), columns=[f"c{i}" for i in range(30)])
    message = refused(serve(LinearRegression().fit(wide, range(30))), {"data": [[1]]})
    assert message.endswith("c18, c19, ... (30 in all)")


def test_refuses_a_number_for_a_text(serve: Any) -> None:
    ask = serve(make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(["good", "bad"], [1, 0]))
    assert "'int' object has no attribute 'lower'" in refused(ask, {"data": [5]})


def test_lets_a_broken_model_fail(serve: Any, score: Any) -> None:
    ask = serve(tree())
    del score.model.tree_
    with pytest.raises(AttributeError):
        ask({"data": [ROW]})


# --- missing values ---


def test_null_is_nan_on_the_way_in(serve: Any) -> None:
    gaps = serve(DecisionTreeRegressor().fit([[np.nan], [1.0]], [10.0, 20.0]))
    assert gaps({"data": [[None], [1]]}) == {"predict": [10.0, 20.0]}
    assert gaps('{"data": [[NaN]]}') == {"predict": [10.0]}
    whole = serve(LogisticRegression(max_iter=500).fit(X, y))
    assert "Input X contains NaN" in refused(whole, {"data": [5.1, None, 1.4, 0.2]})


# --- answers ---


class Echo:
    """A model that answers what it was made with."""

    def __init__(self, answer: Any) -> None:
        """Keep the answer."""
        self.answer = answer

    def predict(self, rows: Any) -> Any:
        """Give it."""
        return self.answer


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (np.array([1.5, np.nan, np.inf, -np.inf]), [1.5, None, None, None]),
        (
            np.array([np.int64(1), "a", True, None, np.float32(0.5)], dtype=object),
            [1, "a", True, None, 0.5],
        ),
        (np.array([True, False]), [True, False]),
        (np.array(["2024-02-29T12:00"], dtype="datetime64[ns]"), ["2024-02-29T12:00:00.000000000"]),
        (
            [datetime.date(2024, 2, 29), pd.Timestamp("2024-02-29")],
            ["2024-02-29", "2024-02-29T00:00:00"],
        ),
        ([np.array([[0.5, 0.5]]), np.array([[1.0]])], [[[0.5, 0.5]], [[1.0]]]),
        (pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), [[1, "x"], [2, "y"]]),
        (pd.Series([1.0, np.nan]), [1.0, None]),
        (np.float64(2), 2.0),
        ([1j], ["1j"]),
    ],
)
def test_answers_in_plain_json(score: Any, answer: Any, expected: Any) -> None:
    score.model = Echo(answer)
    assert answer_of(score.run('{"data": [[1]]}')) == {"predict": expected}


def test_answers_sparse_and_framed_transforms(serve: Any) -> None:
    words = OneHotEncoder().fit([["a"], ["b"]])
    assert serve(words)({"data": [["b"]]}) == {"transform": [[0.0, 1.0]]}
    frames = StandardScaler().set_output(transform="pandas").fit(HOUSES[["area"]])
    assert len(serve(frames)({"data": [[1.0]]})["transform"][0]) == 1


def test_answers_for_several_outputs(serve: Any) -> None:
    both = np.column_stack([y, y * 2])
    assert serve(LinearRegression().fit(X, both))({"data": [ROW, ROW]})["predict"][0] == (
        pytest.approx(LinearRegression().fit(X, both).predict([ROW])[0])
    )
    chances = serve(KNeighborsClassifier().fit(X, both))({"data": ROW, "method": "predict_proba"})
    assert chances == {"predict_proba": [[[1.0, 0.0, 0.0]], [[1.0, 0.0, 0.0]]]}


def test_answers_for_clusters(serve: Any) -> None:
    ask = serve(KMeans(3, n_init=1, random_state=0).fit(X))
    assert ask({"data": [ROW]})["predict"][0] in (0, 1, 2)
    assert len(ask({"data": [ROW], "method": "transform"})["transform"][0]) == 3
