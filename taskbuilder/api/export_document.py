"""The calls on exports, in the OpenAPI document."""

from typing import Any

from taskbuilder.api.document_parts import (
    READING,
    REQUEST_ID,
    describe_answer,
    describe_errors,
    describe_query,
)
from taskbuilder.records.models import Format
from taskbuilder.taskspec.messages import gettext_noop as _

LOCATION = {"Location": {"description": _("The address of the export."), "schema": {"type": "string"}}}
NO_EXPORT = _("You have no such export in this project. Exports are deleted after a day.")


def describe_create_export(filters: list[dict[str, Any]]) -> dict[str, Any]:
    """`filters`: the parameters that the list has too."""
    form = _("Of the file. Spreadsheets take at most 1,048,575 rows.")
    return {
        "operationId": "createExport",
        "summary": _("Export submissions"),
        "description": _(
            "Writes all matching submissions to a file, newest first, with their requests. Secrets are "
            "hidden. Check the address in Location until it is ready, then get the file."
        ),
        "parameters": [
            {
                **describe_query("format", form, {"type": "string", "enum": Format.values}),
                "required": True,
            },
            *filters,
        ],
        "responses": {
            "202": describe_answer("202", "Export", LOCATION, description=_("It is being written.")),
            "400": describe_answer("400", "Error", description=_("A parameter is invalid.")),
            **describe_errors(*READING),
        },
    }


def describe_show_export() -> dict[str, Any]:
    return {
        "operationId": "showExport",
        "summary": _("Get an export"),
        "description": _("How many submissions are written. Only your own exports, for a day."),
        "responses": {
            "200": describe_answer("200", "Export", description=_("The export.")),
            "404": describe_answer("404", "Error", description=NO_EXPORT),
            **describe_errors(*READING),
        },
    }


def describe_file() -> dict[str, Any]:
    return {
        "operationId": "fetchExport",
        "summary": _("Get an export's file"),
        "description": _("The whole file, in the format that it was asked for in."),
        "responses": {
            "200": {
                "description": _("The file."),
                "headers": REQUEST_ID,
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            },
            "404": describe_answer("404", "Error", description=NO_EXPORT),
            "409": describe_answer("409", "Error", LOCATION, description=_("It is not ready, or it failed.")),
            **describe_errors(*READING),
        },
    }
