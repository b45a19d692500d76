"""No secret gets out: not into an answer, a log, an admin page, an error page, or the database in clear."""

import html
import json
from collections import defaultdict
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Format, Project, Submission
from taskbuilder.records.submissions.creation import submit
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.secrets.split import split_secrets
from tests.security.canaries import Canaries, echoes
from tests.security.conftest import deliver_all, sign_in
from tests.security.evidence import Ear, Recorder, dump_tables, read_database_files
from tests.security.tasks import (
    STEPS,
    JsonObject,
    make_tasks,
    make_wrong_configs,
    type_task,
    type_wrong,
    wander,
)
from tests.support.walker import HTMX, show_json


def find_in_answers(canaries: Canaries, client: Recorder) -> dict[str, list[str]]:
    """Secrets, and which answers hold them."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for where, body in client.seen:
        for name in canaries.find(body, html.unescape(body.decode())):
            found[name].append(where)
    return dict(found)


def find_in_logs(canaries: Canaries, ear: Ear) -> set[tuple[str, str]]:
    """Secrets, and which loggers wrote them."""
    return {(name, logger) for logger, text in ear.heard for name in canaries.find(text)}


def find_at_rest(canaries: Canaries) -> list[str]:
    return canaries.find(*read_database_files(), *dump_tables())


def open_admin(client: Recorder) -> None:
    """Every list of the admin, and of each row its page, its history and the question before deleting it."""
    client.get("/admin/")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        client.get(reverse(f"{name}_changelist"))
        client.get(reverse(f"{name}_add"))
        for row in model._default_manager.all():
            for page in ("change", "history", "delete"):
                client.get(reverse(f"{name}_{page}", args=[row.pk]), follow=True)


def open_submissions(client: Recorder) -> None:
    """Each submission's page, whole and as a poll, its lists, and a draft that begins with its answers."""
    for submission in Submission.objects.select_related("project"):
        project = f"/projects/{submission.project.slug}/"
        page = f"{project}submissions/{submission.pk}/"
        for address in (page, f"{project}submissions/", f"{project}submissions/?q=can", project):
            client.get(address)
            client.get(address, headers=HTMX)
        for kind in ("json", "curl", "python"):
            client.get(f"{page}?as={kind}")
        copied = client.post(f"{project}drafts/new/", {"from": str(submission.pk)})
        draft = copied["Location"].split("/")[-3]
        for other in (
            draft,
            *Submission.objects.filter(project=submission.project).values_list("pk", flat=True),
        ):
            client.get(f"{project}compare/?a={submission.pk}&b={other}")
        for step in STEPS:
            client.get(copied["Location"].replace("service", step))


def export_submissions(client: Recorder) -> None:
    """The lists of all projects as files of every format; each has the names of its tasks."""
    for project in Project.objects.filter(submissions__isnull=False).distinct():
        for form in Format:
            client.post(f"/projects/{project.slug}/submissions/export/", {"format": form})
            _where, body = client.seen[-1]
            assert body.count(project.submissions.all()[0].name.encode()) > 0


@pytest.mark.django_db(transaction=True)
def test_secrets_reach_the_cloud_and_nobody_else(
    cloud: Simulator, canaries: Canaries, operator: Recorder, ear: Ear
) -> None:
    tasks = make_tasks(canaries)
    admin_client, reviewer = sign_in("admin"), sign_in("reviewer")
    for slug, service, request in tasks.values():
        walker = type_task(operator, slug, service, request)
        address, values = walker.address, walker.values
        wander(walker)
        assert find_at_rest(canaries) == []
        walker.open(address)
        walker.values = {**walker.values, "confirm": values.get("confirm", [])}
        assert walker.press("create").response.status_code == 200
    open_submissions(admin_client)
    deliver_all()
    for submission in Submission.objects.filter(project__slug="harbour"):
        user, password = canaries.core("comment user"), canaries.core("comment password")
        text = f"See rtsp://{user}:{password}@camera.example.net/"
        page = f"/projects/harbour/submissions/{submission.pk}/"
        operator.post(f"{page}comments/", {"text": text, "do": "comment"}, follow=True)
        operator.post(f"{page}comments/", {"text": text * 100, "do": "comment"})
    open_submissions(operator)
    export_submissions(admin_client)
    open_admin(admin_client)
    reviewer.get("/projects/")
    reviewer.get("/projects/harbour/")

    assert {seen.body["name"]: seen.body for seen in cloud.requests} == {
        request["name"]: request for _slug, _service, request in tasks.values()
    }
    assert {task.state for task in Submission.objects.filter(name__startswith="canary")} == {"created"}
    assert Draft.objects.count() > 0
    for client in (operator, admin_client, reviewer):
        assert find_in_answers(canaries, client) == {}
    assert find_in_logs(canaries, ear) == set()
    assert {"django.db.backends", "urllib3.connectionpool"} <= {name for name, _text in ear.heard}
    assert find_at_rest(canaries) == []


