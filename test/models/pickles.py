"""Pickles values and says what loading each imports and holds, for the test of the walk.

    python pickles.py < values.json > pickles.json

A value is null, true, a text or [type, parts…]; it is pickled with every protocol, by the pickler
in C, by the one in Python, and optimized. Takes no packages.
"""

from __future__ import annotations

import base64
import collections
import datetime
import decimal
import fractions
import io
import json
import pickle
import pickletools
import sys
from typing import Any


class Point:
    """An object with a state, and with slots beside it."""

    __slots__ = ("__dict__", "slot")

    def __init__(self, x: Any, slot: Any) -> None:
        """Keep one in each."""
        self.x = x
        self.slot = slot

    def __getstate__(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Protocols 0 and 1 know of slots only so."""
        return {"x": self.x}, {"slot": self.slot}


def build(value: Any) -> Any:
    """Make Python's value of the description."""
    if not isinstance(value, list):
        return value
    kind, *parts = value
    simple = {
        "int": lambda digits: int(digits),
        "float": lambda digits: float(digits),
        "bytes": lambda data: base64.b64decode(data),
        "bytearray": lambda data: bytearray(base64.b64decode(data)),
        "global": lambda name: {"len": len, "Decimal": decimal.Decimal, "dict": dict}[name],
        "decimal": lambda digits: decimal.Decimal(digits),
        "fraction": lambda digits: fractions.Fraction(int(digits), 7),
        "date": lambda day: datetime.date(2020, 1, 1) + datetime.timedelta(day),
    }
    if kind in simple:
        return simple[kind](*parts)
    if kind == "shared":
        return [item := build(parts[0]), item, [item]]
    if kind == "dict":
        return {key: build(item) for key, item in parts}
    if kind == "ordered":
        return collections.OrderedDict((key, build(item)) for key, item in parts)
    if kind == "point":
        return Point(build(parts[0]), build(parts[1]))
    make = {"list": list, "tuple": tuple, "deque": collections.deque}[kind]
    return make(build(item) for item in parts)


class Watcher(pickle._Unpickler):
    """Python's own unpickler, telling what it imports."""

    def __init__(self, data: bytes) -> None:
        """Load from bytes."""
        super().__init__(io.BytesIO(data))
        self.found: list[list[str]] = []

    def find_class(self, module: str, name: str) -> Any:
        """Import as ever; what Python 2 called otherwise counts under its new name."""
        if self.proto < 3:
            compat = pickle._compat_pickle
            module, name = compat.NAME_MAPPING.get(
                (module, name), (compat.IMPORT_MAPPING.get(module, module), name)
            )
        if [module, name] not in self.found:
            self.found.append([module, name])
        return super().find_class(module, name)


def main() -> None:
    """Answer for every value."""
    pickles = []
    for number, described in enumerate(json.load(sys.stdin)):
        value = build(described)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            fast = pickle.dumps(value, protocol)
            for data in {fast, pickle._dumps(value, protocol), pickletools.optimize(fast)}:
                watcher = Watcher(data)
                watcher.load()
                pickles.append(
                    {
                        "value": number,
                        "protocol": protocol,
                        "data": base64.b64encode(data).decode(),
                        "globals": watcher.found,
                    }
                )
    json.dump(pickles, sys.stdout)


if __name__ == "__main__":
    main()
