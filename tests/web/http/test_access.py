"""Strangers, viewers, and people who have not signed in."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django_htmx.middleware import HtmxMiddleware

from taskbuilder.records.models import Project, Role
from taskbuilder.web.http.access import ProjectRequest, member_required

INSIDE = ["/projects/gate/", "/projects/gate/submissions/", "/projects/gate/submissions/{id}/"]
UNKNOWN = "00000000-0000-0000-0000-000000000001"


@pytest.mark.parametrize("path", ["/projects/", *(path.format(id=UNKNOWN) for path in INSIDE)])
def test_signed_out_is_led_to_sign_in_and_back(client: Client, path: str) -> None:
    answer = client.get(path + "?name=a")

    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={path}%3Fname%3Da")


def test_signed_out_htmx_leads_the_whole_page(client: Client, project: Project) -> None:
    answer = client.get(
        f"/projects/gate/submissions/{UNKNOWN}/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/projects/gate/?a=1"},
    )

    assert (answer.status_code, answer["HX-Redirect"], answer.content) == (
        200,
        "/sign-in/?next=/projects/gate/%3Fa%3D1",
        b"",
    )


def test_signed_out_htmx_from_another_site_is_not_led_there(client: Client, project: Project) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://elsewhere.example.net/a"}

    assert client.get("/projects/gate/", headers=headers)["HX-Redirect"] == "/sign-in/?next=/projects/gate/"


@pytest.mark.parametrize("path", [path.format(id=UNKNOWN) for path in INSIDE])
def test_a_stranger_finds_nothing(client: Client, stranger: User, project: Project, path: str) -> None:
    client.force_login(stranger)

    assert client.get(path).status_code == 404


def test_an_unknown_project_answers_as_a_stranger_would_see(as_operator: Client) -> None:
    assert as_operator.get("/projects/elsewhere/").status_code == 404


@member_required(Role.OPERATOR)
def operators_page(request: ProjectRequest) -> HttpResponse:
    return HttpResponse(f"{request.project.name} {request.role} {request.may_create}")


def ask(person: User) -> HttpResponse:
    request = RequestFactory().get("/")
    request.user = person
    response = HtmxMiddleware(lambda asked: operators_page(asked, slug="gate"))(request)
    assert isinstance(response, HttpResponse)
    return response


def test_an_operator_enters_an_operators_page(operator: User) -> None:
    assert ask(operator).content == b"Gate operator True"


def test_a_viewer_is_refused_an_operators_page(viewer: User) -> None:
    with pytest.raises(PermissionDenied, match="This page or action requires “Operator”"):
        ask(viewer)


def test_viewers_see_no_way_to_create(as_viewer: Client) -> None:
    pages = [
        as_viewer.get(path).content.decode() for path in ("/projects/gate/", "/projects/gate/submissions/")
    ]

    assert ["Create task</button>" in page for page in pages] == [False, False]
    why = "Your role in Gate is “Viewer”. Creating and changing tasks requires “Operator”."
    assert [page.count(why) for page in pages] == [1, 1]


def test_operators_see_how_to_create(as_operator: Client) -> None:
    pages = [as_operator.get(path).content.decode() for path in INSIDE[:2]]

    assert ["Create task</button>" in page for page in pages] == [True, True]
    assert [page.count("Your role in Gate is") for page in pages] == [0, 0]