@pytest.mark.django_db(transaction=True)
def test_refused_forms_tell_no_secret(
    cloud: Simulator, canaries: Canaries, operator: Recorder, ear: Ear
) -> None:
    walker = type_wrong(operator, canaries)
    wander(walker)
    for text in make_wrong_configs(canaries).values():
        show_json(walker).put("config", text).press("continue")
        assert walker.response.status_code == 422
        walker.open(walker.address)
        operator.get(walker.address.replace("resources", "review"))
    review = walker.open(walker.address.replace("resources", "review"))
    assert review.press("create").response.status_code == 422
    operator.get("/projects/harbour/")
    open_admin(sign_in("admin"))

    assert Submission.objects.count() == 0
    assert find_in_answers(canaries, operator) == {}
    assert find_in_logs(canaries, ear) == set()
    assert find_at_rest(canaries) == []


def make_echoes(request: JsonObject, credentials: tuple[str, ...]) -> list[Fault]:
    """Answers of a cloud that repeats what it was sent, in every way that one does."""
    _shown, secrets = split_secrets(request)
    texts = [*credentials, *(text for secret in secrets.values() for text in list_texts(secret))]
    said = [form for text in texts for form in echoes(text)]
    body = json.dumps(request)
    members = {"error_msg": body, "detail": texts, "reason": {"sent": [request["input"], *said[:15]]}}
    long = json.dumps({"error_msg": "Bad.", "params": said})
    page = f"<html><title>Bad gateway</title>{html.escape(body)} {' '.join(said)}"
    header = {"X-Request-Id": next(text for text in texts if text.isascii())}
    return [
        Fault.answering(400, json.dumps(members).encode(), header),
        Fault.answering(500, long.encode()),
        Fault.answering(502, page.encode()),
        *(
            Fault.answering(400, json.dumps({"error_msg": form, "error_code": form}).encode())
            for form in said
        ),
    ]


def list_texts(secret: Any) -> list[str]:
    """Every text within a secret."""
    if isinstance(secret, dict | list):
        below = secret.values() if isinstance(secret, dict) else secret
        return [text for each in below for text in list_texts(each)]
    return [str(secret)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", ["restful", "vcn"])
def test_a_cloud_that_repeats_secrets_is_not_repeated(
    cloud: Simulator, canaries: Canaries, ear: Ear, which: str
) -> None:
    slug, service_name, request = make_tasks(canaries)[which]
    project, by = Project.objects.get(slug=slug), User.objects.get(username="operator")
    service = project.services.get(name=service_name)
    credentials = (project.password, project.secret_key, project.security_token)
    faults = make_echoes(request, tuple(filter(None, credentials)))
    cloud.faults.add("create", *faults)
    for _fault in faults:
        draft = start_draft(project=project, owner=by, service=service, now=timezone.now())
        submit(draft=draft, request=request, confirmations=[], by=by, now=timezone.now())
    deliver_all()
    client = sign_in("admin")
    for submission in Submission.objects.all()[:6]:
        client.get(f"/projects/{slug}/submissions/{submission.pk}/")
        client.get(f"/admin/records/submission/{submission.pk}/change/")
    client.get("/admin/records/attempt/")
    export_submissions(client)

    assert {row.state for row in Submission.objects.all()} == {"refused", "unknown"}
    assert [seen.body for seen in cloud.requests] == [request] * len(faults)
    assert find_in_answers(canaries, client) == {}
    assert find_in_logs(canaries, ear) == set()
    assert find_at_rest(canaries) == []
