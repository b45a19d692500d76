"""The endpoint's addresses: the reference's own path, and what belongs to it."""

from django.urls import path, re_path

from taskbuilder.api import actions, exports, listing, plans, views

urlpatterns = [
    path("", views.show_reference, name="api-reference"),
    path("openapi.json", views.show_document, name="api-document"),
    path("<str:project_id>/services/<str:service_id>/tasks", views.answer_tasks, name="api-create"),
    path(
        "<str:project_id>/services/<str:service_id>/tasks/<str:task_id>", actions.answer_task, name="api-task"
    ),
    path(
        "<str:project_id>/services/<str:service_id>/tasks/<str:task_id>/start",
        actions.start_task,
        name="api-start",
    ),
    path(
        "<str:project_id>/services/<str:service_id>/tasks/<str:task_id>/stop",
        actions.stop_task,
        name="api-stop",
    ),
    path(
        "<str:project_id>/services/<str:service_id>/tasks:validate", views.validate_task, name="api-validate"
    ),
    path("<str:project_id>/services", listing.show_services, name="api-services"),
    path("<str:project_id>/submissions", listing.show_submissions, name="api-submissions"),
    path("<str:project_id>/submissions/<uuid:submission_id>", views.show_submission, name="api-submission"),
    path(
        "<str:project_id>/submissions/<uuid:submission_id>:cancel",
        views.cancel_submission,
        name="api-cancel",
    ),
    path("<str:project_id>/exports", exports.create_export, name="api-exports"),
    path("<str:project_id>/exports/<uuid:export_id>", exports.show_export, name="api-export"),
    path("<str:project_id>/exports/<uuid:export_id>/file", exports.fetch_export, name="api-export-file"),
    path("<str:project_id>/plans", plans.answer_plans, name="api-plans"),
    path("<str:project_id>/plans/<uuid:plan_id>", plans.show_plan, name="api-plan"),
    path("<str:project_id>/plans/<uuid:plan_id>/rows", plans.show_rows, name="api-plan-rows"),
    path("<str:project_id>/plans/<uuid:plan_id>/document", plans.export_plan, name="api-plan-document"),
    path("<str:project_id>/plans/<uuid:plan_id>/runs", plans.start_run, name="api-runs"),
    path("<str:project_id>/plans/<uuid:plan_id>/runs/<uuid:run_id>", plans.show_run, name="api-run"),
    re_path(
        r"(?P<project_id>[^/]+)/plans/(?P<plan_id>[0-9a-f-]{36})/runs/(?P<run_id>[0-9a-f-]{36}):(?P<verb>pause|resume|cancel)\Z",
        plans.control_run,
        name="api-run-control",
    ),
    re_path(r"[\s\S]+", views.refuse_unknown, name="api-other"),  # a line's end too, which no converter takes
]
