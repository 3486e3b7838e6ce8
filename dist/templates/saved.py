"""Objects of Python that were saved whole: with pickle, joblib, cloudpickle, dill or skops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WHOLE = ("pickle", "skops")


def load(path: Path, format: str) -> Any:
    """Load what was saved; what that imports was looked at before the service was made."""
    if format == "skops":
        import skops.io

        return skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path))
    import joblib

    try:
        return joblib.load(path)
    except ModuleNotFoundError as problem:
        # Only dill knows what it calls __builtin__: the place of functions that it saved whole.
        if problem.name != "__builtin__":
            raise
    import dill

    with path.open("rb") as file:
        return dill.load(file)
