"""Asks picklescan, modelscan and fickling about files, and prints which of them each one stops.

    python scanners.py <folder> [<file> …]

prints {"picklescan": [<files>], …}. A scanner that fails on a file stops it too.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from fickling.analysis import check_safety
from fickling.fickle import StackedPickle
from modelscan.modelscan import ModelScan
from modelscan.settings import DEFAULT_SETTINGS
from picklescan.scanner import scan_directory_path, scan_file_path


def picklescan(file: Path) -> bool:
    """Whether it found something dangerous."""
    scan = scan_directory_path if file.is_dir() else scan_file_path
    result = scan(str(file))
    return result.issues_count > 0 or result.scan_err


def modelscan(file: Path) -> bool:
    """Whether it found an issue, or could not read what it should."""
    result = ModelScan(settings=DEFAULT_SETTINGS).scan(str(file))
    return bool(result["issues"] or result["errors"])


def fickling(file: Path) -> bool:
    """Whether it found any of the file's pickles unsafe."""
    if file.is_dir():
        return any(stops(fickling, inner) for inner in file.rglob("*") if inner.is_file())
    with file.open("rb") as stream:
        return not all(check_safety(pickled) for pickled in StackedPickle.load(stream))


def stops(scanner: Callable[[Path], bool], file: Path) -> bool:
    """Whether a scanner stops a file, by what it says or by failing."""
    try:
        return scanner(file)
    except Exception:
        return True


def main(folder: Path, files: list[str]) -> None:
    """Ask all of them."""
    logging.disable()
    # What they have to say themselves belongs elsewhere than the answer.
    with redirect_stdout(sys.stderr):
        answers = {
            scanner.__name__: [file for file in files if stops(scanner, folder / file)]
            for scanner in (picklescan, modelscan, fickling)
        }
    print(json.dumps(answers))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
