"""Writes models as R's saveRDS() would, byte for byte by R's own rules, for there is no R here.

    python rds.py <folder>

Source: "R Internals", 1.8 Serialization Formats. Each model is a list with a class, as R's are.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import struct
import sys
from collections.abc import Callable
from pathlib import Path

SYMBOL, PAIRS, TEXT, NUMBERS, TEXTS, LIST, POINTER, RAW = 1, 2, 9, 14, 16, 19, 22, 24
HAS_OBJECT, HAS_ATTRIBUTES, HAS_TAG, UTF8 = 1 << 8, 1 << 9, 1 << 10, 1 << 15
NULL = struct.pack(">i", 254)


def integers(*values: int) -> bytes:
    """Write numbers, the high byte first."""
    return struct.pack(f">{len(values)}i", *values)


def text(value: str) -> bytes:
    """Write one text."""
    data = value.encode()
    return integers(TEXT | UTF8 << 3, len(data)) + data


def texts(*values: str) -> bytes:
    """Write a vector of texts."""
    return integers(TEXTS, len(values)) + b"".join(map(text, values))


def numbers(*values: float) -> bytes:
    """Write a vector of numbers."""
    return integers(NUMBERS, len(values)) + struct.pack(f">{len(values)}d", *values)


def pairs(**values: bytes) -> bytes:
    """Write a list of names and values, as attributes are."""
    return (
        b"".join(
            integers(PAIRS | HAS_TAG) + integers(SYMBOL) + text(name) + value
            for name, value in values.items()
        )
        + NULL
    )


def model(*classes: str, **members: bytes) -> bytes:
    """Write a list of members with a class."""
    attributes = {"names": texts(*members), "class": texts(*classes)}
    flags = LIST | HAS_OBJECT | HAS_ATTRIBUTES
    return integers(flags, len(members)) + b"".join(members.values()) + pairs(**attributes)


def serialized(value: bytes, version: str, form: int = 3) -> bytes:
    """Write what saveRDS() writes before an object, and the object."""
    major, minor, patch = map(int, version.split("."))
    header = integers(form, major << 16 | minor << 8 | patch, 0x030500 if form == 3 else 0x020300)
    encoding = integers(5) + b"UTF-8" if form == 3 else b""
    return b"X\n" + header + encoding + value


def save(
    folder: Path,
    name: str,
    data: bytes,
    holds: str,
    pack: Callable[[bytes], bytes] = gzip.compress,
    file: str = "model.rds",
) -> None:
    """Save one case."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / file).write_bytes(pack(data))
    facts = {"framework": "custom", "format": "rds", "path": file, "holds": holds}
    case = {"request": None, "answer": None, "facts": facts}
    (folder / f"{name}.json").write_text(json.dumps(case, indent=1) + "\n")


def main(folder: Path) -> None:
    """Save all models."""
    linear = model("lm", coefficients=numbers(1.5, 2.0), residuals=numbers(*range(100)))
    said = "an R object of class lm, saved by R 4.3.1"
    save(folder, "linear", serialized(linear, "4.3.1"), said)
    generalized = serialized(model("glm", "lm", coefficients=numbers(0.5)), "4.4.2")
    said = "an R object of class glm, lm, saved by R 4.4.2"
    save(folder, "linear-xz", generalized, said, lzma.compress)
    trees = [model("tree", split=numbers(0.25 * index)) for index in range(50)]
    forest = model(
        "randomForest.formula",
        "randomForest",
        type=texts("classification"),
        forest=integers(LIST, len(trees)) + b"".join(trees),
    )
    said = "an R object of class randomForest.formula, randomForest, saved by R 4.2.0"
    save(folder, "forest-bzip2", serialized(forest, "4.2.0"), said, bz2.compress)
    booster = model(
        "xgb.Booster",
        handle=integers(POINTER) + NULL + NULL,
        raw=integers(RAW, 64) + bytes(64),
    )
    said = "an R object of class xgb.Booster, saved by R 3.6.3"
    save(folder, "booster-2-plain", serialized(booster, "3.6.3", form=2), said, bytes)
    plain = b"A\n3\n262913\n197888\n5\nUTF-8\n14\n1\n1.5\n"
    save(folder, "text", plain, "an R object, saved by R 4.3.1", bytes)
    workspace = b"RDX3\n" + serialized(pairs(model=linear, threshold=numbers(0.5)), "4.3.1")
    said = "several R objects, saved by R 4.3.1"
    save(folder, "workspace", workspace, said, file="model.RData")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
