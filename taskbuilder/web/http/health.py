"""Whether this process lives, and whether it can answer: for what starts, stops and balances servers.

Asked by an address of the machine and without https, so that it comes before every other middleware.
"""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.deprecation import MiddlewareMixin

NO_STORE = {"Cache-Control": "no-store"}


class HealthMiddleware(MiddlewareMixin):
    """Answers /healthz and /readyz, to anybody: they say nothing but this."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"}, headers=NO_STORE)
        if request.path == "/readyz":
            fault = find_fault()
            return JsonResponse({"status": fault or "ok"}, status=503 if fault else 200, headers=NO_STORE)
        return None


def find_fault() -> str:
    """Why no page could be answered; empty where nothing is known against it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        check_migrations()
    except DatabaseError:
        return "the database is not available"
    except Unmigrated:
        return "the database is not migrated"
    return ""


class Unmigrated(Exception):
    """The code is newer than the tables."""


@cache
def check_migrations() -> None:
    """Raises Unmigrated. Once they are there they stay, so that it is asked until then only."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Unmigrated
