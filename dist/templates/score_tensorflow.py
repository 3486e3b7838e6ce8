"""Serves a TensorFlow SavedModel: its signature serving_default, or the only one that it has.

    {"inputs": {"x": [[5.1, 3.5]]}}      ->  {"outputs": {"scores": [[0.1, 0.9]]}}
    {"instances": [[5.1, 3.5]]}          ->  {"predictions": [[0.1, 0.9]]}
    {"inputs": {"jpeg": [{"b64": "..."}]}}, for a text that is bytes

A single input needs no name. A request that cannot be answered gets status 400 and
{"error": {"message": "..."}}.
"""

from __future__ import annotations

import logging
from typing import Any

import tensorflow as tf
from tensors import Axes, read_tensors, write_tensors
from threads import threads_per_worker
from wire import BadRequest, answer, describe, find_model

# What TensorFlow raises for a wrong size, or an index that is too large.
REFUSALS = (tf.errors.InvalidArgumentError, tf.errors.OutOfRangeError, ValueError, TypeError)

# The signature is only good for as long as the model lives.
model: Any
signature: Any
# Each input's type and shape.
inputs: dict[str, tuple[Any, Axes | None]]


def init() -> None:
    """Load the model, once per worker."""
    global model, signature, inputs
    tf.config.threading.set_intra_op_parallelism_threads(threads_per_worker())
    model = tf.saved_model.load(str(find_model(describe()["path"])))
    names = list(model.signatures)
    signature = model.signatures["serving_default" if "serving_default" in names else names[0]]
    inputs = {
        name: (np_type(spec), None if spec.shape.rank is None else spec.shape.as_list())
        for name, spec in signature.structured_input_signature[1].items()
    }


def run(raw_data: str) -> Any:
    """Answer one request."""
    return answer(raw_data, predict)


def predict(body: dict[str, Any]) -> dict[str, Any]:
    """Ask the model."""
    by_row, arrays = read_tensors(body, inputs)
    try:
        outputs = signature(**{name: tf.constant(array) for name, array in arrays.items()})
    except REFUSALS as refusal:
        logging.getLogger(__name__).warning("the model failed", exc_info=True)
        raise BadRequest(f"the model refused these values: {refusal}") from refusal
    return write_tensors({name: output.numpy() for name, output in outputs.items()}, by_row)


def np_type(spec: Any) -> Any:
    """Tell NumPy's type for an input; TensorFlow's texts are bytes."""
    return bytes if spec.dtype == tf.string else spec.dtype.as_numpy_dtype
