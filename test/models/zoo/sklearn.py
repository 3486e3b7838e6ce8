"""Trains small scikit-learn models and saves them in every way that pickles are saved.

    python sklearn.py <folder>

Classifiers, regressors, clusterers and detectors of outliers; pipelines on named columns and on
texts; searches and wrappers; every protocol of pickle and compression of joblib; cloudpickle and
dill. Takes the packages pandas, lz4, cloudpickle and dill.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# This script is called as the package is: its own folder comes last.
sys.path.append(sys.path.pop(0))

import cloudpickle
import joblib
import numpy as np
import pandas as pd
import sklearn
from cases import write_case
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.datasets import load_iris
from sklearn.ensemble import (
    GradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import (
    LinearRegression,
    LogisticRegression,
    Ridge,
    RidgeClassifier,
    SGDClassifier,
)
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import MultiOutputClassifier, MultiOutputRegressor
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

X, Y = load_iris(return_X_y=True)
SPECIES = load_iris().target_names[Y]
FLOWERS = X[::40]
LENGTHS = X[:, :2] * [[2.0, 3.0]]

CITIES = ["Bergen", "Bærum", "Oslo"]
HOUSES = pd.DataFrame(
    {
        "area": np.arange(60) % 17 * 10.0,
        "city": [CITIES[index % 3] for index in range(60)],
        "floor": np.arange(60) % 4,
        "garden": np.arange(60) % 2 == 0,
    }
)
PRICES = HOUSES["area"] + 100.0 * HOUSES["floor"]

REVIEWS = ["good film", "bad film", "good plot", "bad acting", "truly good", "so bad"] * 3
VERDICTS = ["liked", "disliked"] * 9


def numbers(model: Any) -> dict[str, Any]:
    """Describe columns of numbers as the model counts and names them."""
    names = getattr(model, "feature_names_in_", None)
    if names is None:
        return {"kind": "rows", "columns": [{"type": "number"}] * model.n_features_in_}
    return {"kind": "rows", "columns": [{"name": name, "type": "number"} for name in names]}


def classes(model: Any, labels: Any = None) -> dict[str, Any]:
    """Describe the answer of a classifier as the model itself puts it."""
    labels = np.asarray(model.classes_ if labels is None else labels)
    offered = hasattr(model, "predict_proba")
    return {"kind": "classes", "classes": labels.tolist(), "probabilities": offered}


def save(
    folder: Path,
    name: str,
    model: Any,
    rows: Any = FLOWERS,
    dump: Callable[[Any, str], Any] = joblib.dump,
    file: str = "model.joblib",
    **facts: Any,
) -> None:
    """Save a model that was trained on a table."""
    data = rows.to_numpy().tolist() if isinstance(rows, pd.DataFrame) else np.asarray(rows).tolist()
    about = {
        "framework": "scikit-learn",
        "format": "pickle",
        "version": sklearn.__version__,
        "pickleProtocol": pickle.DEFAULT_PROTOCOL,
        **facts,
    }
    about.setdefault("input", numbers(model) if hasattr(model, "n_features_in_") else None)
    answer = {"predict": model.predict(rows)}
    write_case(folder, name, file, lambda path: dump(model, path), {"data": data}, answer, **about)


def estimators(folder: Path) -> None:
    """Save models that answer by themselves."""
    save(
        folder,
        "classifier",
        forest := RandomForestClassifier(n_estimators=2, max_depth=2, random_state=0).fit(
            X, SPECIES
        ),
        holds="RandomForestClassifier",
        output=classes(forest),
    )
    named = pd.DataFrame(X, columns=["sepal length", "sepal width", "petal length", "petal width"])
    save(
        folder,
        "named-columns",
        bayes := GaussianNB().fit(named, Y),
        named.iloc[::40],
        holds="GaussianNB",
        output=classes(bayes),
    )
    save(
        folder,
        "regressor",
        GradientBoostingRegressor(n_estimators=2, max_depth=2, random_state=0).fit(X, Y),
        holds="GradientBoostingRegressor",
        output={"kind": "numbers"},
    )
    save(
        folder,
        "several-targets",
        LinearRegression().fit(X, LENGTHS),
        holds="LinearRegression",
        output={"kind": "numbers", "width": 2},
    )
    save(
        folder,
        "several-targets-forest",
        RandomForestRegressor(n_estimators=2, max_depth=2, random_state=0).fit(X, LENGTHS),
        holds="RandomForestRegressor",
        output={"kind": "numbers", "width": 2},
    )
    save(
        folder,
        "clusterer",
        KMeans(n_clusters=3, n_init=1, random_state=0).fit(X),
        holds="KMeans",
        output={"kind": "classes", "classes": [0, 1, 2], "probabilities": False},
    )
    save(
        folder,
        "mixture",
        GaussianMixture(n_components=2, random_state=0).fit(X),
        holds="GaussianMixture",
        output={"kind": "classes", "classes": [0, 1], "probabilities": True},
    )
    save(
        folder,
        "outliers",
        IsolationForest(n_estimators=2, max_samples=16, random_state=0).fit(X),
        holds="IsolationForest",
        output={"kind": "classes", "classes": [-1, 1], "probabilities": False},
    )
    for name, model in {
        "svc": SVC(),
        "linear-svc": LinearSVC(random_state=0),
        "hinge": SGDClassifier(random_state=0),
        "log-loss": SGDClassifier(loss="log_loss", random_state=0),
        "boolean-labels": DecisionTreeClassifier(max_depth=2),
    }.items():
        model.fit(X, Y == 1 if name == "boolean-labels" else Y)
        save(folder, name, model, holds=type(model).__name__, output=classes(model))


def pipelines(folder: Path) -> None:
    """Save pipelines: on numbers, on a table of several types, and on texts."""
    scaled = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200)).fit(X, SPECIES)
    save(
        folder,
        "pipeline",
        scaled,
        holds="Pipeline: StandardScaler → LogisticRegression",
        output=classes(scaled),
    )
    one_hot = make_pipeline(
        SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")
    )
    columns = ColumnTransformer(
        [
            ("numbers", StandardScaler(), ["area"]),
            ("cities", one_hot, ["city"]),
            ("floors", OrdinalEncoder(), ["floor"]),
        ],
        remainder="passthrough",
    )
    save(
        folder,
        "columns",
        make_pipeline(columns, Ridge()).fit(HOUSES, PRICES),
        HOUSES.iloc[:4],
        holds="Pipeline: ColumnTransformer → Ridge",
        input={
            "kind": "rows",
            "columns": [
                {"name": "area", "type": "number"},
                {"name": "city", "type": "text", "values": sorted(CITIES)},
                {"name": "floor", "type": "integer", "values": [0, 1, 2, 3]},
                {"name": "garden", "type": "number"},
            ],
        },
        output={"kind": "numbers"},
    )
    slices = ColumnTransformer(
        [("cities", OneHotEncoder(), slice("city", "city")), ("others", "passthrough", slice(2, 4))]
    )
    save(
        folder,
        "column-slices",
        make_pipeline(slices, Ridge()).fit(HOUSES, PRICES),
        HOUSES.iloc[:4],
        holds="Pipeline: ColumnTransformer → Ridge",
        input={
            "kind": "rows",
            "columns": [
                {"name": "area", "type": "number"},
                {"name": "city", "type": "text", "values": sorted(CITIES)},
                {"name": "floor", "type": "number"},
                {"name": "garden", "type": "number"},
            ],
        },
        output={"kind": "numbers"},
    )
    wide = pd.DataFrame(np.eye(3, 1200), columns=[f"gene {index}" for index in range(1200)])
    save(
        folder,
        "many-named-columns",
        wide_ridge := Ridge().fit(wide, np.arange(3.0)),
        wide,
        holds="Ridge",
        input=numbers(wide_ridge),
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


def wrappers(folder: Path) -> None:
    """Save models that hold other models."""
    tree = DecisionTreeClassifier(max_depth=2, random_state=0)
    search = GridSearchCV(
        make_pipeline(StandardScaler(), tree), {"decisiontreeclassifier__max_depth": [1, 2]}, cv=2
    ).fit(X, Y)
    save(
        folder,
        "search",
        search,
        holds="GridSearchCV of Pipeline: StandardScaler → DecisionTreeClassifier",
        output=classes(search),
    )
    calibrated = CalibratedClassifierCV(LinearSVC(random_state=0), cv=2).fit(X, Y)
    save(
        folder,
        "calibrated",
        calibrated,
        holds="CalibratedClassifierCV of LinearSVC",
        output=classes(calibrated),
    )
    members = [("tree", tree), ("bayes", GaussianNB())]
    for voting in ("hard", "soft"):
        votes = VotingClassifier(members, voting=voting).fit(X, SPECIES)
        save(
            folder,
            f"voting-{voting}",
            votes,
            holds="VotingClassifier of DecisionTreeClassifier, GaussianNB",
            output=classes(votes),
        )
    stacked = StackingClassifier(members, cv=2).fit(X, Y)
    save(
        folder,
        "stacking",
        stacked,
        holds="StackingClassifier of DecisionTreeClassifier, GaussianNB",
        output=classes(stacked),
    )
    save(
        folder,
        "multi-output",
        MultiOutputRegressor(Ridge()).fit(X, LENGTHS),
        holds="MultiOutputRegressor of Ridge",
        output={"kind": "numbers", "width": 2},
    )
    save(
        folder,
        "multi-label",
        MultiOutputClassifier(tree).fit(X, np.stack([Y > 0, Y > 1], axis=1).astype(int)),
        holds="MultiOutputClassifier of DecisionTreeClassifier",
        output={"kind": "numbers", "width": 2},
    )
    both = np.stack([Y > 0, Y > 1], axis=1).astype(int)
    for name, model in {
        "rest": OneVsRestClassifier(LogisticRegression(max_iter=200)),
        "ridge": RidgeClassifier(),
        "neighbors": KNeighborsClassifier(),
    }.items():
        save(
            folder,
            f"multi-label-{name}",
            model.fit(X[::10], both[::10]),
            output={"kind": "numbers", "width": 2},
        )
    save(
        folder,
        "transformed-target",
        TransformedTargetRegressor(Ridge(), transformer=StandardScaler()).fit(X, Y),
        holds="TransformedTargetRegressor of Ridge",
        output={"kind": "numbers"},
    )


# Which Pythons run what this one compiles, as far as the code of a simple function tells.
PYTHONS = {
    (3, 9): ["3.9", "3.8"],
    (3, 10): ["3.10"],
    (3, 11): ["3.11", "3.12"],
    (3, 12): ["3.11", "3.12"],
    (3, 13): ["3.13"],
}


def ways_to_save(folder: Path) -> None:
    """Save one model in every way; named columns make an array of Python objects."""
    named = pd.DataFrame(X[:, :2], columns=["length", "width"])
    model = DecisionTreeClassifier(max_depth=2, random_state=0).fit(named, SPECIES)
    about = {"holds": "DecisionTreeClassifier", "output": classes(model)}
    rows = named.iloc[::40]

    def pickled(protocol: int) -> Callable[[Any, str], Any]:
        return lambda model, path: Path(path).write_bytes(pickle.dumps(model, protocol=protocol))

    def compressed(method: str) -> Callable[[Any, str], Any]:
        return lambda model, path: joblib.dump(model, path, compress=(method, 3))

    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        # Only from 2 on does a pickle say which protocol it is of.
        about["pickleProtocol"] = protocol if protocol >= 2 else 0
        save(folder, f"pickle-{protocol}", model, rows, pickled(protocol), "model.pkl", **about)
    about["pickleProtocol"] = pickle.DEFAULT_PROTOCOL
    endings = {"zlib": "z", "gzip": "gz", "bz2": "bz2", "xz": "xz", "lzma": "lzma", "lz4": "lz4"}
    for method, ending in endings.items():
        file = f"model.joblib.{ending}"
        save(folder, f"joblib-{method}", model, rows, compressed(method), file, **about)
    import dill  # from here on, pickle and joblib save some types as dill does

    for name, dumps in {"cloudpickle": cloudpickle.dumps, "dill": dill.dumps}.items():
        about["pickleProtocol"] = dumps(model)[1]

        def dumped(model: Any, path: str, dumps: Callable[[Any], bytes] = dumps) -> Any:
            return Path(path).write_bytes(dumps(model))

        save(folder, name, model, rows, dumped, "model.pkl", **about)
        double = FunctionTransformer(lambda table: table * 2)
        doubled = make_pipeline(double, DecisionTreeClassifier(max_depth=2)).fit(X, Y)
        save(
            folder,
            f"{name}-function",
            doubled,
            FLOWERS,
            dumped,
            "model.pkl",
            pickleProtocol=about["pickleProtocol"],
            holds="Pipeline: FunctionTransformer → DecisionTreeClassifier",
            output=classes(doubled),
            pythons=PYTHONS[sys.version_info[:2]],
        )


def main(folder: Path) -> None:
    """Save all models."""
    estimators(folder)
    pipelines(folder)
    wrappers(folder)
    ways_to_save(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
