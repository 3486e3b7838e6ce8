"""Microsoft's Python SDK, used as its users use it; every step says what they would see.

    python azure_ai_ml.py tour FOLDER
    python azure_ai_ml.py register NAME PATH
    python azure_ai_ml.py download NAME VERSION FOLDER
    python azure_ai_ml.py deploy ENDPOINT DEPLOYMENT MODEL REQUEST
    python azure_ai_ml.py replace ENDPOINT OLD NEW MODEL REQUEST

FOLDER holds what train.py wrote, its answers as `answers.json`, and `request.json` to ask. MODEL
is a file or a folder to register under the endpoint's name, or `azureml:name:version`. REQUEST is
a file with what to ask the deployment, before it has traffic and after. `replace` deploys beside
OLD, tries it, gives it the traffic and deletes OLD. Each step prints one line
of JSON. Who signs in, and to which workspace, is in the environment variables of `az` and of the
SDK; of the network it knows the proxy and the certificates, which come with the environment too.
"""

from __future__ import annotations

import contextlib
import filecmp
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from azure.ai.ml import MLClient
from azure.ai.ml.constants import AssetTypes
from azure.ai.ml.entities import (
    CodeConfiguration,
    Environment,
    ManagedOnlineDeployment,
    ManagedOnlineEndpoint,
    Model,
)
from azure.ai.ml.exceptions import MlException
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity import ClientSecretCredential

HERE = Path(__file__).parent
CODE = HERE / "service"
CONDA_FILE = HERE / "conda.yaml"
IMAGE = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04"
SIZE = "Standard_D2as_v4"

# The SDK prints its progress to the standard output, which is for the reports alone.
reports = sys.stdout


def report(step: str, **seen: object) -> None:
    """Say what a step showed."""
    print(json.dumps({"step": step, **seen}, default=str), file=reports, flush=True)


def connect() -> MLClient:
    """Sign in with a client secret."""
    env = os.environ
    return MLClient(
        ClientSecretCredential(
            env["AZURE_TENANT_ID"], env["AZURE_CLIENT_ID"], env["AZURE_CLIENT_SECRET"]
        ),
        env["AZURE_SUBSCRIPTION_ID"],
        env["AZURE_RESOURCE_GROUP"],
        env["AZURE_WORKSPACE"],
    )


def equal(seen: object, expected: object) -> None:
    """Compare what is seen with what must be seen."""
    if seen != expected:
        fail(f"expected {expected!r}, saw {seen!r}")


def true(condition: object, otherwise: str) -> None:
    """Insist on a condition."""
    if not condition:
        fail(otherwise)


def fail(message: str) -> NoReturn:
    """Fail in a way that `python -O` does not take away."""
    raise AssertionError(message)


def refused(kind: type[Exception], action: Callable[[], object]) -> str:
    """Expect an exception; give its message."""
    try:
        action()
    except kind as error:
        return str(error)
    fail(f"expected {kind.__name__}, but nothing was raised")


def serving_environment() -> Environment:
    """Describe the environment that every deployment here runs in."""
    return Environment(name="conformance", image=IMAGE, conda_file=str(CONDA_FILE))


def online_deployment(name: str, endpoint: str, model: object, env: object) -> object:
    """Describe a deployment of a model with the scoring script."""
    return ManagedOnlineDeployment(
        name=name,
        endpoint_name=endpoint,
        model=model,
        environment=env,
        code_configuration=CodeConfiguration(code=str(CODE), scoring_script="score.py"),
        instance_type=SIZE,
        instance_count=1,
    )


