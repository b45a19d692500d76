"""The calls on tasks that there are, in the OpenAPI document."""

from typing import Any

from taskbuilder.api.document_parts import describe_answer, describe_errors, describe_header, describe_query
from taskbuilder.api.preferences import DEFAULT_WAIT
from taskbuilder.api.tasks import LAST_OFFSET, LONGEST_FILTER, MOST_LISTED
from taskbuilder.cloud import MOST_TASKS
from taskbuilder.taskspec.messages import gettext_noop as _

TEXT: dict[str, Any] = {"type": "string", "maxLength": LONGEST_FILTER}
FILTERS: dict[str, tuple[str, dict[str, Any]]] = {
    "state": (_("IEF only: tasks in this state."), TEXT),
    "name_like": (_("IEF only: tasks whose name contains this."), TEXT),
    "id": (_("IEF only: the task with this ID."), TEXT),
    "created_since": (_("IEF only: tasks created at this time or later, in ms since 1970."), TEXT),
    "created_until": (_("IEF only: tasks created at this time or earlier, in ms since 1970."), TEXT),
    "sort_key": (_("IEF only: name, created_at or updated_at."), TEXT),
    "sort_dir": (_("IEF only: asc or desc."), TEXT),
}
READ_ERRORS = {
    "400": _("A parameter is invalid."),
    "404": _("The project has no such service, or the service no such task."),
    "409": _("The cloud refused the call."),
    "413": _("The cloud refused the call."),
    "429": _("Too many requests, from this token or to the cloud. Wait as long as Retry-After says."),
    "502": _("The cloud refused this installation's sign-in, not the call."),
    "503": _("The cloud could not be reached."),
}


def describe_list_tasks() -> dict[str, Any]:
    number = {"type": "integer", "minimum": 0, "maximum": LAST_OFFSET, "default": 0}
    size = {"type": "integer", "minimum": 1, "maximum": MOST_LISTED, "default": MOST_TASKS}
    return {
        "operationId": "listTasks",
        "summary": _("List tasks"),
        "description": _("All tasks of the service, as the cloud lists them now. Secrets are hidden."),
        "parameters": [
            describe_query("offset", _("How many to skip."), number),
            describe_query("limit", _("Maximum number."), size),
            *(describe_query(name, text, schema) for name, (text, schema) in FILTERS.items()),
        ],
        "responses": {
            "200": describe_answer("200", "TaskList", description=_("The page.")),
            **describe_failures(),
        },
    }


def describe_show_task() -> dict[str, Any]:
    return {
        "operationId": "showTask",
        "summary": _("Get a task"),
        "description": _("The task as the cloud shows it now. Secrets are hidden."),
        "responses": {
            "200": describe_answer("200", "TaskDetails", description=_("The task.")),
            **describe_failures(),
        },
    }


START = _(
    "IEF only. Like the cloud's call; sent again after an unknown answer only once the task was checked."
)
STOP = START
DELETE = _(
    "Like the cloud's call; a task that is gone already counts as deleted. After an unknown answer it is "
    "sent again only once the task was checked."
)


def describe_action(operation: str, title: str, about: str) -> dict[str, Any]:
    """A call that changes a task."""
    late = _(
        "The cloud accepted the call and carries it out shortly. If the state is not done, the cloud did not "
        "respond within the wait time: send the call again to keep waiting."
    )
    wait = _("wait=N: wait up to N seconds for the cloud, at most 60.")
    schema = {"type": "string", "examples": [f"wait={DEFAULT_WAIT}"]}
    return {
        "operationId": operation,
        "summary": title,
        "description": about,
        "parameters": [describe_header("Prefer", wait, schema)],
        "responses": {
            "202": describe_answer("202", "TaskAction", description=late),
            **describe_failures(),
            "409": describe_answer(
                "409", "Error", description=_("Another action is under way, or the cloud refused the call.")
            ),
            "410": describe_answer("410", "Error", description=_("It was cancelled before it was sent.")),
        },
    }


def describe_failures() -> dict[str, Any]:
    """Of a call that asks the cloud."""
    failures = {
        status: describe_answer(status, "Error", description=text) for status, text in READ_ERRORS.items()
    }
    return failures | describe_errors("401", "403", "500")
