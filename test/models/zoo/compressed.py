"""Compresses text in the ways that Python's own modules cannot: lz4 frames, and xz in blocks.

    python compressed.py <folder>

writes <folder>/*.lz4 and *.xz, and <folder>/expected.json: the size and SHA-256 of what is inside.
Takes the package lz4 and the command xz.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from lz4 import frame

TEXT = "".join(f"node {i * i % 97} leaf {i % 7}\n" for i in range(12_000)).encode()
SKIPPABLE = b"\x51\x2a\x4d\x18\x03\x00\x00\x00abc"


def main(folder: Path) -> None:
    """Write all files."""
    small = {"block_size": frame.BLOCKSIZE_MAX64KB, "compression_level": 12}
    linked = frame.compress(
        TEXT, block_linked=True, content_checksum=True, block_checksum=True, **small
    )
    independent = frame.compress(TEXT, block_linked=False, store_size=False, **small)
    last = bytes(range(256))
    frames = [independent, SKIPPABLE, frame.compress(b""), frame.compress(last)]
    xz = ["xz", "--stdout", "--threads=2", "--block-size=50000"]
    blocks = subprocess.run(xz, input=TEXT, capture_output=True, check=True).stdout
    expected = {}
    for name, packed, inside in [
        ("linked.lz4", linked, TEXT),
        ("independent-frames.lz4", b"".join(frames), TEXT + last),
        ("blocks.xz", blocks, TEXT),
    ]:
        (folder / name).write_bytes(packed)
        expected[name] = {"bytes": len(inside), "sha256": hashlib.sha256(inside).hexdigest()}
    (folder / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
