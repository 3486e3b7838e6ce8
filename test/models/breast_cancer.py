"""Trains the tutorial's model: a decision tree on the Wisconsin breast-cancer data.

    python breast_cancer.py MODEL.joblib [--depth N] [--seed N]

Uses the first four features (mean radius, texture, perimeter, area), saves the model with
joblib and prints, as one line of JSON, two samples with the model's own answers.
"""

import argparse
import json

import joblib
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier

FEATURES = 4


def main() -> None:
    """Train, save, and say what the model answers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--depth", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    data = load_breast_cancer()
    x_train, x_test, y_train, y_test = train_test_split(
        data.data[:, :FEATURES], data.target, random_state=options.seed
    )
    model = DecisionTreeClassifier(max_depth=options.depth, random_state=options.seed)
    model.fit(x_train, y_train)
    joblib.dump(model, options.model)

    # Class 0 is malignant, class 1 benign: one sample of each that the model gets right.
    answers = model.predict(x_test)
    samples = {}
    for label, name in enumerate(data.target_names):
        right = (y_test == label) & (answers == label)
        row = x_test[right][0]
        samples[str(name)] = {"row": row.tolist(), "predict": int(model.predict([row])[0])}
    print(json.dumps({"accuracy": float(model.score(x_test, y_test)), "samples": samples}))


if __name__ == "__main__":
    main()