@dataclass
class Tour:
    """All that the SDK does with a model, in the order in which people do it."""

    ml: MLClient
    folder: Path

    endpoint = "tour"

    def __post_init__(self) -> None:
        """Read what the models themselves answer."""
        self.answers: dict[str, Any] = json.loads((self.folder / "answers.json").read_text())
        self.request = self.folder / "request.json"

    def ask(self, deployment: str | None = None) -> object:
        """Invoke the endpoint, or one deployment of it."""
        answer = self.ml.online_endpoints.invoke(
            self.endpoint, request_file=str(self.request), deployment_name=deployment
        )
        return json.loads(answer)["predict"]

    def answered_by(self, model: str, deployment: str | None = None) -> dict[str, object]:
        """Invoke, and compare with what the model itself answers."""
        answer = self.ask(deployment)
        equal(answer, self.answers[model])
        return {"answer": answer, "model": self.answers[model]}

    def model_from_a_file(self) -> dict[str, object]:
        """Register a file; the same file again is the next version of the same blob."""
        tree = self.folder / "tree.joblib"
        given = Model(path=str(tree), name="tree", description="A tree", tags={"by": "hand"})
        model = self.ml.models.create_or_update(given)
        equal((model.name, model.version, model.type), ("tree", "1", AssetTypes.CUSTOM_MODEL))
        equal((model.description, model.tags), ("A tree", {"by": "hand"}))
        true(str(model.path).startswith("azureml://subscriptions/"), f"path is {model.path}")
        true(str(model.path).endswith("/tree.joblib"), f"path is {model.path}")
        again = self.ml.models.create_or_update(Model(path=str(tree), name="tree"))
        equal((again.version, again.path), ("2", model.path))
        return {"id": model.id, "path": model.path}

    def model_from_a_folder(self) -> dict[str, object]:
        """Register a folder."""
        model = self.ml.models.create_or_update(
            Model(path=str(self.folder / "forest"), name="forest", type=AssetTypes.CUSTOM_MODEL)
        )
        equal((model.name, model.version), ("forest", "1"))
        true(str(model.path).endswith("/forest"), f"path is {model.path}")
        return {"id": model.id, "path": model.path}

    def models_read_back(self) -> dict[str, object]:
        """List, get by version and by label, download."""
        names = sorted(model.name for model in self.ml.models.list())
        equal(names, ["forest", "tree"])
        versions = sorted(str(model.version) for model in self.ml.models.list(name="tree"))
        equal(versions, ["1", "2"])
        equal(self.ml.models.get("tree", version="1").description, "A tree")
        equal(self.ml.models.get("tree", label="latest").version, "2")
        with tempfile.TemporaryDirectory() as target:
            self.ml.models.download("forest", version="1", download_path=target)
            same = compare(self.folder / "forest", Path(target) / "forest" / "forest")
        return {"models": names, "versions": versions, "downloaded": same}

    def refusals(self) -> dict[str, object]:
        """See what is not there, and what cannot be changed."""
        missing = refused(ResourceNotFoundError, lambda: self.ml.models.get("tree", version="9"))
        other = Model(path=str(self.folder / "forest"), name="tree", version="1")
        taken = refused(HttpResponseError, lambda: self.ml.models.create_or_update(other))
        true("Asset paths cannot be updated" in taken, taken)
        return {"missing": missing.splitlines()[0], "taken": taken.splitlines()[0]}

    def environment(self) -> dict[str, object]:
        """Register an image with a conda file; the same again is the same version."""
        env = self.ml.environments.create_or_update(serving_environment())
        equal((env.name, env.image), ("conformance", IMAGE))
        true("scikit-learn==1.6.1" in json.dumps(env.conda_file), str(env.conda_file))
        names = [one.name for one in self.ml.environments.list()]
        true("conformance" in names, f"environments are {names}")
        read = self.ml.environments.get("conformance", label="latest")
        equal(read.version, env.version)
        return {"id": env.id, "version": env.version}

    def endpoint_created(self) -> dict[str, object]:
        """Create an endpoint and read it back."""
        endpoint = self.ml.online_endpoints.begin_create_or_update(
            ManagedOnlineEndpoint(name=self.endpoint, auth_mode="key", tags={"stage": "test"})
        ).result()
        equal(endpoint.provisioning_state, "Succeeded")
        read = self.ml.online_endpoints.get(self.endpoint)
        equal((read.provisioning_state, read.auth_mode), ("Succeeded", "key"))
        equal((read.traffic, read.tags), ({}, {"stage": "test"}))
        true(str(read.scoring_uri).endswith(".inference.ml.azure.com/score"), read.scoring_uri)
        true(read.identity and read.identity.principal_id, "it has no identity")
        equal([one.name for one in self.ml.online_endpoints.list()], [self.endpoint])
        return {"scoring_uri": read.scoring_uri, "openapi_uri": read.openapi_uri}

    def deploy(self, name: str, model: str, env: str) -> dict[str, object]:
        """Deploy a registered model with the scoring script."""
        deployment = self.ml.online_deployments.begin_create_or_update(
            online_deployment(name, self.endpoint, model, env)
        ).result()
        equal((deployment.name, deployment.provisioning_state), (name, "Succeeded"))
        read = self.ml.online_deployments.get(name, self.endpoint)
        equal((read.instance_type, read.instance_count), (SIZE, 1))
        return {"model": read.model, "environment": read.environment}

    def deployment_of_a_file(self) -> dict[str, object]:
        """Deploy the file by name and version."""
        return self.deploy("blue", "azureml:tree:1", "azureml:conformance:1")

    def no_traffic_yet(self) -> dict[str, object]:
        """Invoke without a name: no deployment has traffic yet."""
        message = refused(MlException, self.ask)
        true("deployment could not be found" in message, message)
        return {"refused": message.splitlines()[0]}

    def traffic(self, **shares: int) -> dict[str, object]:
        """Set the split as a user does: read, change, write."""
        endpoint = self.ml.online_endpoints.get(self.endpoint)
        endpoint.traffic = shares
        self.ml.online_endpoints.begin_create_or_update(endpoint).result()
        seen = self.ml.online_endpoints.get(self.endpoint).traffic
        equal(seen, shares)
        return {"traffic": seen}

    def traffic_to_blue(self) -> dict[str, object]:
        """Give the only deployment everything."""
        return self.traffic(blue=100)

    # The SDK keeps the header of an invocation with a name for all that follow in the same
    # process: it changes EndpointInvokeFields.DEFAULT_HEADER itself. So names come last.
    def blue_answers(self) -> dict[str, object]:
        """Invoke without a name."""
        return self.answered_by("tree")

    def deployment_of_a_folder(self) -> dict[str, object]:
        """Deploy the folder beside it: what serves goes on serving."""
        seen = self.deploy("green", "forest@latest", "conformance@latest")
        equal(self.ml.online_endpoints.get(self.endpoint).traffic, {"blue": 100, "green": 0})
        self.answered_by("tree")
        names = sorted(one.name for one in self.ml.online_deployments.list(self.endpoint))
        equal(names, ["blue", "green"])
        return {**seen, "deployments": names}

    def traffic_split(self) -> dict[str, object]:
        """Share it: both models answer."""
        seen = self.traffic(blue=50, green=50)
        answers = [self.ask() for _ in range(10)]
        true(self.answers["tree"] in answers, "blue never answered")
        true(self.answers["forest"] in answers, "green never answered")
        return seen

    def traffic_to_green(self) -> dict[str, object]:
        """Move it."""
        return self.traffic(blue=0, green=100)

    def green_answers(self) -> dict[str, object]:
        """Invoke without a name: the other model answers."""
        return self.answered_by("forest")

    def invoked_by_name(self) -> dict[str, object]:
        """Invoke each deployment by its name, whatever the traffic."""
        return {
            "blue": self.answered_by("tree", "blue"),
            "green": self.answered_by("forest", "green"),
        }

    def keys(self) -> dict[str, object]:
        """Read the keys."""
        keys = self.ml.online_endpoints.get_keys(self.endpoint)
        true(keys.primary_key and keys.secondary_key, "there are no keys")
        true(keys.primary_key != keys.secondary_key, "both keys are the same")
        return {"lengths": [len(keys.primary_key), len(keys.secondary_key)]}

    def logs(self) -> dict[str, object]:
        """Read what both containers logged."""
        server = self.ml.online_deployments.get_logs("blue", self.endpoint, lines=500)
        true("Instance status:" in server, server)
        true("score.py" in server, server)
        storage = self.ml.online_deployments.get_logs(
            "blue", self.endpoint, lines=500, container_type="storage-initializer"
        )
        true("tree.joblib" in storage or "azureml-models" in storage, storage)
        return {"server": len(server.splitlines()), "storage": len(storage.splitlines())}

    def scaled(self) -> dict[str, object]:
        """Change the number of instances."""
        deployment = self.ml.online_deployments.get("blue", self.endpoint)
        deployment.instance_count = 2
        changed = self.ml.online_deployments.begin_create_or_update(deployment).result()
        equal((changed.provisioning_state, changed.instance_count), ("Succeeded", 2))
        return {"instances": changed.instance_count}

    def deployment_deleted(self) -> dict[str, object]:
        """Delete: not what serves, but what does not."""
        kept = refused(
            HttpResponseError,
            lambda: self.ml.online_deployments.begin_delete("green", self.endpoint).result(),
        )
        self.ml.online_deployments.begin_delete("blue", self.endpoint).result()
        names = [one.name for one in self.ml.online_deployments.list(self.endpoint)]
        equal(names, ["green"])
        return {"kept": kept.splitlines()[0], "deployments": names}

    def endpoint_deleted(self) -> dict[str, object]:
        """Delete the endpoint with all that it has."""
        self.ml.online_endpoints.begin_delete(self.endpoint).result()
        equal(list(self.ml.online_endpoints.list()), [])
        refused(ResourceNotFoundError, lambda: self.ml.online_endpoints.get(self.endpoint))
        return {}

    def model_archived(self) -> dict[str, object]:
        """Archive a model: lists no longer show it."""
        self.ml.models.archive("tree", version="2")
        versions = [model.version for model in self.ml.models.list(name="tree")]
        equal(versions, ["1"])
        self.ml.models.restore("tree", version="2")
        return {"versions": versions}

    def steps(self) -> list[Callable[[], dict[str, object]]]:
        """Give all of them, in order."""
        return [
            self.model_from_a_file,
            self.model_from_a_folder,
            self.models_read_back,
            self.refusals,
            self.environment,
            self.endpoint_created,
            self.deployment_of_a_file,
            self.no_traffic_yet,
            self.traffic_to_blue,
            self.blue_answers,
            self.deployment_of_a_folder,
            self.traffic_split,
            self.traffic_to_green,
            self.green_answers,
            self.invoked_by_name,
            self.keys,
            self.logs,
            self.scaled,
            self.deployment_deleted,
            self.endpoint_deleted,
            self.model_archived,
        ]


