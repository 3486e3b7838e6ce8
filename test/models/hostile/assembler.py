"""Opcodes of pickles, put together by hand: nothing here imports or calls what it names."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

#: What a payload would run if it ever were: harmless even then.
COMMAND = "echo this must never run"


@dataclass(frozen=True)
class Case:
    """A hostile file, or a folder with its files by their paths, and what must be caught in it."""

    file: str
    data: bytes | dict[str, bytes]
    #: The global, as it is loaded; None where it is hidden so well that nobody can tell.
    caught: str | None


class Raw(bytes):
    """Opcodes that leave one value on the stack."""


def text(value: str) -> Raw:
    """Push a text: BINUNICODE, which every protocol from 1 on has."""
    data = value.encode()
    return Raw(b"X" + struct.pack("<I", len(data)) + data)


def short(value: str) -> Raw:
    """Push a short text of protocol 4."""
    data = value.encode()
    return Raw(b"\x8c" + bytes([len(data)]) + data)


def blob(value: bytes) -> Raw:
    """Push bytes of protocol 3."""
    return Raw(b"B" + struct.pack("<I", len(value)) + value)


def number(value: int) -> Raw:
    """Push an integer of four bytes."""
    return Raw(b"J" + struct.pack("<i", value))


def value_of(value: Any) -> Raw:
    """Push plain data; take Raw as it is."""
    if isinstance(value, Raw):
        return value
    if value is None or isinstance(value, bool):
        return Raw({None: b"N", True: b"\x88", False: b"\x89"}[value])
    if isinstance(value, str):
        return text(value)
    if isinstance(value, bytes):
        return blob(value)
    if isinstance(value, int):
        return number(value)
    items = b"".join(value_of(item) for item in value)
    if isinstance(value, tuple):
        return Raw(b"(" + items + b"t")
    if isinstance(value, list):
        return Raw(b"](" + items + b"e")
    if isinstance(value, dict):
        pairs = b"".join(value_of(key) + value_of(item) for key, item in value.items())
        return Raw(b"}(" + pairs + b"u")
    raise TypeError(type(value))


def imported(module: str, name: str) -> Raw:
    """Import by GLOBAL."""
    return Raw(f"c{module}\n{name}\n".encode())


def stacked(module: str, name: str) -> Raw:
    """Import by STACK_GLOBAL, the names memoized as Python does."""
    return Raw(short(module) + b"\x94" + short(name) + b"\x94\x93\x94")


def call(what: bytes, *args: Any) -> Raw:
    """Call by REDUCE."""
    return Raw(what + value_of(tuple(args)) + b"R")


def instance(what: bytes, *args: Any) -> Raw:
    """Make an instance by NEWOBJ."""
    return Raw(what + value_of(tuple(args)) + b"\x81")


def built(what: bytes, state: Any) -> Raw:
    """Give something a state by BUILD."""
    return Raw(what + value_of(state) + b"b")


def pickled(body: bytes, protocol: int = 4) -> bytes:
    """Make a whole pickle."""
    head = b"\x80" + bytes([protocol]) if protocol >= 2 else b""
    return head + body + b"."


def framed(body: bytes) -> bytes:
    """Make a whole pickle of protocol 5, in a frame."""
    return b"\x80\x05\x95" + struct.pack("<Q", len(body) + 1) + body + b"."


#: What most cases carry.
SYSTEM = call(imported("posix", "system"), COMMAND)
PAYLOAD = pickled(SYSTEM)
CAUGHT = "posix.system"
