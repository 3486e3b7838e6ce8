"""Trains two models that disagree, so that an answer tells who gave it.

    python train.py FOLDER

writes FOLDER/tree.joblib and FOLDER/forest/ (a model in a folder, with another file beside it)
and prints, as one line of JSON, rows and what each model itself answers to them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import joblib
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier


def main() -> None:
    """Train, save, and say what the models answer."""
    folder = Path(sys.argv[1])
    data = load_breast_cancer()
    x, y = data.data[:, :4], data.target
    tree = DecisionTreeClassifier(max_depth=2, random_state=0).fit(x[::2], y[::2])
    forest = RandomForestClassifier(n_estimators=5, random_state=0).fit(x, y)
    (folder / "forest/labels").mkdir(parents=True)
    joblib.dump(tree, folder / "tree.joblib")
    joblib.dump(forest, folder / "forest/model.joblib")
    (folder / "forest/labels/classes.json").write_text(json.dumps(data.target_names.tolist()))

    answers = {"tree": tree.predict(x), "forest": forest.predict(x)}
    apart = np.flatnonzero(answers["tree"] != answers["forest"])[:2]
    rows = [0, 19, *apart]
    print(
        json.dumps(
            {
                "rows": x[rows].tolist(),
                **{name: given[rows].tolist() for name, given in answers.items()},
            }
        )
    )


if __name__ == "__main__":
    main()
