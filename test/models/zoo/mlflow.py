"""Saves small models in MLflow's folders.

    python mlflow.py <folder>

writes <folder>/<case>/MLmodel and what belongs to it, and <folder>/<case>.json: a request, what the
model itself answers to it through MLflow, and the facts that its MLmodel file must give away.
Takes mlflow (mlflow-skinny will do), scikit-learn, skops, pandas and xgboost.
"""

from __future__ import annotations

import json
import platform
import sys
import warnings
from pathlib import Path
from typing import Any

# This script is called as the package is: without its own folder, Python finds the package.
sys.path.pop(0)

import mlflow
import numpy as np
import pandas as pd
import sklearn
import xgboost
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

X, y = load_iris(return_X_y=True, as_frame=True)
FLOWERS = X.iloc[[0, 60, 120]]
SPECIES = np.array(["setosa", "versicolor", "virginica"])[y]
VISITS = pd.DataFrame(
    {
        "name": ["Ada", "Grace"],
        "age": np.array([36, 85], dtype="int64"),
        "member": [True, False],
        "paid": np.array([1.5, 2.25], dtype="float32"),
        "since": pd.to_datetime(["2021-03-04T05:06:07", "2022-01-01T00:00:00"]),
    }
)
# MLflow 3 saves scikit-learn models with skops, which refuses trees, unless it is told otherwise.
CLOUDPICKLE: dict[str, Any] = {"serialization_format": "cloudpickle"}


class Discount(mlflow.pyfunc.PythonModel):
    """Python code of one's own, which answers with a table."""

    def predict(self, context: Any, model_input: Any, params: Any = None) -> Any:
        """Name two numbers for each visit."""
        known = model_input["since"].dt.year < 2022
        return pd.DataFrame({"share": np.where(known, 0.5, 0.25), "years": model_input["age"] - 18})


def columns(frame: Any, **types: str) -> dict[str, Any]:
    """Describe a table of named columns, numbers unless something else is said."""
    return {
        "kind": "rows",
        "columns": [{"name": name, "type": types.get(name, "number")} for name in frame.columns],
    }


def plain(answer: Any) -> Any:
    """Write an answer as JSON has it: a table as one object per row."""
    if isinstance(answer, pd.DataFrame):
        return json.loads(answer.to_json(orient="records"))
    return np.asarray(answer).tolist()


def main(folder: Path) -> None:
    """Train, save, and note what the models answer."""
    sklearn_packages = {"scikit-learn": sklearn.__version__}

    def note(case: str, request: Any, given: Any, **facts: Any) -> None:
        model = mlflow.pyfunc.load_model(str(folder / case))
        common = {
            "framework": "mlflow",
            "format": "mlflow",
            "version": mlflow.__version__,
            "python": ".".join(platform.python_version_tuple()[:2]),
        }
        noted = {
            "request": request,
            "answer": {"predict": plain(model.predict(given))},
            "facts": {**common, **facts},
        }
        (folder / f"{case}.json").write_text(json.dumps(noted, indent=1) + "\n")

    flowers = json.loads(FLOWERS.to_json(orient="split", index=False))
    linear = LogisticRegression(max_iter=500).fit(X, SPECIES)
    mlflow.sklearn.save_model(
        linear,
        folder / "sklearn-signature",
        signature=infer_signature(X, linear.predict(X)),
        input_example=FLOWERS,
    )
    note(
        "sklearn-signature",
        {"dataframe_split": flowers},
        FLOWERS,
        holds=f"MLflow model: scikit-learn {sklearn.__version__}",
        input=columns(X),
        output={"kind": "classes", "probabilities": False},
        packages=sklearn_packages,
        example={"dataframe_split": flowers},
    )

    tree = DecisionTreeClassifier(random_state=0).fit(X.to_numpy(), y)
    mlflow.sklearn.save_model(tree, folder / "sklearn-bare", **CLOUDPICKLE)
    note(
        "sklearn-bare",
        {"data": FLOWERS.to_numpy().tolist()},
        FLOWERS.to_numpy(),
        input={"kind": "rows", "columns": [{"type": "number"}] * tree.n_features_in_},
        output={"kind": "classes", "classes": tree.classes_.tolist(), "probabilities": False},
        packages=sklearn_packages,
    )

    mlflow.sklearn.save_model(
        tree,
        folder / "sklearn-array",
        signature=infer_signature(X.to_numpy(), tree.predict(X.to_numpy())),
        input_example=FLOWERS.to_numpy(),
        **CLOUDPICKLE,
    )
    note(
        "sklearn-array",
        {"inputs": FLOWERS.to_numpy().tolist()},
        FLOWERS.to_numpy(),
        input={
            "kind": "tensors",
            "tensors": [{"name": "", "type": "float64", "shape": [None, 4]}],
        },
        output={"kind": "numbers"},
        example={"inputs": FLOWERS.to_numpy().tolist()},
    )

    discount = Discount()
    mlflow.pyfunc.save_model(
        folder / "pyfunc",
        python_model=discount,
        signature=infer_signature(VISITS, discount.predict(None, VISITS)),
        pip_requirements=[f"pandas=={pd.__version__}", "numpy"],
    )
    note(
        "pyfunc",
        {"dataframe_records": json.loads(VISITS.to_json(orient="records", date_format="iso"))},
        VISITS,
        holds="MLflow model: a Python function",
        input=columns(VISITS, name="text", age="integer", member="boolean", since="datetime"),
        output={"kind": "unknown"},
        packages={"pandas": pd.__version__},
    )

    boosted = xgboost.XGBRegressor(n_estimators=3, max_depth=2).fit(X, y)
    mlflow.xgboost.save_model(
        boosted,
        folder / "xgboost",
        signature=infer_signature(X, boosted.predict(X)),
        pip_requirements=[f"xgboost=={xgboost.__version__}", "scikit-learn"],
    )
    note(
        "xgboost",
        {"data": FLOWERS.to_dict(orient="records")},
        FLOWERS,
        holds=f"MLflow model: XGBoost {xgboost.__version__}",
        input=columns(X),
        output={"kind": "numbers"},
        packages={"xgboost": xgboost.__version__},
    )


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(Path(sys.argv[1]))
