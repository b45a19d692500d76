"""The site, with pages that fail while they hold secrets, or while the database goes away."""

from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

CANARY = "canary-3f9d"


class Failed(Exception):
    """What went wrong."""


def fail(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("token", CANARY)
    raise Failed(typed)


def lose_database(request: HttpRequest) -> HttpResponse:
    """Leaves the session to be saved when the view is over, and no database to save it in."""
    request.session["mark"] = 1
    connection.close()
    connection.settings_dict["NAME"] = "/nowhere/tasks.sqlite3"
    return HttpResponse()


def ask_wrongly(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    return HttpResponse()


def meet_a_change(request: HttpRequest) -> HttpResponse:
    raise IntegrityError("FOREIGN KEY constraint failed")


urlpatterns = [
    path("meet-a-change/", meet_a_change),
    re_path(r"fail/[\s\S]*", fail),
    path("lose-database/", lose_database),
    path("ask-wrongly/", ask_wrongly),
    path("", include("taskbuilder.urls")),
]
handler500 = "taskbuilder.failures.answer_failure"
