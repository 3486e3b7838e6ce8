"""Serves a model repository over HTTP as Triton does, of its backends that of ONNX Runtime alone.

    python server.py --model-repository <folder> --http-port <port> [--gpus <count>]

The KServe v2 protocol with Triton's extensions for binary tensors, configurations and the index of
the repository. A model that cannot be loaded ends it, as `--exit-on-error` does.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

sys.path.insert(0, str(Path(__file__).parent))

from protocol import Refused, read_request, write_answer
from repository import Model, NotLoaded, load

VERSION = "2.73.0"
EXTENSIONS = ["model_repository", "model_configuration", "binary_tensor_data"]
MODEL = re.compile(r"/v2/models/([^/]+)(?:/versions/(\d+))?(?:/(ready|infer|config))?")


def load_all(folder: Path, gpus: int) -> dict[str, Model]:
    """Load every folder of the repository; end with Triton's words when one cannot be."""
    if not folder.is_dir():
        sys.exit(f"error: creating server: Internal - failed to stat file {folder}")
    models: dict[str, Model] = {}
    lines: list[tuple[str, str, str]] = []
    for path in sorted(path for path in folder.iterdir() if path.is_dir()):
        try:
            model = load(path, gpus)
            models[path.name] = model
            lines += [(path.name, str(number), "READY") for number in model.versions]
        except NotLoaded as error:
            print(f"failed to load '{path.name}': {error}", file=sys.stderr)
            lines.append((path.name, "-", f"UNAVAILABLE: {error}"))
    for name, version, status in [("Model", "Version", "Status"), *lines]:
        print(f"| {name} | {version} | {status} |")
    if not lines:
        sys.exit(f"error: creating server: Internal - there is no model in {folder}")
    if len(models) < len({name for name, _, _ in lines}):
        sys.exit("error: creating server: Internal - failed to load all models")
    return models


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    models: dict[str, Model]

    def do_GET(self) -> None:
        """Health and metadata."""
        self.answered(self.get)

    def do_POST(self) -> None:
        """Inference, and the index of the repository."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.answered(lambda: self.post(decoded(body, self.headers.get("Content-Encoding"))))

    def answered(self, work: Any) -> None:
        """Send what is answered, or why nothing is."""
        try:
            work()
        except Refused as refusal:
            self.send(json.dumps({"error": str(refusal)}).encode(), status=refusal.status)

    def get(self) -> None:
        """Answer a path that is read."""
        path = self.path.split("?")[0].rstrip("/")
        if path in ("/v2/health/live", "/v2/health/ready"):
            return self.send(b"")
        if path == "/v2":
            told = {"name": "triton", "version": VERSION, "extensions": EXTENSIONS}
            return self.send(json.dumps(told).encode())
        model, version, what = self.model_at(path)
        if what == "ready":
            model.version(version)
            return self.send(b"")
        if what == "infer":
            raise Refused("Method Not Allowed", 405)
        told = model.configuration() if what == "config" else model.metadata()
        return self.send(json.dumps(told).encode())

    def post(self, body: bytes) -> None:
        """Answer a path that something is sent to."""
        path = self.path.split("?")[0].rstrip("/")
        if path == "/v2/repository/index":
            index = [
                {"name": model.name, "version": str(number), "state": "READY"}
                for model in self.models.values()
                for number in model.versions
            ]
            return self.send(json.dumps(index).encode())
        model, asked, what = self.model_at(path)
        if what != "infer":
            raise Refused("Method Not Allowed", 405)
        version = model.version(asked)
        request = read_request(body, self.headers.get("Inference-Header-Content-Length"))
        head = {"model_name": model.name, "model_version": str(version.number)}
        if "id" in request.header:
            head["id"] = request.header["id"]
        answer, header_length = write_answer(request, head, version.infer(model, request))
        return self.send(answer, header_length)

    def model_at(self, path: str) -> tuple[Model, str | None, str | None]:
        """Find the model that a path is about."""
        match = MODEL.fullmatch(path)
        if not match:
            raise Refused("Not Found", 404)
        name, version, what = match.groups()
        model = self.models.get(unquote(name))
        if model is None:
            raise Refused(f"Request for unknown model: '{unquote(name)}' is not found", 404)
        return model, version, what

    def send(self, body: bytes, header_length: int | None = None, status: int = 200) -> None:
        """Send a body of JSON, or of JSON and raw tensors."""
        self.send_response(status)
        if header_length is None and body:
            self.send_header("Content-Type", "application/json")
        elif header_length is not None:
            self.send_header("Content-Type", "application/octet-stream")
            self.send_header("Inference-Header-Content-Length", str(header_length))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing of single requests, as Triton does not."""


def decoded(body: bytes, encoding: str | None) -> bytes:
    """Decompress a body."""
    try:
        if encoding == "gzip":
            return gzip.decompress(body)
        return zlib.decompress(body) if encoding == "deflate" else body
    except (OSError, EOFError, zlib.error) as error:
        raise Refused(f"failed to decompress the request: {error}") from error


def main() -> None:
    """Load the models, then listen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model-repository", type=Path, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--gpus", type=int, default=0)
    options = parser.parse_args()
    Handler.models = load_all(options.model_repository, options.gpus)
    server = ThreadingHTTPServer(("127.0.0.1", options.http_port), Handler)
    print(f"Started HTTPService at 0.0.0.0:{options.http_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