def compare(given: Path, downloaded: Path) -> list[str]:
    """Compare two folders, byte by byte."""
    files = sorted(str(path.relative_to(given)) for path in given.rglob("*") if path.is_file())
    _, different, missing = filecmp.cmpfiles(given, downloaded, files, shallow=False)
    equal((different, missing), ([], []))
    return files


def tour(ml: MLClient, folder: str) -> None:
    """Take every step; one that fails ends the tour."""
    for step in Tour(ml, Path(folder)).steps():
        try:
            report(step.__name__, ok=True, **step())
        except Exception:
            report(step.__name__, ok=False, error=traceback.format_exc())
            return


def register(ml: MLClient, name: str, path: str) -> None:
    """Register a model."""
    model = ml.models.create_or_update(Model(path=path, name=name))
    report("registered", name=model.name, version=model.version, id=model.id, path=model.path)


def download(ml: MLClient, name: str, version: str, folder: str) -> None:
    """Download a model."""
    ml.models.download(name, version=version, download_path=folder)
    root = Path(folder)
    files = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
    report("downloaded", files=files)


def deploy(ml: MLClient, endpoint: str, deployment: str, model: str, request: str) -> None:
    """Make one deployment with everything that it needs, try it, and give it the traffic."""
    env = ml.environments.create_or_update(serving_environment())
    if not model.startswith("azureml:"):
        made = ml.models.create_or_update(Model(path=model, name=endpoint))
        model = f"azureml:{made.name}:{made.version}"
    endpoints = ml.online_endpoints
    endpoints.begin_create_or_update(ManagedOnlineEndpoint(name=endpoint, auth_mode="key")).result()
    ml.online_deployments.begin_create_or_update(
        online_deployment(deployment, endpoint, model, f"azureml:{env.name}:{env.version}")
    ).result()
    tried = endpoints.invoke(endpoint, request_file=request, deployment_name=deployment)
    live = endpoints.get(endpoint)
    live.traffic = {deployment: 100}
    endpoints.begin_create_or_update(live).result()
    report(
        "deployed",
        model=model,
        tried=json.loads(tried)["predict"],
        traffic=endpoints.get(endpoint).traffic,
        answer=json.loads(endpoints.invoke(endpoint, request_file=request))["predict"],
    )


