"""Writes large pickles quickly, and has picklescan read them.

    python large_pickles.py joblib <file> <bytes>   arrays and many small objects, as a forest has
    python large_pickles.py pickle <file> <bytes>   the same, without joblib
    python large_pickles.py floats <file> <bytes>   one list of Python's own numbers
    python large_pickles.py picklescan <file> <most memory in bytes>

The last prints {"seconds", "peak"} (bytes of memory), and {"failure"} when it did not get through.
"""

from __future__ import annotations

import json
import pickle
import resource
import struct
import sys
import time
from types import SimpleNamespace

#: What one tree's arrays and its other attributes take, about.
ARRAYS, SMALL = 64 << 10, 200


def trees(size: int) -> list[SimpleNamespace]:
    """Make trees whose arrays are views of the same memory; each is written in full."""
    import numpy as np

    values = np.random.default_rng(0).random(ARRAYS // 16)
    nodes = np.arange(ARRAYS // 8)

    def tree(number: int) -> SimpleNamespace:
        attributes = {f"feature_{index}": (index, number / 7, None) for index in range(SMALL)}
        return SimpleNamespace(
            number=number, values=values[:], nodes=nodes[:], criterion="gini", **attributes
        )

    return [tree(number) for number in range(size // (ARRAYS * 3 // 2 + 30 * SMALL))]


def with_joblib(file: str, size: int) -> None:
    """Dump as joblib does, the arrays between the opcodes."""
    import joblib

    joblib.dump(trees(size), file)


def with_pickle(file: str, size: int) -> None:
    """Dump as pickle does."""
    with open(file, "wb") as stream:
        pickle.dump(trees(size), stream, protocol=4)


def floats(file: str, size: int) -> None:
    """Write the opcodes that pickle writes for a list of floats, in batches as it does."""
    batch = b"(" + b"".join(b"G" + struct.pack(">d", number / 7) for number in range(1000)) + b"e"
    with open(file, "wb") as stream:
        stream.write(b"\x80\x04]\x94")
        for _ in range(size // len(batch)):
            stream.write(batch)
        stream.write(b".")


def picklescan(file: str, most: int) -> None:
    """Scan, with no more memory than allowed."""
    from picklescan.scanner import scan_file_path

    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    begin = time.perf_counter()
    failure = None
    try:
        if scan_file_path(file).scan_err:
            failure = "gave up"
    except MemoryError:
        failure = "out of memory"
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "failure": failure}))


if __name__ == "__main__":
    tasks = {
        "joblib": with_joblib,
        "pickle": with_pickle,
        "floats": floats,
        "picklescan": picklescan,
    }
    tasks[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
