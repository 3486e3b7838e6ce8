"""Serves a PyTorch model: TorchScript, a program of torch.export, or a pickled module.

    {"inputs": {"x": [[5.1, 3.5]]}}      ->  {"outputs": {"output": [[0.9, 0.1]]}}
    {"instances": [[5.1, 3.5]]}          ->  {"predictions": [[0.9, 0.1]]}

A single input needs no name. A model with several outputs answers output_0, output_1, ..., one that
returns a dict answers its keys. A request that cannot be answered gets status 400 and
{"error": {"message": "..."}}.
"""

from __future__ import annotations

import contextlib
import inspect
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tensors import Axes, read_tensors, write_tensors
from threads import threads_per_worker
from torch.utils import _pytree as trees
from wire import BadRequest, answer, describe, find_model

with contextlib.suppress(ImportError):  # there where a model needs it
    import torchvision  # noqa: F401  TorchScript finds its operators once it is imported

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
# What PyTorch raises for a wrong size, an index that is too large, a broken guard of an export.
REFUSALS = (RuntimeError, ValueError, TypeError, IndexError, AssertionError)

model: Callable[..., Any]
# Each input's element type and shape.
inputs: dict[str, tuple[str, Axes | None]]


def init() -> None:
    """Load the model, once per worker."""
    global model, inputs
    torch.set_num_threads(threads_per_worker())
    description = describe()
    path = find_model(description["path"])
    exported = description["format"] == "torch-export"
    model, names = load_exported(path) if exported else load_module(path, description["format"])
    tensors = description["input"].get("tensors") or [
        {"name": name, "type": "float32"} for name in names
    ]
    # The shapes of an export are a law, those of a trace only what it was traced with.
    shapes = [tensor.get("shape") if exported else None for tensor in tensors]
    inputs = {tensor["name"]: (tensor["type"], shape) for tensor, shape in zip(tensors, shapes)}


def run(raw_data: str) -> Any:
    """Answer one request."""
    return answer(raw_data, predict)


def predict(body: dict[str, Any]) -> dict[str, Any]:
    """Ask the model."""
    expected = {name: (np_type(kind), shape) for name, (kind, shape) in inputs.items()}
    by_row, arrays = read_tensors(body, expected)
    tensors = {
        name: torch.from_numpy(array).to(DEVICE, getattr(torch, inputs[name][0]))
        for name, array in arrays.items()
    }
    try:
        with torch.inference_mode():
            outputs = model(**tensors)
    except REFUSALS as refusal:
        logging.getLogger(__name__).warning("the model failed", exc_info=True)
        last = str(refusal).strip().splitlines()[-1:]  # before it, TorchScript shows its source
        raise BadRequest(f"the model refused these values: {''.join(last)}") from refusal
    return write_tensors(name_outputs(outputs), by_row)


def load_module(path: Path, saved_as: str) -> tuple[Callable[..., Any], list[str]]:
    """Load a module, and tell the names of what its forward must be given."""
    if saved_as == "torchscript":
        module = torch.jit.load(path, map_location=DEVICE)
        arguments = module.forward.schema.arguments[1:]
        names = [each.name for each in arguments if not each.has_default_value()]
    else:
        module = torch.load(path, map_location=DEVICE, weights_only=False)
        parameters = inspect.signature(module.forward).parameters.values()
        names = [each.name for each in parameters if each.default is each.empty]
    if hasattr(module, "training"):  # a frozen module is in no mode
        module.eval()
    return module, names


def load_exported(path: Path) -> tuple[Callable[..., Any], list[str]]:
    """Load a program, which is called with its inputs in the order of its graph."""
    program = torch.export.load(path)
    module, names = program.module(), list(program.graph_signature.user_inputs)

    def call(**tensors: Any) -> Any:
        # A number that the program was exported with stands there itself.
        given = [tensors.get(name, name) for name in names]
        positional, named = trees.tree_unflatten(given, program.call_spec.in_spec)
        return module(*positional, **named)

    return call, [name for name in names if isinstance(name, str)]


def name_outputs(outputs: Any) -> dict[str, Any]:
    """Give every output its name, as arrays."""
    if isinstance(outputs, torch.Tensor):
        outputs = {"output": outputs}
    elif not isinstance(outputs, dict):
        outputs = {f"output_{number}": output for number, output in enumerate(outputs)}
    return {name: to_array(output) for name, output in outputs.items()}


def to_array(output: Any) -> Any:
    """Make an array of a tensor."""
    if not isinstance(output, torch.Tensor):
        return output
    return (output.float() if output.dtype == torch.bfloat16 else output).cpu().numpy()


def np_type(name: str) -> Any:
    """Tell the type of an input's array, until it is a tensor: NumPy has no bfloat16."""
    return np.dtype("float32" if name == "bfloat16" else name)
