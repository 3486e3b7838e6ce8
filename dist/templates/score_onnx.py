"""Serves an ONNX model with ONNX Runtime.

    {"inputs": {"x": [[5.1, 3.5]]}}      ->  {"outputs": {"label": [1], "scores": [[0.1, 0.9]]}}
    {"instances": [[5.1, 3.5]]}          ->  {"predictions": [{"label": 1, "scores": [0.1, 0.9]}]}

A single input needs no name. Probabilities that a converter keeps as maps are answered as objects:
[{"0": 0.1, "1": 0.9}]. A request that cannot be answered gets status 400 and
{"error": {"message": "..."}}.
"""

from __future__ import annotations

import logging
import re
from typing import Any

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as errors
from tensors import Axes, read_tensors, write_tensors
from threads import threads_per_worker
from wire import BadRequest, answer, describe, find_model

# What the runtime calls types that NumPy calls otherwise.
TYPES = {"float": "float32", "double": "float64", "string": "object"}
# What it raises for a wrong size, or an index that is too large.
REFUSALS = (errors.InvalidArgument, errors.Fail, errors.RuntimeException)

session: Any
# Each input's type and shape.
inputs: dict[str, tuple[Any, Axes | None]]


def init() -> None:
    """Load the model, once per worker."""
    global session, inputs
    path = find_model(describe()["path"])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads_per_worker()
    session = onnxruntime.InferenceSession(path, options, providers=choose_providers())
    # It calls a shape that the file does not say [], as that of a scalar.
    inputs = {each.name: (np_type(each.type), each.shape or None) for each in session.get_inputs()}


def run(raw_data: str) -> Any:
    """Answer one request."""
    return answer(raw_data, predict)


def predict(body: dict[str, Any]) -> dict[str, Any]:
    """Ask the model."""
    by_row, arrays = read_tensors(body, inputs)
    names = [output.name for output in session.get_outputs()]
    try:
        outputs = session.run(names, arrays)
    except REFUSALS as refusal:
        logging.getLogger(__name__).warning("the model failed", exc_info=True)
        raise BadRequest(f"the model refused these values: {refusal}") from refusal
    return write_tensors(dict(zip(names, outputs)), by_row)


def choose_providers() -> list[str]:
    """Compute on the GPU where the runtime was built for one and there is one, else on the CPU."""
    providers = ["CPUExecutionProvider"]
    if "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        onnxruntime.preload_dlls()  # CUDA's libraries are packages of pip
        providers.insert(0, "CUDAExecutionProvider")
    return providers


def np_type(name: str) -> Any:
    """Tell NumPy's type for an input: tensor(float) is float32."""
    match = re.fullmatch(r"(?:optional\()?tensor\((\w+)\)\)?", name)
    if not match:
        raise TypeError(f"the model takes {name}, which no JSON can be made into")
    return np.dtype(TYPES.get(match[1], match[1]))
