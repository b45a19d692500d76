"""The calls on plans, in the OpenAPI document."""

from typing import Any

from taskbuilder.api.document_parts import (
    JSON,
    READING,
    describe_answer,
    describe_errors,
    describe_path,
    describe_query,
)
from taskbuilder.api.schemas import refer
from taskbuilder.records.plans.states import Change
from taskbuilder.taskspec.messages import gettext_noop as _

CHANGING = ("400", "411", "413", "415", *READING)
LOCATION = {"Location": {"description": _("The address of the plan."), "schema": {"type": "string"}}}
LOCATION_OF_RUN = {"Location": {"description": _("The address of the run."), "schema": {"type": "string"}}}
NO_PLAN = _("The project has no such plan.")
NO_RUN = _("The plan has no such run.")
COMPARED = _("The plan, compared with the tasks that are there.")
COMPARING = _("The plan is saved and is being compared. Get it again after Retry-After.")
BUSY = _("A run applies the plan, or the plan was changed or compared again meanwhile.")


def describe_plan_paths() -> dict[str, Any]:
    project = [describe_path("project_id")]
    plan = [*project, describe_path("plan_id", format="uuid")]
    run = [*plan, describe_path("run_id", format="uuid")]
    root = "/v1/{project_id}/plans"
    paths: dict[str, Any] = {
        root: {"parameters": project, "get": describe_list(), "post": describe_put()},
        f"{root}/{{plan_id}}": {"parameters": plan, "get": describe_show()},
        f"{root}/{{plan_id}}/rows": {"parameters": plan, "get": describe_rows()},
        f"{root}/{{plan_id}}/document": {"parameters": plan, "get": describe_document()},
        f"{root}/{{plan_id}}/runs": {"parameters": plan, "post": describe_start()},
        f"{root}/{{plan_id}}/runs/{{run_id}}": {"parameters": run, "get": describe_run()},
    }
    for verb, title in (
        ("pause", _("Pause a run")),
        ("resume", _("Resume a run")),
        ("cancel", _("Cancel a run")),
    ):
        paths[f"{root}/{{plan_id}}/runs/{{run_id}}:{verb}"] = {
            "parameters": run,
            "post": describe_control(f"{verb}Run", title),
        }
    return paths


def describe_body(schema: str) -> dict[str, Any]:
    return {"required": True, "content": {JSON: {"schema": refer(schema)}}}


def describe_list() -> dict[str, Any]:
    return {
        "operationId": "listPlans",
        "summary": _("List plans"),
        "description": _("The project's plans, the last changed first."),
        "responses": {
            "200": describe_answer("200", "PlanList", description=_("All of them.")),
            **describe_errors(*READING),
        },
    }


def describe_put() -> dict[str, Any]:
    return {
        "operationId": "putPlan",
        "summary": _("Create or change a plan"),
        "description": _(
            "Makes the plan of that name, or gives it another template and table, and compares it. Nothing "
            "is sent to the cloud. What is hidden in a document that was exported stays as it is."
        ),
        "requestBody": describe_body("PlanDocument"),
        "responses": {
            "200": describe_answer("200", "Plan", LOCATION, description=COMPARED),
            "202": describe_answer("202", "Plan", LOCATION, description=COMPARING),
            "409": describe_answer("409", "Error", description=BUSY),
            **describe_errors("404", *CHANGING),
        },
    }


def describe_show() -> dict[str, Any]:
    return {
        "operationId": "showPlan",
        "summary": _("Get a plan"),
        "description": _("How many rows would be created, replaced and deleted."),
        "responses": {
            "200": describe_answer("200", "Plan", LOCATION, description=COMPARED),
            "202": describe_answer("202", "Plan", LOCATION, description=COMPARING),
            "404": describe_answer("404", "Error", description=NO_PLAN),
            **describe_errors(*READING),
        },
    }


def describe_rows() -> dict[str, Any]:
    number = {"type": "integer", "minimum": 0}
    return {
        "operationId": "listPlanRows",
        "summary": _("List a plan's rows"),
        "description": _("One page, in the table's order, with the problems of each row."),
        "parameters": [
            describe_query("change", _("Only rows of this kind."), {"type": "string", "enum": Change.values}),
            describe_query("start", _("How many rows to skip."), number),
            describe_query("limit", _("Maximum number."), {"type": "integer", "minimum": 1, "maximum": 500}),
        ],
        "responses": {
            "200": describe_answer("200", "PlanRowList", description=_("The page.")),
            "404": describe_answer("404", "Error", description=NO_PLAN),
            **describe_errors("400", *READING),
        },
    }


def describe_document() -> dict[str, Any]:
    return {
        "operationId": "exportPlan",
        "summary": _("Export a plan"),
        "description": _("The document that makes this plan. Secrets are hidden."),
        "responses": {
            "200": describe_answer("200", "PlanDocument", description=_("The document.")),
            "404": describe_answer("404", "Error", description=NO_PLAN),
            **describe_errors(*READING),
        },
    }


def describe_start() -> dict[str, Any]:
    return {
        "operationId": "startRun",
        "summary": _("Apply a plan"),
        "description": _("Starts a run. Sending the request again returns the same run."),
        "requestBody": describe_body("RunRequest"),
        "responses": {
            "202": describe_answer("202", "Run", LOCATION_OF_RUN, description=_("The run.")),
            "404": describe_answer("404", "Error", description=NO_PLAN),
            "409": describe_answer("409", "Error", description=BUSY),
            **describe_errors(*CHANGING),
        },
    }


def describe_run() -> dict[str, Any]:
    return {
        "operationId": "showRun",
        "summary": _("Get a run"),
        "description": _("How far a run is, and why it does not go on."),
        "responses": {
            "200": describe_answer("200", "Run", description=_("The run.")),
            "404": describe_answer("404", "Error", description=NO_RUN),
            **describe_errors(*READING),
        },
    }


def describe_control(operation: str, title: str) -> dict[str, Any]:
    return {
        "operationId": operation,
        "summary": title,
        "description": _("Sending the request again returns the same response."),
        "responses": {
            "200": describe_answer("200", "Run", description=_("The run.")),
            "404": describe_answer("404", "Error", description=NO_RUN),
            "409": describe_answer("409", "Error", description=BUSY),
            **describe_errors(*READING),
        },
    }
