"""Lays a service out as Azure does: a folder of code with a description, a folder of models."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

TEMPLATES = Path(__file__).parents[2] / "src/templates"

Ask = Callable[[Any], Any]
MakeService = Callable[..., Any]


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder that Azure mounts models in; it is empty."""
    folder = tmp_path / "azureml-models"
    folder.mkdir()
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(folder))
    return folder


@pytest.fixture
def make_service(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MakeService]:
    """Import a scoring script from a code folder that says this of the model."""
    code = tmp_path / "code"
    before = set(sys.modules)

    def make(template: str, **description: Any) -> Any:
        shutil.copytree(TEMPLATES, code, ignore=shutil.ignore_patterns("__pycache__", "*_cache"))
        (code / "model.json").write_text(json.dumps(description))
        monkeypatch.syspath_prepend(str(code))
        return importlib.import_module(template)

    yield make
    # The next test has its own code folder: its siblings are other modules.
    for name in {path.stem for path in TEMPLATES.glob("*.py")} - before:
        sys.modules.pop(name, None)


def asking(script: Any) -> Ask:
    """Post bodies to a script that has loaded its model."""
    return lambda body: answer_of(script.run(body if isinstance(body, str) else json.dumps(body)))


def answer_of(result: Any) -> Any:
    """Read an answer as a strict JSON client would, a refusal as its status and message."""
    if isinstance(result, dict):
        return json.loads(json.dumps(result, allow_nan=False))
    assert result.mimetype == "application/json"
    return result.status_code, json.loads(result.get_data())["error"]["message"]


def refused(ask: Ask, body: Any) -> str:
    """Expect status 400; give its message."""
    status, message = ask(body)
    assert status == 400
    assert "Traceback" not in message
    return str(message)
