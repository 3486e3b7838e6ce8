"""Trains one model of each kind with the scikit-learn at hand, for the scoring script to serve.

    python train_sklearn.py <folder>

writes <folder>/<name>/model.joblib (or .pkl), and <folder>/<name>.json with a request and the
answer that the model itself gives to it. The kinds are chosen for what their pickles hold: plain
arrays, random number generators, splines, sparse matrices, trees, texts, names of columns.
"""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_diabetes, load_iris
from sklearn.ensemble import (
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    IsolationForest,
    RandomForestClassifier,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.multioutput import MultiOutputClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

X, y = load_iris(return_X_y=True)
SPECIES = np.array(["setosa", "versicolor", "virginica"])[y]
BODY, PROGRESS = load_diabetes(return_X_y=True)
HOUSES = pd.DataFrame(
    {
        "area": [50.0, 80.0, 120.0, 65.0, 200.0, 95.0],
        "city": ["Oslo", "Bergen", "Oslo", np.nan, "Bergen", "Oslo"],
        "garden": [False, True, True, False, True, False],
    }
)
PRICES = [3.0, 4.1, 7.2, 3.3, 9.9, 5.0]
REVIEWS = ["good", "very good", "bad", "very bad", "not bad", "awful"]
MOODS = ["happy", "happy", "sad", "sad", "happy", "sad"]


def houses() -> Any:
    """Mixed columns, chosen by name, with gaps."""
    words = make_pipeline(
        SimpleImputer(strategy="constant", fill_value="?"), OneHotEncoder(handle_unknown="ignore")
    )
    columns = ColumnTransformer(
        [("number", StandardScaler(), ["area"]), ("word", words, ["city"])],
        remainder="passthrough",
    )
    return make_pipeline(columns, LinearRegression()).fit(HOUSES, PRICES)


def main(folder: Path) -> None:
    """Train, save, and note what the models answer."""
    random = np.random.RandomState(0)
    two = np.column_stack([SPECIES, np.where(y > 0, "rest", "first")])
    flowers, bodies = X[::30].tolist(), BODY[::100].tolist()
    rows = json.loads(HOUSES.to_json(orient="split"))
    tested: dict[str, tuple[Any, Any, Any]] = {
        "tree": (DecisionTreeClassifier(random_state=0).fit(X, y), X[::30], flowers),
        "forest": (
            RandomForestClassifier(10, n_jobs=2, random_state=random).fit(X, y),
            X[::30],
            flowers,
        ),
        "histogram": (HistGradientBoostingClassifier(max_iter=5).fit(X, y), X[::30], flowers),
        "logistic": (LogisticRegression(max_iter=500).fit(X, SPECIES), X[::30], flowers),
        "vectors": (SVC(probability=False).fit(X, SPECIES), X[::30], flowers),
        "neighbors": (KNeighborsClassifier().fit(X, SPECIES), X[::30], flowers),
        "network": (MLPClassifier(max_iter=20, random_state=0).fit(X, y), X[::30], flowers),
        "clusters": (KMeans(3, n_init=2, random_state=0).fit(X), X[::30], flowers),
        "outliers": (IsolationForest(random_state=random).fit(X), X[::30], flowers),
        "several": (MultiOutputClassifier(DecisionTreeClassifier()).fit(X, two), X[::30], flowers),
        "boosted": (GradientBoostingRegressor().fit(BODY, PROGRESS), BODY[::100], bodies),
        "process": (GaussianProcessRegressor(alpha=0.1).fit(BODY, PROGRESS), BODY[::100], bodies),
        "splines": (
            make_pipeline(SplineTransformer(), Ridge()).fit(BODY, PROGRESS),
            BODY[::100],
            bodies,
        ),
        "texts": (
            make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(REVIEWS, MOODS),
            REVIEWS,
            REVIEWS,
        ),
        "houses": (houses(), HOUSES, rows),
    }
    for name, (model, features, data) in tested.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        if name in ("tree", "network"):
            with open(folder / name / "model.pkl", "wb") as file:
                pickle.dump(model, file)
        else:
            joblib.dump(model, folder / name / "model.joblib")
        answer = {"predict": np.asarray(model.predict(features)).tolist()}
        case = {"request": {"data": data}, "answer": answer}
        (folder / f"{name}.json").write_text(json.dumps(case))


if __name__ == "__main__":
    with np.errstate(all="ignore"):
        main(Path(sys.argv[1]))
