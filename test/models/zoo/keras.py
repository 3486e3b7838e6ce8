"""Saves small Keras models in every way that Keras has.

    python keras.py <folder>

writes <folder>/<case>/<file> and <folder>/<case>.json: a request and what the model itself answers
(only where a model can be served without code), and the facts that its file must give away. Works
with Keras 3, with the Keras 2 of TensorFlow 2.14 and 2.15, and with tf-keras where it is installed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

# This script is called what the library is called: its own folder must not be looked into first.
sys.path.append(sys.path.pop(0))
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
from tensor_case import Cases, tensor, tensors

try:
    import tf_keras as keras  # Keras 2 since TensorFlow 2.16
except ImportError:
    import keras

layers = keras.layers


class Doubled(layers.Layer):
    """A layer of the user's own."""

    def call(self, x: Any) -> Any:
        """Double."""
        return 2 * x


class Zoo(Cases):
    """Saves every model as a .keras file and as HDF5."""

    def add(
        self, case: str, model: Any, inputs: dict[str, Any], outputs: dict[str, Any], **facts: Any
    ) -> None:
        """Save a model twice, and ask it; the outputs are described by their names."""
        given = list(inputs.values())
        answer = model(given if len(given) > 1 else given[0], training=False)
        answers = answer if isinstance(answer, (list, tuple)) else [answer]
        for kind, file in (("zip", "model.keras"), ("hdf5", "model.h5")):
            model.save(self.place(f"{case}-{kind}") / file)
            described = [
                # Only the newer kind of file records what each layer was built for.
                tensor(name, "float32", shape if kind == "zip" else None)
                for name, shape in outputs.items()
            ]
            self.write(
                f"{case}-{kind}",
                {"inputs": inputs},
                {"outputs": dict(zip(outputs, answers))},
                format=f"keras-{kind}",
                output=tensors(*described),
                **facts,
            )

    def refuse(self, case: str, model: Any) -> None:
        """Save a model that nobody should load without looking at it."""
        for kind, file in (("zip", "model.keras"), ("hdf5", "model.h5")):
            model.save(self.place(f"{case}-{kind}") / file)
            self.write(f"{case}-{kind}", None, None, format=f"keras-{kind}", needsCode={})


def main(folder: Path) -> None:
    """Write every case."""
    folder.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(0)
    random = np.random.default_rng(0)
    rows = random.random((2, 4)).astype("float32")
    zoo = Zoo(folder, framework="keras", version=keras.__version__)

    iris = keras.Sequential(
        [
            keras.Input([4], name="flower"),
            layers.Dense(5, activation="relu", name="hidden"),
            layers.Dense(3, activation="softmax", name="species"),
        ]
    )
    flower = tensors(tensor("flower", "float32", [None, 4]))
    zoo.add("sequential", iris, {"flower": rows}, {"species": [None, 3]}, input=flower)

    words = keras.Input([3], dtype="int32", name="words")
    numbers = keras.Input([2], name="numbers")
    known = layers.Flatten(name="flat")(layers.Embedding(10, 2, name="table")(words))
    both = layers.Concatenate(name="both")([known, numbers])
    price = layers.Dense(1, name="price")(both)
    kind = layers.Dense(2, activation="softmax", name="kind")(both)
    house = keras.Model([words, numbers], [price, kind], name="house")
    zoo.add(
        "functional",
        house,
        {"words": np.array([[1, 2, 3], [9, 0, 4]], "int32"), "numbers": rows[:, :2]},
        {"price": [None, 1], "kind": [None, 2]},
        input=tensors(tensor("words", "int32", [None, 3]), tensor("numbers", "float32", [None, 2])),
    )

    image = keras.Input([None, None, 1], name="image")
    filtered = layers.Conv2D(2, 3, activation="relu", name="filters")(image)
    pooled = layers.GlobalAveragePooling2D(name="pool")(filtered)
    picture = keras.Model(image, layers.Dense(2, name="scores")(pooled))
    zoo.add(
        "image",
        picture,
        {"image": random.random((1, 5, 5, 1)).astype("float32")},
        {"scores": [None, 2]},
        input=tensors(tensor("image", "float32", [None, None, None, 1])),
    )

    small = keras.Input([4], name="x")
    # Compiled from a text, the code does not tell where this script lies.
    twice = eval(compile("lambda x: x * 2", "twice", "eval"))
    zoo.refuse("lambda", keras.Model(small, layers.Lambda(twice, name="twice")(small)))
    # Called with two rows before it was saved, which is noted as if it took no others.
    called = keras.Sequential([layers.Dense(2, name="scores")])
    called(rows)
    path = zoo.place("called-zip") / "model.keras"
    called.save(path)
    zoo.write("called-zip", None, None, input={"tensors": [{"shape": [None, 4]}]})
    path = zoo.place("activation-zip") / "model.keras"
    keras.Sequential([keras.Input([4]), layers.Dense(2, activation=twice)]).save(path)
    zoo.write("activation-zip", None, None, needsCode={})
    zoo.refuse("custom", keras.Model(small, Doubled(name="doubled")(small)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
