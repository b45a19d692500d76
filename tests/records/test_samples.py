"""The sample world can be loaded twice, and holds what the demo promises."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from taskbuilder.records.models import Attempt, CreatedTask, Draft, Member, Project, Service, Submission
from taskbuilder.records.samples import SIGN_INS, load_samples
from taskbuilder.taskspec.judge import find_problems

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


def test_the_command_prints_the_sign_ins() -> None:
    said = StringIO()
    call_command("load_samples", "--cloud-url", "http://127.0.0.1:9101", stdout=said)
    assert said.getvalue().splitlines()[0] == "operator  operator-demo  (creates tasks)"
