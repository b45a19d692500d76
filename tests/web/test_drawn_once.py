"""What is drawn once says the right thing to each reader, and addresses are those of Django."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.template import Context, Template
from django.test import Client
from django.urls import NoReverseMatch, set_script_prefix
from django.utils import translation
from django.utils.safestring import SafeString

from taskbuilder.records.models import Member, Project, Role
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.web.drafts.review.parts import MOST_KEPT, PARTS, draw_parts
from taskbuilder.web.submissions.programs import DRAWN
from taskbuilder.web.templatetags import frame
from tests.web.conftest import MakeSubmission

ONCE = '{% load frame %}{% include_once "components/page_header.html" title=title lead=lead %}'
FORM = '{% load frame %}{% include_once "components/create_task_form.html" slug="gate" %}'


def draw(text: str, **words: object) -> str:
    return Template(text).render(Context({"csrf_token": "t" * 64} | words))


def test_words_that_look_the_same_are_escaped_where_they_are_not_safe() -> None:
    safe, typed = SafeString("<b>1</b>"), "<b>1</b>"
    drawn = [draw(ONCE, title=title, lead="") for title in (safe, typed, safe)]

    assert ["<h1><b>1</b></h1>" in each for each in drawn] == [True, False, True]
    assert "<h1>&lt;b&gt;1&lt;/b&gt;</h1>" in drawn[1]


def test_each_form_has_the_token_of_its_own_page() -> None:
    tokens = [
        re.findall(r'name="csrfmiddlewaretoken" value="(.*?)"', draw(FORM, csrf_token=each)) for each in "ab"
    ]

    assert tokens == [["a"], ["b"]]


def test_each_language_has_its_own() -> None:
    english = draw(FORM)
    with translation.override("zh-hans"):
        chinese = draw(FORM)

    assert ("Create task" in english, "Create task" in chinese, "创建任务" in chinese) == (True, False, True)


def test_addresses_are_those_of_django() -> None:
    try:
        set_script_prefix("/below/")
        below = draw("{% url 'project' slug='gate' %}")
    finally:
        set_script_prefix("/")

    assert below == "/below/projects/gate/"
    assert draw("{% url 'project' slug='gate' %}{% url 'project' 'a-b' %}") == "/projects/gate//projects/a-b/"
    assert draw("{% url 'project' slug='gate' as here %}[{{ here }}]") == "[/projects/gate/]"
    assert draw("{% url 'admin:index' %}") == "/admin/"
    assert draw("{% url 'nowhere' as here %}[{{ here }}]") == "[]"
    for _time in "12":
        with pytest.raises(NoReverseMatch):
            draw("{% url 'nowhere' %}")


def test_the_top_of_a_page_is_each_readers_own(
    as_operator: Client, operator: User, project: Project, make_submission: MakeSubmission
) -> None:
    viewer = User.objects.create_user("viewer-too", "viewer-too@example.com", "long enough to be taken")
    Member.objects.create(person=viewer, project=project, role=Role.VIEWER)
    as_viewer = Client()
    as_viewer.force_login(viewer)

    tops = [read_top(client) for client in (as_operator, as_viewer, as_operator)]

    assert tops == [("operator", True), ("viewer-too", False), ("operator", True)]
    Project.objects.update(name="Renamed & more")
    assert "Renamed &amp; more" in as_operator.get("/projects/gate/").text.partition("</header>")[0]


def read_top(client: Client) -> tuple[str, bool]:
    """Whose name it has, and whether it leads to their drafts."""
    top = client.get("/projects/gate/").text.partition("</header>")[0]
    (name,) = set(re.findall(r">\s*(operator|viewer-too)\s*<", top))
    return name, "/projects/gate/drafts/" in top


def test_no_more_tops_are_kept_than_there_is_room_for(
    as_operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame.BARS, "most", 2)
    frame.BARS.forget()
    pages = [as_operator.get(path) for path in ("/projects/", "/submissions/", "/exports/", "/rules/")]

    assert ([page.status_code for page in pages], len(frame.BARS)) == ([200] * 4, 2)


def test_a_request_is_drawn_once_for_all_that_say_the_same() -> None:
    PARTS.forget()
    request: JsonObject = {"name": "gate", "description": "<b>"}
    text = json.dumps(request)
    services = [Service(platform=platform) for platform in (Platform.IEF, Platform.MODELARTS_EDGE)]
    drawn = [draw_parts(request, text, service, "") for service in (*services, services[0])]
    with translation.override("zh-hans"):
        chinese = draw_parts(request, text, services[0], "")
    other = draw_parts(request | {"name": "bay"}, text.replace("gate", "bay"), services[0], "")

    assert (drawn[0] is drawn[2], len(PARTS)) == (True, 4)
    assert ["gate" in drawn[0], "&lt;b&gt;" in drawn[0], "bay" in other, "gate" in other] == [
        True,
        True,
        True,
        False,
    ]
    assert chinese != drawn[0]


def test_long_requests_are_not_kept() -> None:
    PARTS.forget()
    request: JsonObject = {"name": "gate", "description": "d" * MOST_KEPT}
    assert "gate" in draw_parts(request, json.dumps(request), Service(platform=Platform.IEF), "")
    assert len(PARTS) == 0


def test_programs_are_drawn_once_for_all_that_ask_for_the_same(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    DRAWN.forget()
    first, second = make_submission(1), make_submission(2)
    paths = [f"/projects/gate/submissions/{each.pk}/" for each in (first, second)]
    pages = [as_operator.get(path).text for path in paths]
    assert len(DRAWN) == 1

    second.request = second.request | {"name": "<b>bay</b>"}
    second.save()
    page = as_operator.get(paths[1]).text
    assert (len(DRAWN), "<b>bay</b>" in page, "<b>bay" in pages[0]) == (2, False, False)
    assert page.count("&lt;b&gt;bay&lt;/b&gt;") > pages[0].count("&lt;b&gt;bay") == 0
    page = as_operator.get(paths[1], headers={"host": "127.0.0.1"}).text
    assert (len(DRAWN), page.count("http://127.0.0.1/v1/")) == (3, 2)
    as_operator.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    assert "Copy as cURL" not in as_operator.get(paths[1]).text
    assert len(DRAWN) == 4


def test_long_programs_are_not_kept(as_operator: Client, make_submission: MakeSubmission) -> None:
    DRAWN.forget()
    submission = make_submission(1)
    submission.request = submission.request | {"description": "d" * MOST_KEPT}
    submission.save()
    assert "Copy as cURL" in as_operator.get(f"/projects/gate/submissions/{submission.pk}/").text
    assert len(DRAWN) == 0
