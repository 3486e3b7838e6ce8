"""Trains small scikit-learn models and saves them with skops.

    python skops.py <folder>

Takes the package pandas; with xgboost and lightgbm, also models of theirs.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

# This script is called as the package is: its own folder comes last.
sys.path.append(sys.path.pop(0))

import numpy as np
import pandas as pd
import sklearn
import skops
import skops.io
from cases import write_case
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

X, Y = load_iris(return_X_y=True)
SPECIES = load_iris().target_names[Y]
FLOWERS = X[::40]
NUMBERS = {"kind": "rows", "columns": [{"type": "number"}] * 4}

CITIES = ["Bergen", "Bærum", "Oslo"]
HOUSES = pd.DataFrame(
    {"area": np.arange(60) % 17 * 10.0, "city": [CITIES[index % 3] for index in range(60)]}
)
REVIEWS = ["good film", "bad film", "good plot", "bad acting", "truly good", "so bad"] * 3
VERDICTS = ["liked", "disliked"] * 9


def classes(model: Any, labels: Any = None) -> dict[str, Any]:
    """Describe the answer of a classifier as the model itself puts it."""
    labels = np.asarray(model.classes_ if labels is None else labels).tolist()
    return {"kind": "classes", "classes": labels, "probabilities": True}


def save(folder: Path, name: str, model: Any, rows: Any = FLOWERS, **facts: Any) -> None:
    """Save a model, compressed to keep it small."""
    data = rows.to_numpy() if isinstance(rows, pd.DataFrame) else np.asarray(rows)
    about = {
        "framework": "scikit-learn",
        "format": "skops",
        "version": sklearn.__version__,
        "packages": {"skops": skops.__version__},
        "input": NUMBERS,
        **facts,
    }
    known = {fact: value for fact, value in about.items() if value is not None}
    write_case(
        folder,
        name,
        "model.skops",
        lambda path: skops.io.dump(model, path, compression=ZIP_DEFLATED),
        {"data": data.tolist()},
        {"predict": model.predict(rows)},
        **known,
    )


def boosters(folder: Path) -> None:
    """Save estimators of other libraries, where they are installed."""
    few = {"n_estimators": 2, "max_depth": 2, "n_jobs": 1}
    if find_spec("xgboost"):
        import xgboost

        save(
            folder,
            "xgboost",
            xgboost.XGBClassifier(**few).fit(X, Y),
            framework="xgboost",
            version=xgboost.__version__,
            output={"kind": "classes", "classes": [0, 1, 2], "probabilities": True},
        )
    if find_spec("lightgbm"):
        import lightgbm

        model = lightgbm.LGBMClassifier(min_child_samples=5, verbose=-1, **few).fit(X, SPECIES)
        save(
            folder,
            "lightgbm",
            model,
            framework="lightgbm",
            version=None,
            output=classes(model),
        )


def main(folder: Path) -> None:
    """Save all models."""
    forest = RandomForestClassifier(n_estimators=2, max_depth=2, random_state=0).fit(X, SPECIES)
    save(folder, "forest", forest, holds="RandomForestClassifier", output=classes(forest))
    boosted = HistGradientBoostingClassifier(max_iter=2, max_leaf_nodes=4, random_state=0).fit(X, Y)
    save(
        folder, "boosted", boosted, holds="HistGradientBoostingClassifier", output=classes(boosted)
    )
    named = pd.DataFrame(X, columns=["sepal length", "sepal width", "petal length", "petal width"])
    save(
        folder,
        "named-columns",
        LinearRegression().fit(named, X[:, :2]),
        named.iloc[::40],
        holds="LinearRegression",
        input={"kind": "rows", "columns": [{"name": name, "type": "number"} for name in named]},
        output={"kind": "numbers", "width": 2},
    )
    scaled = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200))
    search = GridSearchCV(scaled, {"logisticregression__C": [0.1, 1.0]}, cv=2).fit(X, SPECIES)
    save(
        folder,
        "search",
        search,
        holds="GridSearchCV of Pipeline: StandardScaler → LogisticRegression",
        output=classes(search),
    )
    columns = ColumnTransformer(
        [("numbers", StandardScaler(), ["area"]), ("cities", OneHotEncoder(), ["city"])]
    )
    save(
        folder,
        "columns",
        make_pipeline(columns, Ridge()).fit(HOUSES, HOUSES["area"]),
        HOUSES.iloc[:4],
        holds="Pipeline: ColumnTransformer → Ridge",
        input={
            "kind": "rows",
            "columns": [
                {"name": "area", "type": "number"},
                {"name": "city", "type": "text", "values": sorted(CITIES)},
            ],
        },
        output={"kind": "numbers"},
    )
    texts = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(REVIEWS, VERDICTS)
    save(
        folder,
        "texts",
        texts,
        REVIEWS[:2],
        holds="Pipeline: TfidfVectorizer → LogisticRegression",
        input={"kind": "texts"},
        output=classes(texts),
    )
    boosters(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
