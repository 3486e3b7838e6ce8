"""What a team's train.py is: it fits a model and writes it where the workflow picks it up."""

from pathlib import Path

import joblib
from sklearn.datasets import load_breast_cancer
from sklearn.tree import DecisionTreeClassifier

data = load_breast_cancer()
model = DecisionTreeClassifier(max_depth=2, random_state=0)
# The first four columns, which the smoke request of azureml-deploy.yml has.
model.fit(data.data[:, :4], data.target)
Path("outputs").mkdir(exist_ok=True)
joblib.dump(model, "outputs/breast_cancer.joblib")
