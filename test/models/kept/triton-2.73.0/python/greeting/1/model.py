"""Greets whoever asks."""

from typing import Any

import triton_python_backend_utils as pb_utils


class TritonPythonModel:
    """What Triton asks for by this name."""

    def execute(self, requests: list[Any]) -> list[Any]:
        """Answer every request with its own text."""
        names = [pb_utils.get_input_tensor_by_name(request, "name") for request in requests]
        return [pb_utils.InferenceResponse([pb_utils.Tensor("text", n.as_numpy())]) for n in names]
