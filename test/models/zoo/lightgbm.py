"""Trains small LightGBM models and saves them as text, and their estimators with pickle and joblib.

    python lightgbm.py <folder>

With and without names, with pandas' categories and with numbers that stand for some; trees, dart,
random forests. The text is the booster's own: of the estimator and its labels it holds nothing.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import Any

# This script is called as the package is: its own folder comes last.
sys.path.append(sys.path.pop(0))

import joblib
import lightgbm
import numpy as np
import pandas as pd
from cases import write_case
from sklearn.datasets import load_diabetes, load_iris

SMALL = {
    "n_estimators": 3,
    "num_leaves": 4,
    "min_child_samples": 5,
    "random_state": 0,
    "n_jobs": 1,
    "verbose": -1,
}

X, Y = load_iris(return_X_y=True)
FLOWERS = X[::40]
SPECIES = np.array(["setosa", "versicolor", "virginica"])[Y]
BODIES, PROGRESS = load_diabetes(return_X_y=True)
NAMES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
NAMED = pd.DataFrame(X, columns=NAMES)

CITIES = ["Bergen", "Bærum", "Oslo", "Rom"]
HOUSES = pd.DataFrame(
    {
        "area": np.arange(400) % 17 * 10.0,
        "city": pd.Categorical.from_codes(np.arange(400) % 4, CITIES),
        "rooms": pd.Categorical(np.arange(400) % 5 + 1),
        "garden": np.arange(400) % 3 == 0,
        "constant": 1,
    }
)
PRICES = HOUSES["area"] + 100.0 * HOUSES["city"].cat.codes + 7.0 * HOUSES["rooms"].cat.codes


def numbers(*names: str, count: int = 0) -> dict[str, Any]:
    """Describe columns of numbers."""
    named = [{"name": name, "type": "number"} for name in names]
    return {"kind": "rows", "columns": named or [{"type": "number"}] * count}


def save(folder: Path, name: str, model: Any, rows: Any, **case: Any) -> None:
    """Save an estimator's booster, which is asked for these rows."""
    booster = model.booster_
    answer = {"predict": booster.predict(rows)}
    facts = {"framework": "lightgbm", "format": "lightgbm-text"}
    write_case(folder, name, "model.txt", booster.save_model, answer=answer, **facts, **case)


def write_numbers(folder: Path) -> None:
    """Save models of numbers."""
    two = lightgbm.LGBMClassifier(**SMALL).fit(NAMED, Y == 2)
    save(
        folder,
        "two-classes",
        two,
        NAMED[::40],
        request={"data": [dict(zip(NAMES[::-1], row[::-1])) for row in FLOWERS.tolist()]},
        input=numbers(*NAMES),
        output={"kind": "numbers"},
    )
    three = lightgbm.LGBMClassifier(**SMALL).fit(X, SPECIES)
    save(
        folder,
        "three-classes",
        three,
        FLOWERS,
        request={"data": FLOWERS.tolist()},
        input=numbers(count=4),
        output={"kind": "numbers", "width": 3},
    )
    random_forest = {"boosting_type": "rf", "subsample": 0.5, "subsample_freq": 1}
    for kind, more in {"dart": {"boosting_type": "dart"}, "forest": random_forest}.items():
        save(
            folder,
            f"regressor-{kind}",
            lightgbm.LGBMRegressor(**SMALL, **more).fit(BODIES, PROGRESS),
            BODIES[:3],
            request={"inputs": BODIES[:3].tolist()},
            input=numbers(count=10),
            output={"kind": "numbers"},
        )


def write_categories(folder: Path) -> None:
    """Save models of categories: pandas' by their names, others by their numbers."""
    more = {"min_data_per_group": 5, "cat_smooth": 1.0}
    rows = HOUSES[:5]
    save(
        folder,
        "categories",
        lightgbm.LGBMRegressor(**SMALL, **more).fit(HOUSES, PRICES),
        rows,
        request={"dataframe_records": rows.to_dict("records")},
        input={
            "kind": "rows",
            "columns": [
                {"name": "area", "type": "number"},
                {"name": "city", "type": "text", "values": CITIES},
                {"name": "rooms", "type": "integer", "values": [1, 2, 3, 4, 5]},
                {"name": "garden", "type": "number"},
                {"name": "constant", "type": "number"},
            ],
        },
        output={"kind": "numbers"},
    )
    coded = np.column_stack([HOUSES["area"], HOUSES["city"].cat.codes])
    model = lightgbm.LGBMRegressor(**SMALL, **more)
    save(
        folder,
        "category-numbers",
        model.fit(coded, PRICES, categorical_feature=[1]),
        coded[:5],
        request={"data": coded[:5].tolist()},
        input={
            "kind": "rows",
            "columns": [{"type": "number"}, {"type": "integer", "values": [0, 1, 2, 3]}],
        },
        output={"kind": "numbers"},
    )


def write_pickles(folder: Path) -> None:
    """Save an estimator as Python saves any object: only there are its labels."""
    three = lightgbm.LGBMClassifier(**SMALL).fit(NAMED, SPECIES)
    case = {
        "request": {"data": FLOWERS.tolist()},
        "answer": {"predict": three.predict(NAMED[::40])},
        "framework": "lightgbm",
        "format": "pickle",
        "input": numbers(*NAMES),
        "output": {"kind": "classes", "classes": sorted(set(SPECIES)), "probabilities": True},
    }
    dumped = pickle.dumps(three)
    write_case(folder, "pickle", "model.pkl", lambda path: Path(path).write_bytes(dumped), **case)
    write_case(folder, "joblib", "model.joblib", lambda path: joblib.dump(three, path), **case)


def main(folder: Path) -> None:
    """Write all cases."""
    write_numbers(folder)
    write_categories(folder)
    write_pickles(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
