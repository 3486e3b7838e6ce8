"""Serves a Hugging Face model through the pipeline of its task.

    {"inputs": "the film was good"}          ->  [{"label": "positive", "score": 0.98}]
    {"inputs": ["good", "bad"],
     "parameters": {"top_k": 2}}             ->  one list of labels for each text

as Hugging Face's own inference toolkit does; pictures are given in Base64. {"instances": [...]} is
answered by {"predictions": [...]}. A request that cannot be answered gets status 400 and
{"error": {"message": "..."}}.
"""

from __future__ import annotations

import base64
import io
import json
import logging
import os
from pathlib import Path
from typing import Any

import torch
from threads import threads_per_worker
from wire import BadRequest, answer, describe, find_model, kind, listed, read_values

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # the model is all here; before transformers is loaded

from transformers import pipeline  # noqa: E402

# By the end of the architecture's name, as the reader of the model's files knows them.
TASKS = {
    "ForSequenceClassification": "text-classification",
    "ForTokenClassification": "token-classification",
    "ForMaskedLM": "fill-mask",
    "ForCausalLM": "text-generation",
    "LMHeadModel": "text-generation",
    "Model": "feature-extraction",  # those that the reader lets pass
    "ForImageClassification": "image-classification",
    "ForObjectDetection": "object-detection",
}
# Parameters that would have a pipeline load another model or somebody's code.
REFUSED = ("custom_generate", "trust_remote_code", "assistant_model", "assistant_tokenizer")
# What a pipeline raises for a text that is too long, a parameter that it does not know.
REFUSALS = (RuntimeError, ValueError, TypeError, IndexError, KeyError)

model: Any
task: str


def init() -> None:
    """Load the model with its tokenizer, once per worker."""
    global model, task
    torch.set_num_threads(threads_per_worker())
    folder = find_model(describe()["path"])
    task = find_task(folder)
    model = pipeline(task, model=str(folder), device=0 if torch.cuda.is_available() else -1)


def run(raw_data: str) -> Any:
    """Answer one request."""
    return answer(raw_data, predict)


def predict(body: dict[str, Any]) -> Any:
    """Ask the pipeline."""
    key, given = read_values(body, "parameters")
    parameters = read_parameters(body.get("parameters"))
    inputs = read_inputs(key, given)
    try:
        with torch.inference_mode():
            outputs = model(inputs, **parameters)
    except REFUSALS as refusal:
        logging.getLogger(__name__).warning("the pipeline failed", exc_info=True)
        raise BadRequest(f"the model refused these inputs: {refusal}") from refusal
    return {"predictions": outputs} if key == "instances" else outputs


def find_task(folder: Path) -> str:
    """Tell the task from the architecture that config.json names."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    [architecture, *_] = config["architectures"]
    return next(task for ending, task in TASKS.items() if architecture.endswith(ending))


def read_parameters(given: Any) -> dict[str, Any]:
    """Check what is passed on to the pipeline."""
    if given is not None and not isinstance(given, dict):
        raise BadRequest(f"parameters is {kind(given)}; expected an object")
    if refused := [name for name in given or {} if name in REFUSED]:
        raise BadRequest(f"parameters may not name {listed(refused)}")
    return given or {}


def read_inputs(key: str, given: Any) -> Any:
    """Check the inputs: a text or several, or the messages of a chat; pictures in Base64."""
    several = given if isinstance(given, list) else [given]
    chat = task == "text-generation" and all(isinstance(item, (dict, list)) for item in several)
    if not several or not (chat or all(isinstance(item, str) for item in several)):
        raise BadRequest(f"{key} is {kind(given)}; expected a text or a list of texts")
    if task not in ("image-classification", "object-detection"):
        return given
    pictures = [read_picture(item) for item in several]
    return pictures if isinstance(given, list) else pictures[0]


def read_picture(text: str) -> Any:
    """Decode a picture; a pipeline would take a text for an address or the name of a file."""
    from PIL import Image  # only a model of pictures needs it

    try:
        return Image.open(io.BytesIO(base64.b64decode(text, validate=True))).convert("RGB")
    except (ValueError, OSError, Image.DecompressionBombError) as problem:
        raise BadRequest(f"this is no picture in Base64: {problem}") from problem
