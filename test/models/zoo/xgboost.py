"""Trains small XGBoost models and saves them in every way that the version at hand knows.

    python xgboost.py <folder>

Estimators and boosters, with and without names and categories; trees, dart and linear models; JSON,
UBJSON, pickle, joblib, and the binary format as long as it was written, until 3.0.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import Any

# This script is called as the package is: its own folder comes last.
sys.path.append(sys.path.pop(0))

import joblib
import numpy as np
import pandas as pd
import xgboost
from cases import write_case
from sklearn.datasets import load_diabetes, load_iris

VERSION = tuple(int(part) for part in xgboost.__version__.split(".")[:2])
SMALL = {"n_estimators": 3, "max_depth": 2, "random_state": 0, "n_jobs": 1}
NATIVE = {"max_depth": 2, "seed": 0, "nthread": 1}

X, Y = load_iris(return_X_y=True)
FLOWERS = X[::40]
BODIES, PROGRESS = (part[:60] for part in load_diabetes(return_X_y=True))
NAMES = ["sepal length", "sepal width", "petal length", "petal width"]
NAMED = pd.DataFrame(X, columns=NAMES)

CITIES = ["Bergen", "Bærum", "Oslo", "Rom"]
HOUSES = pd.DataFrame(
    {
        "area": np.arange(80) % 17 * 10.0,
        "city": pd.Categorical.from_codes(np.arange(80) % 4, CITIES),
        "rooms": np.arange(80) % 5,
        "garden": np.arange(80) % 3 == 0,
    }
)
PRICES = HOUSES["area"] + 100.0 * HOUSES["city"].cat.codes


def numbers(*names: str, count: int = 0) -> dict[str, Any]:
    """Describe columns of numbers."""
    named = [{"name": name, "type": "number"} for name in names]
    return {"kind": "rows", "columns": named or [{"type": "number"}] * count}


def classes(count: int) -> dict[str, Any]:
    """Describe the answer of an estimator of classes."""
    return {"kind": "classes", "classes": list(range(count)), "probabilities": True}


def matrix(rows: Any, **more: Any) -> Any:
    """Give rows to a booster."""
    return xgboost.DMatrix(rows, nthread=1, **more)


def save(folder: Path, name: str, model: Any, ending: str, **case: Any) -> None:
    """Save a model; the ending of its name says in which format."""
    binary = ending not in ("json", "ubj")
    facts = {
        "framework": "xgboost",
        "format": "xgboost-binary" if binary else f"xgboost-{ending}",
        "version": "{}.{}".format(*VERSION) if binary else xgboost.__version__,
    }
    write_case(folder, name, f"model.{ending}", model.save_model, **facts, **case)


def write_estimators(folder: Path) -> None:
    """Save estimators, which answer as scikit-learn's do."""
    two = xgboost.XGBClassifier(**SMALL).fit(NAMED, Y == 2)
    save(
        folder,
        "classifier-two",
        two,
        "json",
        request={"data": [dict(zip(NAMES[::-1], row[::-1])) for row in FLOWERS.tolist()]},
        answer={"predict": two.predict(NAMED[::40])},
        input=numbers(*NAMES),
        output=classes(2),
    )
    three = xgboost.XGBClassifier(**SMALL).fit(X, Y)
    save(
        folder,
        "classifier-three",
        three,
        "ubj",
        request={"data": FLOWERS.tolist(), "method": "predict_proba"},
        answer={"predict_proba": three.predict_proba(FLOWERS)},
        input=numbers(count=4),
        output=classes(3),
    )
    regressor = xgboost.XGBRegressor(booster="dart", rate_drop=0.5, **SMALL)
    regressor.fit(BODIES, PROGRESS)
    save(
        folder,
        "regressor-dart",
        regressor,
        "json",
        request={"data": BODIES[:3].tolist()},
        answer={"predict": regressor.predict(BODIES[:3])},
        input=numbers(count=10),
        output={"kind": "numbers"},
    )


