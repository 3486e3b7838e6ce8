"""The scoring script for Hugging Face models, called with real pipelines as the server calls it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Ask, MakeService, answer_of, refused

pytest.importorskip("torch", reason="PyTorch is not installed: gigabytes with CUDA")
pytest.importorskip("transformers", reason="transformers is not installed")

# Any later version reads it.
KEPT = Path(__file__).parents[1] / "models/kept/transformers-4.57.6"
PIXEL = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
).decode()

Start = Callable[[str], Ask]


def asking(script: Any) -> Ask:
    """Post bodies to a script; a pipeline answers with a list."""

    def ask(body: Any) -> Any:
        result = script.run(json.dumps(body))
        return (
            answer_of({"list": result})["list"] if isinstance(result, list) else answer_of(result)
        )

    return ask


@pytest.fixture
def script(make_service: MakeService) -> Any:
    """Import the script, which has no model yet."""
    return make_service("score_transformers", format="transformers", path="model")


@pytest.fixture
def start(script: Any, models: Path) -> Start:
    """Load a kept model; what comes back posts a body to it."""

    def load(case: str) -> Ask:
        (models / "model").symlink_to(KEPT / case)
        script.init()
        return asking(script)

    return load


def test_labels_one_text_or_several(start: Start) -> None:
    ask = start("classify")
    [one] = ask({"inputs": "the food was very good"})
    assert one["label"] in {"negative", "neutral", "positive"}
    assert 1 / 3 < one["score"] <= 1
    several = ask({"data": ["the food was very good", "awful"]})
    assert len(several) == 2
    assert several[0]["score"] == pytest.approx(one["score"])
    assert ask({"instances": ["the food was very good"]})["predictions"][0]["label"] == one["label"]


def test_passes_parameters_on(start: Start) -> None:
    ask = start("classify")
    every = ask({"inputs": "good", "parameters": {"top_k": None}})
    assert sum(label["score"] for label in every) == pytest.approx(1)


def test_writes_on(start: Start) -> None:
    [answer] = start("generate")(
        {"inputs": "the food", "parameters": {"max_new_tokens": 3, "do_sample": False}}
    )
    assert answer["generated_text"].startswith("the food")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "expected data with the values, got none"),
        ({"inputs": 1}, "inputs is a number; expected a text or a list of texts"),
        ({"inputs": []}, "inputs is a list; expected a text"),
        ({"inputs": [["a"]]}, "expected a text or a list of texts"),
        ({"inputs": "a", "parameters": [1]}, "parameters is a list; expected an object"),
        (
            {"inputs": "a", "parameters": {"custom_generate": "x/y", "trust_remote_code": True}},
            "parameters may not name custom_generate, trust_remote_code",
        ),
        ({"inputs": "good " * 100}, "the model refused these inputs: "),
    ],
)
def test_says_what_is_wrong_with_a_request(start: Start, body: Any, message: str) -> None:
    assert message in refused(start("classify"), body)


def test_takes_pictures_in_base64_and_nothing_from_elsewhere(script: Any) -> None:
    pytest.importorskip("PIL", reason="pillow is not installed")
    script.task = "image-classification"
    script.model = lambda pictures, **_: [{"label": str(pictures.size), "score": 1.0}]
    ask = asking(script)
    assert ask({"inputs": PIXEL}) == [{"label": "(1, 1)", "score": 1.0}]
    for elsewhere in ("/etc/passwd", "https://example.com/a.png", "YWJj"):
        assert "no picture in Base64" in refused(ask, {"inputs": elsewhere})
