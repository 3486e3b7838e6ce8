"""Builds hostile model files, one per way to hide what loading them would run; loads none of them.

    python malicious.py <folder>

writes <folder>/<group>/<way>, and <folder>/expected.json: for each file or folder the global that
must be caught in it, null where a reader can only say that something is hidden. What any of them
would run is an echo. The ways are those of published advisories on scanners of pickles, and of
reading how Python, joblib, NumPy, PyTorch, Keras, MLflow and TensorFlow load their files.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from hostile import archives, files, folders, gadgets, games, names, readers


def main(folder: Path) -> None:
    """Write every case."""
    expected: dict[str, str | None] = {}
    for part in (names, gadgets, games, files, archives, readers, folders):
        for case in part.cases():
            if case.file in expected:
                raise ValueError(f"two cases are called {case.file}")
            expected[case.file] = case.caught
            parts = case.data if isinstance(case.data, dict) else {"": case.data}
            for name, data in parts.items():
                path = folder / case.file / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    (folder / "expected.json").write_text(json.dumps(expected, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
