"""The sample world can be loaded twice, and holds what the demo promises."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError
from django.utils import timezone
from pytest_django import Settings

from taskbuilder.records.checks import check_demo_passwords
from taskbuilder.records.models import Attempt, CreatedTask, Draft, Member, Project, Service, Submission
from taskbuilder.records.samples import SIGN_INS, load_samples
from taskbuilder.taskspec.validate import find_problems

pytestmark = pytest.mark.django_db
MODELS = (User, Project, Service, Member, Draft, Submission, Attempt, CreatedTask)


@pytest.fixture
def samples() -> None:
    load_samples(cloud_url="http://127.0.0.1:9101", now=timezone.now())


def test_a_second_load_adds_nothing_and_moves_the_cloud(samples: None) -> None:
    before = [model._default_manager.count() for model in MODELS]
    load_samples(cloud_url="http://127.0.0.1:9102", now=timezone.now())
    assert [model._default_manager.count() for model in MODELS] == before == [3, 2, 6, 6, 0, 4, 4, 3]
    assert set(Project.objects.values_list("base_url", "identity_url")) == {("http://127.0.0.1:9102",) * 2}


def test_the_people_have_their_roles_and_passwords(samples: None) -> None:
    roles = Member.objects.order_by("project", "pk").values_list("person__username", "role")
    assert list(roles) == [("operator", "operator"), ("reviewer", "viewer"), ("admin", "manager")] * 2
    for sign_in in SIGN_INS:
        assert User.objects.get(username=sign_in.username).check_password(sign_in.password)
    assert list(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == ["admin"]


def test_a_changed_password_is_left(samples: None) -> None:
    operator = User.objects.get(username="operator")
    operator.set_password("my own words")
    operator.save()
    load_samples(cloud_url="http://127.0.0.1:9101", now=timezone.now())
    assert User.objects.get(username="operator").check_password("my own words")


def test_one_project_has_a_history_of_valid_requests_and_the_other_none(samples: None) -> None:
    rows = Submission.objects.select_related("service", "project").order_by("-created_at")
    assert [(row.project.slug, row.state) for row in rows] == [
        ("harbour", "created"),
        ("harbour", "unknown"),
        ("harbour", "refused"),
        ("harbour", "created"),
    ]
    for row in rows:
        spec = row.service.spec
        problems = find_problems(row.full_request(), platform=spec.platform, service=spec, now=row.created_at)
        assert [problem.rule for problem in problems if problem.severity == "error"] == []


def test_every_sample_passes_the_admins_own_checks(samples: None) -> None:
    for row in [*Project.objects.all(), *Service.objects.all()]:
        row.full_clean()


def test_the_command_prints_the_sign_ins(settings: Settings) -> None:
    settings.EMBEDDED = settings.DEMO = True
    said = StringIO()
    call_command("load_samples", "--cloud-url", "http://127.0.0.1:9101", stdout=said)
    assert said.getvalue().splitlines()[0] == "operator  operator-demo  (creates tasks)"


@pytest.mark.parametrize(
    ("embedded", "demo", "variable"),
    [(True, False, "TASKBUILDER_DEMO"), (False, True, "TASKBUILDER_DATABASE_URL")],
)
def test_the_command_makes_nobody_outside_a_demo(
    settings: Settings, embedded: bool, demo: bool, variable: str
) -> None:
    settings.EMBEDDED, settings.DEMO = embedded, demo
    with pytest.raises(CommandError, match=variable):
        call_command("load_samples", "--cloud-url", "http://127.0.0.1:9101")
    assert [model._default_manager.count() for model in MODELS] == [0] * len(MODELS)


def find_public() -> list[tuple[str | None, str]]:
    return [(each.id, each.msg) for each in check_demo_passwords(None)]


def test_the_deployment_check_names_each_account_with_a_demo_password(samples: None) -> None:
    User.objects.filter(username="reviewer").update(is_active=False)
    User.objects.create_superuser("root", password="administrator-demo")
    User.objects.create_superuser("careful", password="my own words")
    complaint = "These accounts have a public password of the demo: admin, operator, reviewer, root."
    assert find_public() == [("records.E002", complaint)]
    with pytest.raises(SystemCheckError, match=complaint):
        call_command("check", deploy=True)


def test_the_deployment_check_is_content_with_changed_passwords(samples: None) -> None:
    for person in User.objects.all():
        person.set_password("my own words")
        person.save()
    assert find_public() == []


def test_the_deployment_check_compares_few_passwords_among_many(samples: None) -> None:
    """The password of somebody who is neither staff nor called as in the demo is not tried."""
    User.objects.update(password="!")
    User.objects.bulk_create(User(username=f"u{number}", password="!") for number in range(100))
    User.objects.create_user("somebody", password="operator-demo")
    assert find_public() == []


@pytest.mark.parametrize("address", ["sqlite:///:memory:", "postgresql://nobody@127.0.0.1:1/none"])
def test_the_deployment_check_is_quiet_without_tables(address: str) -> None:
    check = "from taskbuilder.records.checks import check_demo_passwords as c; print(c(None))"
    ran = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", check],
        cwd=settings.BASE_DIR,
        env={**os.environ, "TASKBUILDER_DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "[]\n"
