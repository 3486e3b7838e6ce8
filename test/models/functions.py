"""Save small functions by value, as text; test/models/functions.json holds what each Python made.

python functions.py, with cloudpickle and dill installed, prints one line of it.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

import cloudpickle
import dill

SOURCE = """
def double(table):
    return table * 2

def first(table):
    return table.T[0]

def spread(table):
    rows = []
    for row in table:
        try:
            rows.append(abs(max(row) - min(row)))
        except ValueError:
            continue
    return rows
"""


def main() -> None:
    """Print which Python this is, and each function as each library saves it."""
    scope: dict[str, Any] = {"__name__": "__main__"}
    # The name of the file goes into the code.
    exec(compile(SOURCE, "model.py", "exec"), scope)  # noqa: S102
    dill.settings["recurse"] = True
    saved = {
        f"{name} by {library.__name__}": base64.b64encode(
            library.dumps(scope[name], protocol=4)
        ).decode()
        for name in ("double", "first", "spread")
        for library in (cloudpickle, dill)
    }
    version = ".".join(str(number) for number in sys.version_info[:2])
    print(json.dumps({"python": version, "saved": saved}))


main()
