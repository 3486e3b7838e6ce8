"""The scoring script for MLflow, called with real models as the server calls it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import Ask, MakeService, asking, refused
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

mlflow: Any = pytest.importorskip("mlflow", reason="MLflow's own service needs MLflow")

X, y = load_iris(return_X_y=True, as_frame=True)
SPECIES = np.array(["setosa", "versicolor", "virginica"])[y]
ROW = [5.1, 3.5, 1.4, 0.2]
NAMED = dict(zip(X.columns, ROW))

Serve = Callable[..., Ask]


class Echo(mlflow.pyfunc.PythonModel):  # type: ignore[misc]
    """Answers with what it was given, and as what."""

    def predict(self, context: Any, model_input: Any, params: Any = None) -> Any:
        """Say the types."""
        if isinstance(model_input, pd.DataFrame):
            types = {str(name): str(kind) for name, kind in model_input.dtypes.items()}
            return {"types": types, "rows": model_input.to_numpy().tolist(), "params": params}
        if isinstance(model_input, dict):
            return {name: [str(array.dtype), array] for name, array in model_input.items()}
        return {"type": str(model_input.dtype), "values": model_input}


class Table(mlflow.pyfunc.PythonModel):  # type: ignore[misc]
    """Answers with a table."""

    def predict(self, context: Any, model_input: Any, params: Any = None) -> Any:
        """Give each row a name, a number and a time."""
        when = pd.to_datetime(["2024-01-02"] * len(model_input))
        score = np.full(len(model_input), np.nan)
        return pd.DataFrame({"name": "a", "score": score, "when": when})


@pytest.fixture
def serve(make_service: MakeService, models: Path) -> Serve:
    """Save a model and load it; what comes back posts a body to it."""

    def start(model: Any, path: str = "model", **options: Any) -> Ask:
        if isinstance(model, mlflow.pyfunc.PythonModel):
            # The classes of this file are there when the model is loaded, but not by its name.
            sys.modules["__main__"].__dict__.update({type(model).__name__: type(model)})
            mlflow.pyfunc.save_model(
                models / path, python_model=model, pip_requirements=[], **options
            )
        else:
            mlflow.sklearn.save_model(model, models / path, pip_requirements=[], **options)
        script = make_service("score_mlflow", path="model", format="mlflow")
        script.init()
        return asking(script)

    return start


@pytest.fixture
def flowers(serve: Serve) -> Ask:
    """Serve a classifier of named columns."""
    model = LogisticRegression(max_iter=500).fit(X, SPECIES)
    signature = mlflow.models.infer_signature(X, model.predict(X))
    return serve(model, signature=signature, serialization_format="cloudpickle")


@pytest.mark.parametrize(
    "body",
    [
        {"data": [ROW]},
        {"data": ROW},
        {"input_data": [NAMED]},
        {"input_data": {"columns": list(X.columns), "index": [0], "data": [ROW]}},
        {"inputs": [dict(reversed(NAMED.items()))]},
        {"instances": [NAMED]},
        {"dataframe_split": {"columns": list(X.columns), "data": [ROW]}},
        {"dataframe_records": [NAMED], "method": "predict"},
    ],
)
def test_takes_rows_in_every_form(flowers: Ask, body: Any) -> None:
    assert flowers(body) == {"predict": ["setosa"]}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("[1]", "the body is a list"),
        ({"data": [ROW], "method": "explain"}, "this model offers predict"),
        ({"data": [ROW[:3]]}, "row 1 has 3 values; this model takes 4: sepal length (cm)"),
        ({"data": [{**NAMED, "colour": "red"}]}, "unknown columns: colour"),
        ({"data": [["long", *ROW[1:]]]}, "column sepal length (cm) takes double"),
        ({"data": [ROW], "params": 1}, "params is a number; expected an object"),
        ({"data": [[None, *ROW[1:]]]}, "the model refused these values"),
    ],
)
def test_says_what_is_wrong(flowers: Ask, body: Any, message: str) -> None:
    assert message in refused(flowers, body)


def schema(**types: str) -> Any:
    """Make a signature of named columns."""
    from mlflow.types import ColSpec, Schema

    return mlflow.models.ModelSignature(
        inputs=Schema([ColSpec(kind, name) for name, kind in types.items()])
    )


def test_gives_every_column_its_type(serve: Serve) -> None:
    signature = schema(
        a="integer", b="long", c="float", d="double", e="boolean", f="string", g="datetime"
    )
    row = [1, 2, 3, 4, True, "x", "2024-01-02T03:04:05Z"]
    answer = serve(Echo(), signature=signature)({"data": [row]})["predict"]
    assert list(answer["types"].values())[:5] == ["int32", "int64", "float32", "float64", "bool"]
    assert answer["types"]["g"].startswith("datetime64")
    assert answer["rows"][0][:6] == [1, 2, 3.0, 4.0, True, "x"]
    assert answer["rows"][0][6].startswith("2024-01-02T03:04:05")


@pytest.mark.parametrize("value", [1.5, 3_000_000_000, "one", None])
def test_refuses_what_is_no_integer(serve: Serve, value: Any) -> None:
    refused(serve(Echo(), signature=schema(a="integer")), {"data": [{"a": value}]})


def test_decodes_bytes(serve: Serve) -> None:
    answer = serve(Echo(), signature=schema(a="binary"))({"data": [{"a": "aGk="}]})
    assert answer["predict"]["rows"] == [["hi"]]


def test_leaves_out_optional_columns(serve: Serve) -> None:
    from mlflow.types import ColSpec, Schema

    columns = [ColSpec("double", "a"), ColSpec("string", "b", required=False)]
    ask = serve(Echo(), signature=mlflow.models.ModelSignature(inputs=Schema(columns)))
    assert ask({"data": [{"a": 1}]})["predict"]["rows"] == [[1.0]]
    assert ask({"data": [{"a": 1, "b": "x"}]})["predict"]["rows"] == [[1.0, "x"]]
    assert ask({"data": [[1, "x"]]})["predict"]["rows"] == [[1.0, "x"]]


def test_passes_lists_in_columns_to_mlflow(serve: Serve) -> None:
    from mlflow.types import ColSpec, DataType, Schema
    from mlflow.types.schema import Array

    columns = Schema([ColSpec(Array(DataType.double), "a")])
    ask = serve(Echo(), signature=mlflow.models.ModelSignature(inputs=columns))
    assert ask({"dataframe_records": [{"a": [1.0, 2.0]}]})["predict"]["rows"] == [[[1.0, 2.0]]]


def test_passes_parameters(serve: Serve) -> None:
    from mlflow.types import ColSpec, ParamSchema, ParamSpec, Schema

    signature = mlflow.models.ModelSignature(
        inputs=Schema([ColSpec("double", "a")]),
        params=ParamSchema([ParamSpec("depth", "long", 1)]),
    )
    ask = serve(Echo(), signature=signature)
    assert ask({"data": [{"a": 1}], "params": {"depth": 3}})["predict"]["params"] == {"depth": 3}


def tensor_signature(**shapes: tuple[str, list[int]]) -> Any:
    """Make a signature of named arrays; a single one called _ has no name."""
    from mlflow.types import Schema, TensorSpec

    specs = [
        TensorSpec(np.dtype(kind), shape, None if name == "_" else name)
        for name, (kind, shape) in shapes.items()
    ]
    return mlflow.models.ModelSignature(inputs=Schema(specs))


@pytest.mark.parametrize("key", ["data", "input_data", "inputs", "instances"])
def test_takes_the_only_array(serve: Serve, key: str) -> None:
    ask = serve(Echo(), signature=tensor_signature(_=("float32", [-1, 2])))
    assert ask({key: [[1, 2]]}) == {"predict": {"type": "float32", "values": [[1.0, 2.0]]}}
    assert "in shape [n, 2]" in refused(ask, {key: [[1, 2, 3]]})


def test_takes_a_table_for_the_only_array(serve: Serve) -> None:
    ask = serve(Echo(), signature=tensor_signature(_=("float64", [-1, 2])))
    split = {"columns": ["a", "b"], "data": [[1, 2]]}
    assert ask({"dataframe_split": split})["predict"]["values"] == [[1.0, 2.0]]


def test_takes_named_arrays(serve: Serve) -> None:
    ask = serve(Echo(), signature=tensor_signature(x=("float32", [-1]), y=("int64", [-1, 1])))
    expected = {"predict": {"x": ["float32", [1.0]], "y": ["int64", [[2]]]}}
    assert ask({"inputs": {"x": [1], "y": [[2]]}}) == expected
    assert ask({"instances": [{"x": 1, "y": [2]}]}) == expected
    assert "missing inputs: y" in refused(ask, {"inputs": {"x": [1]}})


def test_takes_what_comes_where_there_is_no_signature(serve: Serve) -> None:
    ask = serve(Echo())
    assert ask({"data": [[1, None]]})["predict"] == {"type": "float64", "values": [[1.0, None]]}
    assert ask({"data": [1, 2]})["predict"]["values"] == [[1, 2]]
    assert ask({"data": ["a", "b"]})["predict"]["values"] == ["a", "b"]
    assert ask({"data": [{"a": 1}]})["predict"]["rows"] == [[1]]
    assert ask({"input_data": {"x": [[1]]}})["predict"]["x"][1] == [[1]]
    assert ask({"dataframe_split": {"columns": ["a"], "data": [[1]]}})["predict"]["rows"] == [[1]]
    assert "different lengths" in refused(ask, {"data": [[1], [1, 2]]})
    assert "empty" in refused(ask, {"data": []})


def test_answers_a_table_as_objects(serve: Serve) -> None:
    assert serve(Table())({"data": [[1]]}) == {
        "predict": [{"name": "a", "score": None, "when": "2024-01-02T00:00:00"}]
    }


def test_finds_the_model_in_a_folder_that_others_registered(serve: Serve) -> None:
    assert "type" in serve(Echo(), path="model/inner")({"data": [[1]]})["predict"]
