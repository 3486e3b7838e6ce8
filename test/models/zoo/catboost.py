"""Trains small CatBoost models and saves them as .cbm, and with pickle and joblib.

    python catboost.py <folder>

Classifiers of every kind of label, several losses, named columns, categories and texts.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import Any

# This script is called as the package is: its own folder comes last.
sys.path.append(sys.path.pop(0))

import catboost
import joblib
import numpy as np
import pandas as pd
from cases import write_case
from sklearn.datasets import load_diabetes, load_iris

SMALL = {
    "iterations": 3,
    "depth": 2,
    "random_seed": 0,
    "thread_count": 1,
    "verbose": False,
    "allow_writing_files": False,
}

X, Y = load_iris(return_X_y=True)
FLOWERS = X[::40]
SPECIES = np.array(["setosa", "versicolor", "virginica"])[Y]
BODIES, PROGRESS = (part[:60] for part in load_diabetes(return_X_y=True))
NAMES = ["sepal length", "sepal width", "petal length", "petal width"]
NAMED = pd.DataFrame(X, columns=NAMES)

HOUSES = pd.DataFrame(
    {
        "city": np.array(["Bergen", "Bærum", "Oslo", "Rom"])[np.arange(80) % 4],
        "area": np.arange(80) % 17 * 10.0,
        "note": np.array(["sunny garden", "dark", "sunny and large"])[np.arange(80) % 3],
        "rooms": np.arange(80) % 5,
        "constant": 1,
    }
)
HOUSE_COLUMNS = [
    {"name": "city", "type": "text"},
    {"name": "area", "type": "number"},
    {"name": "note", "type": "text"},
    {"name": "rooms", "type": "text"},
    {"name": "constant", "type": "number"},
]
PRICES = HOUSES["area"] + 10.0 * HOUSES["rooms"]


def numbers(*names: str, count: int = 0) -> dict[str, Any]:
    """Describe columns of numbers."""
    named = [{"name": name, "type": "number"} for name in names]
    return {"kind": "rows", "columns": named or [{"type": "number"}] * count}


def classes(*labels: Any) -> dict[str, Any]:
    """Describe the answer of a classifier."""
    known = {"classes": list(labels)} if labels else {}
    return {"kind": "classes", **known, "probabilities": True}


def released() -> dict[str, str]:
    """Tell the version where builds record it, which they did not always."""
    model = catboost.CatBoostRegressor(**SMALL).fit(BODIES, PROGRESS)
    recorded = catboost.__version__ in model.get_metadata()["catboost_version_info"]
    return {"version": catboost.__version__} if recorded else {}


FACTS = {"framework": "catboost", **released()}
# Builds that do not record their version may answer with the texts "False" and "True".
BOOLEANS = [False, True] if "version" in FACTS else []


def save(folder: Path, name: str, model: Any, **case: Any) -> None:
    """Save a model as CatBoost does."""
    facts = {**FACTS, "format": "catboost-binary", **case}
    write_case(folder, name, "model.cbm", model.save_model, **facts)


def write_classifiers(folder: Path) -> None:
    """Save a classifier for every kind of label."""
    labels = {"texts": SPECIES, "numbers": Y, "booleans": Y == 2}
    for kind, answers in labels.items():
        model = catboost.CatBoostClassifier(**SMALL).fit(X, answers)
        save(
            folder,
            f"classifier-{kind}",
            model,
            request={"data": FLOWERS.tolist()},
            # Of more than two classes, CatBoost answers each in a list of its own.
            answer={"predict": model.predict(FLOWERS).ravel()},
            input=numbers(count=4),
            output=classes(*(np.unique(answers).tolist() if kind != "booleans" else BOOLEANS)),
        )
    model = catboost.CatBoostClassifier(**SMALL).fit(NAMED, SPECIES)
    save(
        folder,
        "probabilities",
        model,
        request={
            "data": [dict(zip(NAMES[::-1], row[::-1])) for row in FLOWERS.tolist()],
            "method": "predict_proba",
        },
        answer={"predict_proba": model.predict_proba(NAMED[::40])},
        input=numbers(*NAMES),
        output=classes(*np.unique(SPECIES).tolist()),
    )


def write_numbers(folder: Path) -> None:
    """Save models that answer with numbers; a Poisson model answers with exponents."""
    both = np.column_stack([PROGRESS, PROGRESS * 2])
    losses = {"RMSE": PROGRESS, "Poisson": PROGRESS, "MultiRMSE": both}
    for loss, answers in losses.items():
        model = catboost.CatBoostRegressor(loss_function=loss, **SMALL).fit(BODIES, answers)
        save(
            folder,
            f"regressor-{loss}",
            model,
            request={"data": BODIES[:3].tolist()},
            answer={"predict": model.predict(BODIES[:3])},
            input=numbers(count=10),
            output={"kind": "numbers", **({"width": 2} if answers is both else {})},
        )


def write_categories(folder: Path) -> None:
    """Save a model of categories, numbers and texts."""
    model = catboost.CatBoostRegressor(
        cat_features=["city", "rooms"], text_features=["note"], **SMALL
    ).fit(HOUSES, PRICES)
    rows = HOUSES[:4]
    save(
        folder,
        "categories",
        model,
        request={"dataframe_records": rows.to_dict("records")},
        answer={"predict": model.predict(rows)},
        input={"kind": "rows", "columns": HOUSE_COLUMNS},
        output={"kind": "numbers"},
    )


def write_pickles(folder: Path) -> None:
    """Save an estimator as Python saves any object."""
    two = catboost.CatBoostClassifier(**SMALL).fit(NAMED, SPECIES == "setosa")
    case = {
        **FACTS,
        "format": "pickle",
        "request": {"data": FLOWERS.tolist()},
        "answer": {"predict": two.predict(NAMED[::40])},
        "input": numbers(*NAMES),
        "output": classes(*BOOLEANS),
    }
    dumped = pickle.dumps(two)
    write_case(folder, "pickle", "model.pkl", lambda path: Path(path).write_bytes(dumped), **case)
    write_case(folder, "joblib", "model.joblib", lambda path: joblib.dump(two, path), **case)


def main(folder: Path) -> None:
    """Write all cases."""
    write_classifiers(folder)
    write_numbers(folder)
    write_categories(folder)
    write_pickles(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
