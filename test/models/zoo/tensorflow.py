"""Saves small TensorFlow models in every way that makes a SavedModel.

    python tensorflow.py <folder>

writes <folder>/<case>/ and <folder>/<case>.json: a request, what the model itself answers, and the
facts that its files must give away. Works with TensorFlow 2.12 and newer.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

# This script is called what the library is called: its own folder must not be looked into first.
sys.path.append(sys.path.pop(0))
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import tensorflow as tf
from tensor_case import Cases, tensor, tensors

v1 = tf.compat.v1


class Scores(tf.Module):
    """Rows of four numbers; three scores, and which is the best."""

    def __init__(self) -> None:
        """Make the weights."""
        super().__init__()
        self.weights = tf.Variable(tf.random.uniform([4, 3], seed=1), name="weights")

    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32, name="x")])
    def __call__(self, x: Any) -> dict[str, Any]:
        """Score."""
        scores = tf.nn.softmax(x @ self.weights)
        return {"scores": scores, "best": tf.argmax(scores, axis=1)}


class Prices(tf.Module):
    """Words and how many of each; what they cost by a list in a file."""

    def __init__(self, words: Path) -> None:
        """Make the table."""
        super().__init__()
        whole, number = tf.lookup.TextFileIndex.WHOLE_LINE, tf.lookup.TextFileIndex.LINE_NUMBER
        self.words = tf.lookup.StaticHashTable(
            tf.lookup.TextFileInitializer(str(words), tf.string, whole, tf.int64, number), -1
        )

    @tf.function(
        input_signature=[
            tf.TensorSpec([None], tf.string, name="word"),
            tf.TensorSpec([None, 2], tf.int64, name="count"),
        ]
    )
    def cost(self, word: Any, count: Any) -> dict[str, Any]:
        """Sum up."""
        return {"cost": self.words.lookup(word) * tf.reduce_sum(count, axis=1), "word": word}


def ask(cases: Cases, case: str, signature: str, inputs: dict[str, Any], **facts: Any) -> None:
    """Load what was saved, and ask it."""
    model = tf.saved_model.load(str(cases.place(case)))
    given = {name: tf.constant(value) for name, value in inputs.items()}
    answer = model.signatures[signature](**given)
    cases.write(case, {"inputs": given}, {"outputs": answer}, **facts)


def save_modules(cases: Cases, rows: Any) -> None:
    """Save modules of TensorFlow's own, with variables and with a file of words."""
    tf.saved_model.save(Scores(), str(cases.place("module")))
    ask(
        cases,
        "module",
        "serving_default",
        {"x": rows},
        input=tensors(tensor("x", "float32", [None, 4])),
        output=tensors(tensor("best", "int64", [None]), tensor("scores", "float32", [None, 3])),
    )
    words = cases.folder / "words.txt"
    words.write_text("no\nyes\n")
    prices = Prices(words)
    place = str(cases.place("words"))
    tf.saved_model.save(prices, place, signatures={"cost": prices.cost})
    words.unlink()
    ask(
        cases,
        "words",
        "cost",
        {"word": ["yes", "what"], "count": tf.constant([[1, 2], [3, 4]], tf.int64)},
        input=tensors(tensor("count", "int64", [None, 2]), tensor("word", "string", [None])),
        output=tensors(tensor("cost", "int64", [None]), tensor("word", "string", [None])),
    )


def save_keras(cases: Cases, rows: Any) -> None:
    """Export a Keras model; Keras 2 called that saving."""
    tf.keras.utils.set_random_seed(0)
    layers = tf.keras.layers
    inputs = tf.keras.Input([4], name="flower")
    outputs = layers.Dense(3, activation="softmax")(layers.Dense(5, activation="relu")(inputs))
    model = tf.keras.Model(inputs, outputs)
    place = str(cases.place("keras"))
    if keras.__version__.startswith("2"):
        model.save(place, save_format="tf")
    else:
        model.export(place, verbose=False)
    signature = tf.saved_model.load(place).signatures["serving_default"]
    (name,) = signature.structured_input_signature[1]
    (output,) = signature.structured_outputs
    ask(
        cases,
        "keras",
        "serving_default",
        {name: rows},
        input=tensors(tensor(name, "float32", [None, 4])),
        output=tensors(tensor(output, "float32", [None, 3])),
    )


def save_session(cases: Cases, rows: Any) -> None:
    """Save what a session of TensorFlow 1 holds, which has no functions."""
    place = cases.place("session")
    place.rmdir()
    with tf.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float32, [None, 4], name="rows")
        weights = v1.get_variable("w", initializer=tf.constant([[1.0], [2.0], [3.0], [4.0]]))
        session.run(v1.global_variables_initializer())
        v1.saved_model.simple_save(session, str(place), {"rows": x}, {"sum": x @ weights})
    ask(
        cases,
        "session",
        "serving_default",
        {"rows": rows},
        input=tensors(tensor("rows", "float32", [None, 4])),
        output=tensors(tensor("sum", "float32", [None, 1])),
    )


def main(folder: Path) -> None:
    """Write every case."""
    folder.mkdir(parents=True, exist_ok=True)
    cases = Cases(
        folder, framework="tensorflow", format="tensorflow-saved-model", version=tf.__version__
    )
    rows = tf.random.uniform([2, 4], seed=2)
    save_modules(cases, rows)
    save_keras(cases, rows)
    save_session(cases, rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