def replace(ml: MLClient, endpoint: str, old: str, new: str, model: str, request: str) -> None:
    """Deploy beside what serves, try it, give it the traffic, and delete what served before."""
    env = ml.environments.create_or_update(serving_environment())
    made = ml.models.create_or_update(Model(path=model, name=endpoint))
    registered = [f"azureml:{asset.name}:{asset.version}" for asset in (made, env)]
    ml.online_deployments.begin_create_or_update(
        online_deployment(new, endpoint, *registered)
    ).result()
    endpoints = ml.online_endpoints
    tried = endpoints.invoke(endpoint, request_file=request, deployment_name=new)
    live = endpoints.get(endpoint)
    live.traffic = {old: 0, new: 100}
    endpoints.begin_create_or_update(live).result()
    # The SDK keeps the name for every invocation that follows: this asks by name again.
    answer = endpoints.invoke(endpoint, request_file=request)
    ml.online_deployments.begin_delete(old, endpoint).result()
    report("replaced", tried=json.loads(tried)["predict"], answer=json.loads(answer)["predict"])


def main() -> None:
    """Do what the command line says."""
    commands: dict[str, Callable[..., None]] = {
        "tour": tour,
        "register": register,
        "download": download,
        "deploy": deploy,
        "replace": replace,
    }
    command, *arguments = sys.argv[1:]
    with contextlib.redirect_stdout(sys.stderr):
        commands[command](connect(), *arguments)


if __name__ == "__main__":
    main()
