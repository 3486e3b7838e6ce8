"""Stands in for the script that Azure serves MLflow models with when they bring none.

It does what is known of that one ("Deploy MLflow models to online endpoints"): the model is the
folder MLFLOW_MODEL_FOLDER, a request is a table, an array or named arrays under `input_data`, and
the answer is the bare prediction, a table as one object for each row.
"""

from __future__ import annotations

import inspect
import json
import os
from typing import Any

import mlflow
import numpy as np
import pandas as pd
from azureml.ai.monitoring import Collector
from azureml_inference_server_http.api.aml_response import AMLResponse

model: Any = None
inputs: Any = None
outputs: Any = None


def init() -> None:
    """Load the model, and prepare to collect what it is asked and answers."""
    global model, inputs, outputs
    folder = os.path.join(os.environ["AZUREML_MODEL_DIR"], os.environ["MLFLOW_MODEL_FOLDER"])
    model = mlflow.pyfunc.load_model(folder)
    try:
        inputs, outputs = Collector(name="model_inputs"), Collector(name="model_outputs")
    except Exception as error:
        print(f"Error initializing the collectors: {error}")


def run(raw_data: str) -> Any:
    """Answer one request."""
    request = json.loads(raw_data)
    if not isinstance(request, dict) or "input_data" not in request:
        return AMLResponse({"message": "Missing required parameter: input_data"}, 400)
    given = typed(parsed(request["input_data"]))
    context = collected(inputs, given)
    takes_params = "params" in inspect.signature(model.predict).parameters
    options = {"params": request.get("params")} if takes_params else {}
    answer = model.predict(given, **options)
    collected(outputs, answer, context)
    return plain(answer)


def parsed(given: Any) -> Any:
    """Tell the three forms of a request from each other."""
    if isinstance(given, list):
        return np.asarray(given)
    if isinstance(given, dict) and all(key in given for key in ("columns", "index", "data")):
        return pd.DataFrame(given["data"], index=given["index"], columns=given["columns"])
    if isinstance(given, dict):
        return {name: np.asarray(values) for name, values in given.items()}
    return given


def typed(given: Any) -> Any:
    """Give values the types of the model's signature, which JSON has not."""
    schema = model.metadata.get_input_schema()
    if schema is None:
        return given
    if isinstance(given, pd.DataFrame) and not schema.is_tensor_spec() and schema.has_input_names():
        types = dict(zip(schema.input_names(), schema.pandas_types()))
        return given.astype({name: types[name] for name in given.columns if name in types})
    if schema.is_tensor_spec() and isinstance(given, np.ndarray):
        return given.astype(schema.input_types()[0])
    if schema.is_tensor_spec() and isinstance(given, dict):
        types = dict(zip(schema.input_names(), schema.input_types()))
        return {name: values.astype(types.get(name)) for name, values in given.items()}
    return given


def collected(collector: Any, values: Any, context: Any = None) -> Any:
    """Collect values; whether that works is nothing to the caller."""
    try:
        return collector.collect(pd.DataFrame(values), context)
    except Exception as error:
        print(f"Error collecting: {error}")
        return None


def plain(answer: Any) -> Any:
    """Write a prediction as JSON has it."""
    if isinstance(answer, np.ndarray):
        return answer.tolist()
    if isinstance(answer, pd.Series):
        answer = pd.DataFrame(answer)
    if isinstance(answer, pd.DataFrame):
        return json.loads(answer.to_json(orient="records", date_format="iso"))
    return answer
