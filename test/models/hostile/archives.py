"""Hostile pickles in archives, and the ways in which archives mislead who looks into them."""

from __future__ import annotations

import io
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator

from .assembler import CAUGHT, PAYLOAD, Case, pickled
from .files import npy

EPOCH = (1980, 1, 1, 0, 0, 0)
LOCAL, DIRECTORY, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
HARMLESS = pickled(b"}")


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """Zip, to the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, method)
    return buffer.getvalue()


def torch(payload: bytes = PAYLOAD, name: str = "archive/data.pkl", **options: int) -> bytes:
    """Write what torch.save does, with one storage."""
    rest = ("archive/version", b"3\n"), ("archive/data/0", bytes(16))
    return zipped((name, payload), *rest, **options)


def changed(archive: bytes, header: bytes, at: int, new: bytes) -> bytes:
    """Put other bytes into the first header of a kind."""
    start = archive.index(header) + at
    return archive[:start] + new + archive[start + len(new) :]


def both(archive: bytes, at: int, new: bytes) -> bytes:
    """Make the same change in the entry's own header and in the directory, 2 bytes later."""
    return changed(changed(archive, LOCAL, at, new), DIRECTORY, at + 2, new)


def tampered() -> Iterator[tuple[str, bytes, str | None]]:
    """Make PyTorch archives that readers disagree on."""
    plain = torch()
    yield "plain.pt", plain, CAUGHT
    yield "deflated.pt", torch(method=zipfile.ZIP_DEFLATED), CAUGHT
    yield "called-bin.bin", plain, CAUGHT
    yield "called-pickle.pkl", plain, CAUGHT
    yield "no-extension", plain, CAUGHT
    yield "other-root.pt", torch(name="model/data.pkl"), None
    yield (
        "duplicate-entry.pt",
        zipped(
            ("archive/data.pkl", HARMLESS),
            ("archive/data.pkl", PAYLOAD),
            ("archive/version", b"3\n"),
        ),
        None,
    )
    yield (
        "duplicate-by-case.pt",
        zipped(
            ("archive/data.pkl", HARMLESS),
            ("archive/DATA.PKL", PAYLOAD),
            ("archive/version", b"3\n"),
        ),
        None,
    )
    yield "local-name-differs.pt", changed(plain, LOCAL, 30, b"archive/data.txt"), None
    yield "directory-name-differs.pt", changed(plain, DIRECTORY, 46, b"archive/data.txt"), None
    yield "marked-encrypted.pt", changed(plain, DIRECTORY, 8, b"\x01\x00"), None
    yield "marked-encrypted-twice.pt", both(plain, 6, b"\x01\x00"), None
    yield "flag-bits.pt", changed(plain, DIRECTORY, 8, b"\x20\x00"), CAUGHT
    yield "wrong-sum.pt", both(plain, 14, b"\xde\xad\xbe\xef"), CAUGHT
    yield "unknown-method.pt", both(plain, 8, b"\x63\x00"), None
    yield "stored-that-says-deflated.pt", both(plain, 8, b"\x08\x00"), None
    yield "size-of-zero.pt", changed(plain, DIRECTORY, 24, bytes(4)), None
    yield "both-sizes-of-zero.pt", changed(plain, DIRECTORY, 20, bytes(8)), None
    yield "pickle-in-front.pt", PAYLOAD + plain, CAUGHT
    yield "comment-with-an-end.pt", plain[:-2] + b"\x16\x00" + END + bytes(18), None
    yield "two-archives.pt", torch(HARMLESS) + plain, None
    yield "second-archive-harmless.pt", plain + torch(HARMLESS), None
    yield "path-that-leaves.pt", torch(name="../archive/data.pkl"), None
    yield "backslashes.pt", torch(name="archive\\data.pkl"), None
    yield "without-directory.pt", plain[: plain.index(DIRECTORY)], None
    yield (
        "constants.pt",
        zipped(
            ("model/data.pkl", HARMLESS),
            ("model/constants.pkl", PAYLOAD),
            ("model/code/__torch__.py", b""),
            ("model/version", b"3\n"),
        ),
        None,
    )


def seven_zipped(name: str, data: bytes) -> bytes:
    """Write a 7z archive of one file, not compressed (7-Zip's DOC/7zFormat.txt)."""

    def size(value: int) -> bytes:
        return struct.pack("<BH", 0xC0, value) if value > 127 else bytes([value])

    label = name.encode("utf-16-le") + b"\0\0"
    streams = b"\x06\x00\x01\x09" + size(len(data)) + b"\x00"
    folder = b"\x07\x0b\x01\x00\x01\x01\x00\x0c" + size(len(data)) + b"\x00"
    files = b"\x05\x01\x11" + size(len(label) + 1) + b"\x00" + label + b"\x00"
    header = b"\x01\x04" + streams + folder + b"\x08\x00\x00" + files + b"\x00"
    start = struct.pack("<QQI", len(data), len(header), zlib.crc32(header))
    magic = b"7z\xbc\xaf\x27\x1c\x00\x04"
    return magic + struct.pack("<I", zlib.crc32(start)) + start + data + header


def tarred(mode: str, **files: bytes) -> bytes:
    """Write a tar archive."""
    buffer = io.BytesIO()
    writing: Callable[..., tarfile.TarFile] = tarfile.open
    with writing(fileobj=buffer, mode=mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name.replace("_", "."))
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def packages() -> Iterator[tuple[str, bytes, str | None]]:
    """Put whole files into archives."""
    yield "zip-of-pickle.zip", zipped(("model.pkl", PAYLOAD)), CAUGHT
    yield "zip-of-pickle-called-text.zip", zipped(("model.txt", PAYLOAD)), CAUGHT
    yield "zip-of-joblib-called-pkl.pkl", zipped(("model.joblib", PAYLOAD)), CAUGHT
    yield "tar.tar", tarred("w", model_pkl=PAYLOAD), CAUGHT
    yield "tar-gz.tar.gz", tarred("w:gz", model_pkl=PAYLOAD), CAUGHT
    yield "tar-bz2.tar.bz2", tarred("w:bz2", model_pkl=PAYLOAD), CAUGHT
    yield "tar-called-pickle.pkl", tarred("w", model_pkl=PAYLOAD), CAUGHT
    yield "tar-old-torch.pt", tarred("w", pickle=PAYLOAD, storages=b"", tensors=b""), CAUGHT
    yield "7z.7z", seven_zipped("model.pkl", PAYLOAD), None
    yield "7z-called-pickle.pkl", seven_zipped("model.pkl", PAYLOAD), None
    yield "numpy.npz", zipped(("arr_0.npy", npy(PAYLOAD))), None
    yield "numpy-called-pickle.pkl", zipped(("arr_0.npy", npy(PAYLOAD))), None
    yield "numpy-without-extension.npz", zipped(("arr_0", npy(PAYLOAD))), None
    yield "skops.skops", zipped(("schema.json", b"{}"), ("0.pkl", PAYLOAD)), None


def cases() -> Iterator[Case]:
    """Make every archive a file."""
    for file, data, caught in tampered():
        yield Case(f"torch-zip/{file}", data, caught)
    for file, data, caught in packages():
        yield Case(f"archives/{file}", data, caught)