def write_boosters(folder: Path) -> None:
    """Save boosters by themselves, which answer with numbers."""
    two = xgboost.train({**NATIVE, "objective": "binary:logistic"}, matrix(X, label=Y == 2), 3)
    save(
        folder,
        "booster-two",
        two,
        "ubj",
        request={"instances": FLOWERS.tolist()},
        answer={"predict": two.predict(matrix(FLOWERS))},
        input=numbers(count=4),
        output={"kind": "numbers"},
    )
    softprob = {**NATIVE, "objective": "multi:softprob", "num_class": 3}
    three = xgboost.train(softprob, matrix(NAMED, label=Y), 3)
    save(
        folder,
        "booster-three",
        three,
        "json",
        request={"dataframe_split": {"columns": NAMES, "data": FLOWERS.tolist()}},
        answer={"predict": three.predict(matrix(NAMED[::40]))},
        input=numbers(*NAMES),
        output={"kind": "numbers", "width": 3},
    )
    linear = {"booster": "gblinear", "updater": "coord_descent", "nthread": 1}
    line = xgboost.train(linear, matrix(BODIES, label=PROGRESS), 3)
    save(
        folder,
        "booster-linear",
        line,
        "json",
        request={"data": BODIES[:3].tolist()},
        answer={"predict": line.predict(matrix(BODIES[:3]))},
        input=numbers(count=10),
        output={"kind": "numbers"},
    )


def write_categories(folder: Path) -> None:
    """Save models of categories: from 3.1 on they know their names, before that their numbers."""
    known = VERSION >= (3, 1)
    city = {"type": "text", "values": CITIES} if known else {"type": "integer"}
    columns = [
        {"name": "area", "type": "number"},
        {"name": "city", **city},
        {"name": "rooms", "type": "integer"},
        {"name": "garden", "type": "boolean"},
    ]
    sent = HOUSES[:5].assign(city=HOUSES["city"].cat.codes if not known else HOUSES["city"])
    case = {
        "request": {"dataframe_records": sent.to_dict("records")},
        "input": {"kind": "rows", "columns": columns},
        "output": {"kind": "numbers"},
    }
    estimator = xgboost.XGBRegressor(tree_method="hist", enable_categorical=True, **SMALL)
    estimator.fit(HOUSES, PRICES)
    answer = {"predict": estimator.predict(HOUSES[:5])}
    save(folder, "categories-regressor", estimator, "ubj", answer=answer, **case)
    rows = matrix(HOUSES, label=PRICES, enable_categorical=True)
    booster = xgboost.train({**NATIVE, "tree_method": "hist"}, rows, 3)
    answer = {"predict": booster.predict(matrix(HOUSES[:5], enable_categorical=True))}
    save(folder, "categories-booster", booster, "json", answer=answer, **case)


def write_binaries(folder: Path) -> None:
    """Save in the format before JSON, which 2.1 calls deprecated and 1.7 took by default."""
    ending = "deprecated" if VERSION >= (2, 1) else "bin"
    three = xgboost.XGBClassifier(**SMALL).fit(X, Y)
    save(
        folder,
        "binary-classifier",
        three,
        ending,
        request={"data": FLOWERS.tolist()},
        answer={"predict": three.predict(FLOWERS)},
        input=numbers(count=4),
        output=classes(3),
    )
    for kind in ("dart", "gblinear"):
        learning = {"booster": kind, "nthread": 1, "seed": 0}
        booster = xgboost.train(learning, matrix(BODIES, label=PROGRESS), 2)
        save(
            folder,
            f"binary-{kind}",
            booster,
            ending,
            request={"data": BODIES[:3].tolist()},
            answer={"predict": booster.predict(matrix(BODIES[:3]))},
            input=numbers(count=10),
            output={"kind": "numbers"},
        )


def write_pickles(folder: Path) -> None:
    """Save an estimator as Python saves any object."""
    three = xgboost.XGBClassifier(**SMALL).fit(NAMED, Y)
    case = {
        "request": {"data": FLOWERS.tolist()},
        "answer": {"predict": three.predict(NAMED[::40])},
        "framework": "xgboost",
        "format": "pickle",
        "version": xgboost.__version__,
        "input": numbers(*NAMES),
        "output": classes(3),
    }
    dumped = pickle.dumps(three)
    write_case(folder, "pickle", "model.pkl", lambda path: Path(path).write_bytes(dumped), **case)
    write_case(folder, "joblib", "model.joblib", lambda path: joblib.dump(three, path), **case)


def main(folder: Path) -> None:
    """Write all cases."""
    write_estimators(folder)
    write_boosters(folder)
    write_categories(folder)
    if VERSION <= (3, 0):
        write_binaries(folder)
    write_pickles(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
