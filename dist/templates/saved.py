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

    return joblib.load(path)
