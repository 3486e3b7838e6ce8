"""Tensors as callers write them, and as they get them back."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from conftest import MakeService

ONE = {"x": (np.float32, ["n", 2])}
BYTES = {"file": (bytes, [None])}
TWO = {"age": (np.int64, [None, 1]), "name": (np.object_, [None])}


@pytest.fixture
def tensors(make_service: MakeService) -> Any:
    """Import the module as a scoring script does."""
    return make_service("tensors")


@pytest.mark.parametrize(
    ("body", "by_row"),
    [
        ({"inputs": {"x": [[1, 2]]}}, False),
        ({"inputs": [[1, 2]]}, False),
        ({"data": [[1.0, 2.0]]}, False),
        ({"input_data": {"x": [[1, 2]]}}, False),
        ({"instances": [[1, 2]]}, True),
        ({"instances": [{"x": [1, 2]}]}, True),
    ],
)
def test_reads_one_input_in_every_form(tensors: Any, body: Any, by_row: bool) -> None:
    rows, arrays = tensors.read_tensors(body, ONE)
    assert rows is by_row
    assert arrays["x"].dtype == np.float32
    assert arrays["x"].tolist() == [[1.0, 2.0]]


def test_reads_several_inputs_by_name_and_by_row(tensors: Any) -> None:
    for body in (
        {"inputs": {"name": ["a", "b"], "age": [[1], [2]]}},
        {"instances": [{"age": [1], "name": "a"}, {"age": [2], "name": "b"}]},
    ):
        _, arrays = tensors.read_tensors(body, TWO)
        assert arrays["age"].tolist() == [[1], [2]]
        assert arrays["name"].tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("body", "expected", "message"),
    [
        ({}, ONE, "expected data with the values, got none"),
        ({"inputs": {"y": 1}}, ONE, "missing inputs: x; unknown inputs: y; expected x"),
        ({"inputs": [1]}, TWO, "inputs is a list; expected an object with age, name"),
        ({"inputs": [[1, 2, 3]]}, ONE, "x takes float32 in shape [n, 2]; the values given have"),
        ({"inputs": [[1, 2], [3]]}, ONE, "the lists given are not of equal length"),
        ({"inputs": [["a", "b"]]}, ONE, "x takes float32 in shape [n, 2]; the values given are no"),
        ({"inputs": {"age": [[1.5]], "name": ["a"]}}, TWO, "would lose digits"),
        ({"inputs": {"age": [[1]], "name": [2]}}, TWO, "name takes texts in shape [n]"),
        ({"inputs": {"age": [[1]], "name": ["a", None]}}, TWO, "one of the values given is null"),
        ({"inputs": {"age": [[1]], "name": [{"b64": "YQ=="}]}}, TWO, "given is an object"),
        ({"inputs": [{"b64": "a"}]}, BYTES, "file takes texts in shape [n]; the b64 given is no"),
        ({"instances": [{"age": [1]}]}, TWO, "row 1 is not an object with age, name"),
    ],
)
def test_says_what_is_wrong(tensors: Any, body: Any, expected: Any, message: str) -> None:
    with pytest.raises(tensors.BadRequest, match=re.escape(message)):
        tensors.read_tensors(body, expected)


def test_takes_bytes_as_tensorflow_serving_does(tensors: Any) -> None:
    body = {"inputs": [{"b64": "/9g="}, "text"]}
    _, arrays = tensors.read_tensors(body, BYTES)
    assert arrays["file"].tolist() == [b"\xff\xd8", "text"]


def test_answers_as_it_was_asked(tensors: Any) -> None:
    label, score = np.array([1, 0]), np.array([[0.5], [0.25]])
    assert tensors.write_tensors({"label": label}, by_row=False) == {"outputs": {"label": label}}
    assert tensors.write_tensors({"label": label}, by_row=True)["predictions"] is label
    rows = tensors.write_tensors({"label": label, "score": score}, by_row=True)["predictions"]
    assert rows[1]["label"] == 0
    assert rows[1]["score"].tolist() == [0.25]
