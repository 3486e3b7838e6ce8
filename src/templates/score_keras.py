"""Serves a Keras model: a .keras or HDF5 file of Keras 2 or 3, on TensorFlow.

    {"inputs": {"flower": [[5.1, 3.5]]}}      ->  {"outputs": {"species": [[0.1, 0.9]]}}
    {"instances": [[5.1, 3.5]]}               ->  {"predictions": [[0.1, 0.9]]}

Inputs and outputs have the names of their layers; a single input needs no name. A request that
cannot be answered gets status 400 and {"error": {"message": "..."}}.
"""

from __future__ import annotations

import logging
import os
from typing import Any

import numpy as np
from tensors import Axes, read_tensors, write_tensors
from threads import threads_per_worker
from wire import BadRequest, answer, describe, find_model

os.environ["KERAS_BACKEND"] = "tensorflow"  # a model of any other is served on it as well

import tensorflow as tf

try:
    import tf_keras as keras  # Keras 2 since TensorFlow 2.16
except ImportError:
    import keras

# What Keras and TensorFlow raise for a wrong size, or an index that is too large.
REFUSALS = (tf.errors.InvalidArgumentError, tf.errors.OutOfRangeError, ValueError, TypeError)

model: Any
# Each input's type and shape, and the outputs' names.
inputs: dict[str, tuple[Any, Axes | None]]
outputs: list[str]


def init() -> None:
    """Load the model, once per worker; losses and optimizers are only for training."""
    global model, inputs, outputs
    tf.config.threading.set_intra_op_parallelism_threads(threads_per_worker())
    description = describe()
    model = keras.models.load_model(find_model(description["path"]), compile=False)
    given = description["input"].get("tensors", [{"name": "input", "type": "float32"}])
    inputs = {each["name"]: (np_type(each["type"]), each.get("shape")) for each in given}
    outputs = [each["name"] for each in description["output"].get("tensors", [])]


def run(raw_data: str) -> Any:
    """Answer one request."""
    return answer(raw_data, predict)


def predict(body: dict[str, Any]) -> dict[str, Any]:
    """Ask the model."""
    by_row, arrays = read_tensors(body, inputs)
    try:
        answers = model.predict_on_batch(arrange(arrays))
    except REFUSALS as refusal:
        logging.getLogger(__name__).warning("the model failed", exc_info=True)
        raise BadRequest(f"the model refused these values: {refusal}") from refusal
    return write_tensors(name_outputs(answers), by_row)


def arrange(arrays: dict[str, Any]) -> Any:
    """Give the inputs as the model was built with them: one, a list or by name."""
    if len(arrays) == 1:
        return next(iter(arrays.values()))
    return arrays if isinstance(model.input, dict) else list(arrays.values())


def name_outputs(answers: Any) -> dict[str, Any]:
    """Give every output its name."""
    if isinstance(answers, dict):
        return answers
    several = answers if isinstance(answers, (list, tuple)) else [answers]
    names = outputs or [f"output_{number}" for number in range(len(several))]
    return dict(zip(names, several))


def np_type(name: str) -> Any:
    """Tell NumPy's type for an input; it has no bfloat16, which Keras makes of float32."""
    return np.dtype({"string": "object", "bfloat16": "float32"}.get(name, name))
