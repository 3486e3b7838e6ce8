"""Hostile pickles inside of what holds models: joblib, compression, NumPy's and PyTorch's files."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import zlib
from collections.abc import Iterator

from .assembler import (
    CAUGHT,
    PAYLOAD,
    SYSTEM,
    Case,
    Raw,
    built,
    call,
    imported,
    instance,
    number,
    pickled,
    text,
)

WRAPPER = imported("joblib.numpy_pickle", "NumpyArrayWrapper")


def dtype(code: str) -> Raw:
    """Make the numpy.dtype of a code, as NumPy pickles it."""
    state = (3, "|" if code == "O8" else "<", None, None, None, -1, -1, 63 if code == "O8" else 0)
    return built(call(imported("numpy", "dtype"), code, False, True), state)


def wrapper(code: str, length: int, padded: bool = True) -> Raw:
    """Write what joblib does in front of an array's bytes."""
    return built(
        instance(WRAPPER),
        {
            "subclass": imported("numpy", "ndarray"),
            "shape": (length,),
            "order": "C",
            "dtype": dtype(code),
            "allow_mmap": True,
            **({"numpy_array_alignment_bytes": 16} if padded else {}),
        },
    )


def array(data: bytes, padded: bool = True) -> bytes:
    """Write an array of bytes as joblib does: the wrapper, padding, the elements."""
    head = wrapper("u1", len(data), padded)
    return head + (b"\x03\xff\xff\xff" if padded else b"") + data


def joblib_files() -> Iterator[tuple[str, bytes, str | None]]:
    """Use that joblib puts arrays between the opcodes."""
    body = array(b"\x00" * 64)
    yield "behind-an-array", pickled(b"]q\x00" + body + b"a" + SYSTEM + b"a"), CAUGHT
    yield "behind-stops", pickled(b"](" + array(b"N." * 40) + SYSTEM + b"e"), CAUGHT
    yield "behind-wrong-opcodes", pickled(b"](" + array(b"\xff" * 64) + SYSTEM + b"e"), CAUGHT
    yield (
        "behind-a-swallowing-text",
        pickled(b"](" + array(b"B\xff\xff\xff\x7f") + SYSTEM + b"e"),
        CAUGHT,
    )
    yield "behind-a-swallowing-line", pickled(b"](" + array(b"V" * 8) + SYSTEM + b"e"), CAUGHT
    yield "without-padding", pickled(b"](" + array(b"." * 9, padded=False) + SYSTEM + b"e"), CAUGHT
    large = array(b"." * 1_000_000)
    yield "behind-a-large-array", pickled(b"](" + large + SYSTEM + b"e"), CAUGHT
    many = array(b".") * 2000
    yield "behind-many-arrays", pickled(b"](" + many + SYSTEM + b"e"), CAUGHT
    yield "in-an-object-array", pickled(wrapper("O8", 1, padded=False) + PAYLOAD), CAUGHT
    yield (
        "behind-an-object-array",
        pickled(b"](" + wrapper("O8", 1, padded=False) + pickled(b"]") + SYSTEM + b"e"),
        CAUGHT,
    )
    deeper = pickled(b"](" + Raw(b"K\x01") + SYSTEM + b"e")
    yield (
        "in-an-object-array-of-arrays",
        pickled(b"](" + array(b"." * 5) + wrapper("O8", 1, padded=False) + deeper + b"e"),
        CAUGHT,
    )
    lying = built(instance(WRAPPER), {"shape": "two", "dtype": dtype("u1"), "order": "C"})
    yield "array-of-no-shape", pickled(b"](" + lying + SYSTEM + b"e"), None
    other = built(
        instance(imported("joblib.numpy_pickle", "NDArrayWrapper")),
        {"filename": "../other.npy", "subclass": imported("numpy", "ndarray")},
    )
    yield "array-in-another-file", pickled(other), None
    posing = built(instance(imported("mymodel", "NumpyArrayWrapper")), {"shape": (9,)})
    yield "class-that-poses-as-wrapper", pickled(b"](" + posing + SYSTEM + b"e"), CAUGHT
    passed = call(imported("functools", "partial"), WRAPPER)
    yield "wrapper-made-by-a-partial", pickled(b"](" + passed + SYSTEM + b"e"), CAUGHT
    negative = built(instance(WRAPPER), {"shape": (-1,), "dtype": dtype("u1"), "order": "C"})
    yield "array-of-negative-length", pickled(b"](" + negative + SYSTEM + b"e"), None


def lz4(data: bytes) -> bytes:
    """Write a frame of uncompressed blocks ("LZ4 Frame Format Description", 1.6.4)."""
    block = struct.pack("<I", len(data) | 0x8000_0000) + data
    return bytes.fromhex("04224d18604082") + block + bytes(4)


def zfile(data: bytes) -> bytes:
    """Compress as joblib did before version 0.10."""
    return b"ZF" + f"{len(data):#x}".ljust(19).encode() + zlib.compress(data)


