"""What a project's page begins with is its own, in the order of the page, a query each."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Project, Service
from taskbuilder.records.overview import (
    MOST_DRAFTS,
    list_last_drafts,
    list_latest,
    list_projects,
    list_services,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_the_last_drafts_are_one_s_own_and_one_more_than_the_page_shows(
    project: Project, operator: User, service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(MOST_DRAFTS + 3):
        at = NOW + timedelta(minutes=number)
        start_draft(project=project, owner=operator, title=f"Gate {number}", service=service, now=at)
    start_draft(project=project, owner=User.objects.create_user("other"), title="Theirs", now=NOW)
    newest = [f"Gate {number}" for number in reversed(range(MOST_DRAFTS + 3))]
    with django_assert_num_queries(1):
        drafts = list_last_drafts(project, operator)
        assert [draft.title for draft in drafts] == newest[: MOST_DRAFTS + 1]
        assert {draft.service and draft.service.name for draft in drafts} == {service.name}


def test_a_project_has_its_own_services_and_submissions_alone(project: Project, service: Service) -> None:
    other = Project.objects.get(pk=project.pk)
    other.pk, other.slug = None, "other"
    other.save()
    assert (list_services(project), list_latest(project)) == ([service], [])
    assert list_services(other) == []


def test_projects_are_one_s_own_and_of_a_superuser_all(project: Project, operator: User) -> None:
    other = Project.objects.get(pk=project.pk)
    other.pk, other.slug, other.name = None, "other", "A project before all others"
    other.save()
    boss = User.objects.create_superuser("boss")
    for person, expected in ((operator, [(project, True)]), (boss, [(other, False), (project, False)])):
        found = list_projects(person, since=NOW)
        assert [(each, vars(each)["is_own"]) for each in found] == expected
        assert {vars(each)["last_activity"] for each in found} == {None}
