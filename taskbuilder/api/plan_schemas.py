"""What plans are in the OpenAPI document."""

from typing import Any

from taskbuilder.api.schemas import describe_object, list_of
from taskbuilder.records.plans.states import Cause, Change, RunState, StepState
from taskbuilder.taskspec.inputs.input import MOST_EVER
from taskbuilder.taskspec.messages import gettext_noop as _

_TEXT, _TIME = {"type": "string"}, {"type": "string", "format": "date-time"}
_MAYBE_TEXT, _MAYBE_TIME = {"type": ["string", "null"]}, {"type": ["string", "null"], "format": "date-time"}
_FLAG, _COUNT = {"type": "boolean"}, {"type": "integer", "minimum": 0}
_ID = {"type": "string", "format": "uuid"}


def describe_flag(text: str) -> dict[str, Any]:
    return {"type": "boolean", "description": text}


def describe_counts(values: list[str], text: str) -> dict[str, Any]:
    return {"type": "object", "properties": dict.fromkeys(values, _COUNT), "description": text}


_SUMMARY: dict[str, Any] = {
    "id": _ID,
    "name": _TEXT,
    "service_id": _MAYBE_TEXT,
    "page": {"type": "string", "description": _("The address of the plan's page.")},
    "is_compared": describe_flag(_("Whether its last change was compared with what is there.")),
    "changed_at": _TIME,
}
PLAN_SCHEMAS: dict[str, Any] = {
    "PlanList": describe_object({"plans": list_of("PlanSummary")}),
    "PlanSummary": describe_object(_SUMMARY),
    "Plan": describe_object(
        _SUMMARY
        | {
            "judging": {"type": "integer", "description": _("The number of the comparison. A run names it.")},
            "changes": describe_counts(Change.values, _("How many rows there are of each kind.")),
        }
    ),
    "PlanDocument": describe_object(
        {
            "name": {"type": "string", "minLength": 1, "maxLength": 100},
            "service_id": _TEXT,
            "template": {"type": "object", "description": _("The request that all rows begin with.")},
            "headers": {"type": "array", "items": _TEXT},
            "rows": {
                "type": "array",
                "items": {"type": "array", "items": _TEXT},
                "description": _("Of each row a text for each header."),
            },
            "columns": {
                "type": "object",
                "additionalProperties": _TEXT,
                "description": _("By headers, the field that each column fills, as a JSON Pointer."),
            },
            "key": _MAYBE_TEXT | {"description": _("The header of the column that names a row.")},
            "name_pattern": {
                "type": "string",
                "maxLength": 200,
                "description": _("How tasks are called, such as {site}-{camera}."),
            },
            "grouping": {
                "type": ["object", "null"],
                "description": _(
                    "Rows that are one task: those that have the same in a column, or so many at a time. "
                    "null: each row is one."
                ),
                "properties": {
                    "column": {"type": "string", "description": _("The header of the column.")},
                    "inputs": {
                        "type": "integer",
                        "minimum": 1,
                        "maximum": MOST_EVER,
                        "description": _("How many rows a task has. The column then gets the group of each."),
                    },
                },
            },
        },
        "columns",
        "key",
        "name_pattern",
        "grouping",
    ),
    "PlanRowList": describe_object({"rows": list_of("PlanRow")}),
    "PlanRow": describe_object(
        {
            "number": _COUNT,
            "lines": {"type": "array", "items": _COUNT, "description": _("The rows that are this task.")},
            "key": _TEXT,
            "name": _TEXT,
            "change": {"type": "string", "enum": Change.values},
            "submission_id": _MAYBE_TEXT,
            "problems": list_of("PlanRowProblem"),
        }
    ),
    "PlanRowProblem": describe_object(
        {
            "line": _COUNT | {"description": _("Which row, of several that are one task.")},
            "column": _MAYBE_TEXT | {"description": _("The header, null where it is at none or several.")},
            "message": _TEXT,
            "is_blocking": describe_flag(_("Whether it has to be fixed; else it has to be confirmed.")),
        }
    ),
    "RunRequest": describe_object(
        {
            "judging": {"type": "integer", "description": _("The number of the comparison that is applied.")},
            "creates": describe_flag(_("Create new rows.")) | {"default": True},
            "replaces": describe_flag(_("Replace changed rows.")),
            "restores": describe_flag(_("Replace rows that were changed in the cloud.")),
            "deletes": describe_flag(_("Delete the tasks of removed rows.")),
            "confirms": describe_flag(_("Also send rows that need a confirmation.")),
            "is_canary": describe_flag(_("Send the first row alone, then pause.")),
        },
        *("creates", "replaces", "restores", "deletes", "confirms", "is_canary"),
    ),
    "Run": describe_object(
        {
            "id": _ID,
            "state": {"type": "string", "enum": RunState.values},
            "cause": {"type": ["string", "null"], "enum": [*filter(None, Cause.values), None]},
            "reason": {"type": "string", "description": _("What the cloud said.")},
            "rows_total": _COUNT,
            "rows": describe_counts(StepState.values, _("How many rows are in each state.")),
            "asked_at": _TIME,
            "finished_at": _MAYBE_TIME,
        }
    ),
}