def compressed_files() -> Iterator[tuple[str, bytes]]:
    """Use every compression that joblib loads, with names that fit and names that do not."""
    yield "zlib.z", zlib.compress(PAYLOAD)
    yield "gzip.gz", gzip.compress(PAYLOAD, mtime=0)
    yield "bzip2.bz2", bz2.compress(PAYLOAD)
    yield "xz.xz", lzma.compress(PAYLOAD)
    yield "lzma.lzma", lzma.compress(PAYLOAD, format=lzma.FORMAT_ALONE)
    yield "lz4.lz4", lz4(PAYLOAD)
    yield "old-joblib.z", zfile(PAYLOAD)
    yield "zlib-without-compression.joblib", zlib.compress(PAYLOAD, 0)
    yield "gzip-called-pickle.pkl", gzip.compress(PAYLOAD, mtime=0)
    yield "xz-called-joblib.joblib", lzma.compress(PAYLOAD)
    yield "xz-with-crc32.joblib", lzma.compress(PAYLOAD, check=lzma.CHECK_CRC32)
    yield "bzip2-called-bin.bin", bz2.compress(PAYLOAD)
    yield "pickle-called-gz.gz", PAYLOAD
    half = len(PAYLOAD) // 2
    members = gzip.compress(PAYLOAD[:half], mtime=0) + gzip.compress(PAYLOAD[half:], mtime=0)
    yield "gzip-of-two-members.pkl", members
    yield "bzip2-of-two-streams.pkl", bz2.compress(PAYLOAD[:half]) + bz2.compress(PAYLOAD[half:])
    yield "xz-of-two-streams.pkl", lzma.compress(PAYLOAD[:half]) + lzma.compress(PAYLOAD[half:])
    yield "gzip-with-wrong-sum.pkl", gzip.compress(PAYLOAD, mtime=0)[:-8] + bytes(8)
    yield "gzip-cut-off.pkl", gzip.compress(PAYLOAD, mtime=0)[:-6]
    wide = pickled(b"](" + array(b"\x00" * 3_000_000) + SYSTEM + b"e")
    yield "behind-what-packs-well.pkl", gzip.compress(wide, mtime=0)


def renamed_files() -> Iterator[tuple[str, bytes]]:
    """Give plain pickles other names, and surround them."""
    yield "no-extension", PAYLOAD
    yield "dill.dill", PAYLOAD
    yield "data.dat", PAYLOAD
    yield "checkpoint.ckpt", PAYLOAD
    yield "weights.bin", PAYLOAD
    yield "capitals.PKL", PAYLOAD
    yield "text-protocol.pickle", b"cposix\nsystem\n(S'echo this must never run'\ntR."
    yield "bytes-behind.pkl", PAYLOAD + b"\x00" * 1000
    yield "text-behind.pkl", PAYLOAD + b"the end"
    yield "called-zip.zip", PAYLOAD
    yield "called-onnx.onnx", PAYLOAD
    yield "called-text.txt", PAYLOAD
    yield "called-json.json", PAYLOAD
    yield "called-safetensors.safetensors", PAYLOAD
    yield "second-pickle.pkl", pickled(b"N") + PAYLOAD
    yield "third-pickle.pkl", pickled(b"N") + pickled(b"]") + PAYLOAD


def npy(body: bytes, descr: str = "|O") -> bytes:
    """Write a .npy file of format 1.0 ("NEP 1: A Simple File Format for NumPy Arrays")."""
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': (1,), }}".encode()
    header = header.ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + body


def torch_legacy(*bodies: bytes) -> bytes:
    """Write the stream of pickles that torch.save did until PyTorch 1.5."""
    magic = pickled(b"\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 2)
    info = {"protocol_version": 1001, "little_endian": True}
    system = pickled(b"}(" + b"".join(text(k) + number(v) for k, v in info.items()) + b"u", 2)
    return magic + pickled(b"M\xe9\x03", 2) + system + b"".join(bodies)


def other_files() -> Iterator[tuple[str, bytes, str | None]]:
    """Use files of NumPy, and PyTorch's old format."""
    # No service loads these three: to be refused is enough.
    yield "numpy/object-array.npy", npy(PAYLOAD), None
    yield "numpy/object-array-called-pickle.pkl", npy(PAYLOAD), None
    yield "numpy/structured-object-array.npy", npy(PAYLOAD, "|O8"), None
    empty = pickled(b"]", 2)
    yield "torch/legacy.pt", torch_legacy(pickled(SYSTEM, 2), empty), CAUGHT
    yield "torch/legacy-keys.pt", torch_legacy(pickled(b"}", 2), pickled(SYSTEM, 2)), CAUGHT
    computed = pickled(call(imported("builtins", "eval"), "0x1950a86a20f9469cfc6c"), 2)
    yield "torch/legacy-computed-magic.pt", computed + torch_legacy(empty, empty), "builtins.eval"
    yield "torch/pickle-called-pt.pt", PAYLOAD, CAUGHT
    yield "torch/pickle-called-pth.pth", PAYLOAD, CAUGHT


def cases() -> Iterator[Case]:
    """Make every file."""
    for title, data, caught in joblib_files():
        yield Case(f"joblib/{title}.joblib", data, caught)
    for file, data in compressed_files():
        unclear = "old-joblib" in file or "wrong-sum" in file or "cut-off" in file
        yield Case(f"compressed/{file}", data, None if unclear else CAUGHT)
    for file, data in renamed_files():
        yield Case(f"renamed/{file}", data, CAUGHT)
    for file, data, caught in other_files():
        yield Case(file, data, caught)
