"""The filters of an address: each is read into what a list is narrowed by, and the document lists each."""

from dataclasses import fields

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from taskbuilder.api.document import FILTERS
from taskbuilder.records.models import Project, Service, Submission
from taskbuilder.records.submissions.filter_choices import find_choices
from taskbuilder.records.submissions.filter_set import SubmissionFilterSet
from taskbuilder.records.submissions.filters import SubmissionFilters

pytestmark = pytest.mark.django_db
UNLIKE = {
    "q": "words",
    "service": "services",
    "platform": "services",
    "token": "tokens",
    "commented": "is_commented",
    "reviewed": "is_reviewed",
    "adopted": "is_adopted",
    "drift": "has_drift",
}
"""The filters that are called otherwise where their values are keys, or yes and no."""


def test_each_filter_of_a_list_is_in_the_address_and_in_the_document() -> None:
    names = list(SubmissionFilterSet.base_filters)
    assert {UNLIKE.get(name, name) for name in names} == {each.name for each in fields(SubmissionFilters)}
    assert names == list(FILTERS)


def test_names_are_those_of_the_projects_in_one_query(
    submission: Submission,
    project: Project,
    elsewhere: Project,
    operator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Service.objects.create(project=elsewhere, service_id="b", name="Elsewhere", platform="ief")
    User.objects.create_user("idle")
    with django_assert_num_queries(1):
        own = find_choices([project.pk])
    assert own.list_names("service") == ["Counting"]
    assert (own.list_names("person"), own.list_names("token")) == (["operator"], [])
    assert find_choices(None).list_names("service") == ["Counting", "Elsewhere"]
    assert own.find_person("operator") == operator.pk
    assert own.find_services("", "ief") == own.find_services("Elsewhere", "") == ()


def test_a_service_and_a_platform_that_are_not_together_find_nothing(
    submission: Submission, project: Project
) -> None:
    choices = find_choices([project.pk])
    asked = SubmissionFilterSet({"service": "Counting", "platform": "ief"}, choices)
    assert asked.read() == SubmissionFilters(services=())
