"""Tensors on the wire: JSON, and the raw bytes of Triton's "Binary Tensor Data Extension"."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

DATATYPES: dict[str, Any] = {
    "BOOL": np.bool_,
    "INT8": np.int8,
    "INT16": np.int16,
    "INT32": np.int32,
    "INT64": np.int64,
    "UINT8": np.uint8,
    "UINT16": np.uint16,
    "UINT32": np.uint32,
    "UINT64": np.uint64,
    "FP16": np.float16,
    "FP32": np.float32,
    "FP64": np.float64,
    "BYTES": np.object_,
}


class Refused(Exception):
    """A request that is not answered, in Triton's words."""

    def __init__(self, message: str, status: int = 400) -> None:
        """Keep the status beside the words."""
        super().__init__(message)
        self.status = status


@dataclass
class Request:
    """An inference request: its JSON part, and its inputs by name."""

    header: dict[str, Any]
    datatypes: dict[str, str]
    inputs: dict[str, np.ndarray[Any, Any]]


def read_request(body: bytes, header_length: str | None) -> Request:
    """Read a body: JSON alone, or as much of it as the header says and raw tensors behind."""
    length = len(body) if header_length is None else int(header_length)
    try:
        header = json.loads(body[:length])
    except ValueError as error:
        raise Refused(f"failed to parse the request JSON buffer: {error}") from error
    if not isinstance(header, dict) or not isinstance(header.get("inputs"), list):
        raise Refused("Unable to parse 'inputs': attempt to access non-existing object member")
    raw = memoryview(body)[length:]
    request = Request(header, {}, {})
    for tensor in header["inputs"]:
        name, datatype = str(tensor.get("name")), str(tensor.get("datatype"))
        if datatype not in DATATYPES:
            raise Refused(f"inference input '{name}' has unknown data-type '{datatype}'")
        size = tensor.get("parameters", {}).get("binary_data_size")
        if size is None:
            values = from_json(name, datatype, tensor.get("data"))
        else:
            if size > len(raw):
                raise Refused(f"unexpected end of the binary data for input '{name}'")
            values, raw = from_bytes(datatype, raw[:size]), raw[size:]
        shape = tensor.get("shape", [])
        if values.size != int(np.prod(shape, dtype=np.int64)):
            raise Refused(
                f"unable to read the data of input '{name}': {values.size} elements, "
                f"and its shape is {shape}"
            )
        request.datatypes[name] = datatype
        request.inputs[name] = values.reshape(shape)
    if len(raw) > 0:
        raise Refused(f"unexpected additional input data: {len(raw)} bytes")
    return request


def from_json(name: str, datatype: str, data: Any) -> np.ndarray[Any, Any]:
    """Read nested or flat values."""
    if datatype == "FP16":
        raise Refused(
            "sending FP16 data via JSON is not supported. "
            f"Please use the binary data format for input '{name}'"
        )
    if data is None:
        raise Refused(f"input '{name}' has neither 'data' nor 'binary_data_size'")
    try:
        return np.array(data, dtype=DATATYPES[datatype])
    except (TypeError, ValueError, OverflowError) as error:
        raise Refused(f"unable to parse 'data' of input '{name}': {error}") from error


def from_bytes(datatype: str, raw: memoryview) -> np.ndarray[Any, Any]:
    """Read little-endian elements; every text stands behind its length."""
    if datatype != "BYTES":
        return np.frombuffer(raw, dtype=DATATYPES[datatype])
    texts, at = [], 0
    while at < len(raw):
        (length,) = struct.unpack_from("<I", raw, at)
        texts.append(bytes(raw[at + 4 : at + 4 + length]))
        at += 4 + length
    return np.array(texts, dtype=np.object_)


def to_bytes(values: np.ndarray[Any, Any]) -> bytes:
    """Write what from_bytes reads."""
    if values.dtype != np.object_:
        return values.tobytes()
    encoded = [as_bytes(text) for text in values.ravel()]
    return b"".join(struct.pack("<I", len(text)) + text for text in encoded)


def as_bytes(text: Any) -> bytes:
    """Take a text as the bytes that it is sent as."""
    return text if isinstance(text, bytes) else str(text).encode()


def write_answer(
    request: Request,
    head: dict[str, Any],
    outputs: list[tuple[str, str, np.ndarray[Any, Any]]],
) -> tuple[bytes, int | None]:
    """Write the outputs that were asked for; the length of the JSON part, where raw ones follow."""
    everything_raw = request.header.get("parameters", {}).get("binary_data_output", False)
    asked = {output["name"]: output for output in request.header.get("outputs", [])}
    told: list[dict[str, Any]] = []
    raw = b""
    for name, datatype, values in outputs:
        if asked and name not in asked:
            continue
        parameters = asked.get(name, {}).get("parameters", {})
        if "classification" in parameters:
            raise Refused("this server does not have the classification extension")
        tensor: dict[str, Any] = {"name": name, "datatype": datatype, "shape": list(values.shape)}
        if parameters.get("binary_data", everything_raw):
            data = to_bytes(np.ascontiguousarray(values))
            raw += data
            tensor["parameters"] = {"binary_data_size": len(data)}
        elif datatype == "FP16":
            raise Refused(
                "sending FP16 data via JSON is not supported. "
                f"Please use the binary data format for output '{name}'"
            )
        else:
            tensor["data"] = [plain(value) for value in values.ravel().tolist()]
        told.append(tensor)
    unknown = set(asked) - {name for name, _, _ in outputs}
    if unknown:
        raise Refused(
            f"unexpected inference output '{min(unknown)}' for model '{head['model_name']}'"
        )
    text = json.dumps({**head, "outputs": told}).encode()
    return text + raw, len(text) if raw else None


def plain(value: Any) -> Any:
    """Say bytes as JSON does."""
    return value.decode(errors="replace") if isinstance(value, bytes) else value
