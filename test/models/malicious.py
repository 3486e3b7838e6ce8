"""Builds hostile model files, one per way to hide what loading them would run; loads none of them.

    python malicious.py <folder>

writes <folder>/<group>/<way>, and <folder>/expected.json: for each file the global that must be
caught in it, null where a reader can only say that something is hidden. What any of them would run
is an echo. The ways are those of published advisories on scanners of pickles, and of reading how
Python, joblib, NumPy and PyTorch load their files.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from hostile import archives, files, games, names


def main(folder: Path) -> None:
    """Write every case."""
    expected: dict[str, str | None] = {}
    for part in (names, games, files, archives):
        for case in part.cases():
            if case.file in expected:
                raise ValueError(f"two cases are called {case.file}")
            expected[case.file] = case.caught
            path = folder / case.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(case.data)
    (folder / "expected.json").write_text(json.dumps(expected, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
