"""The plans' part of the site map."""

from django.urls import path

from taskbuilder.web.plans.apply import apply_plan
from taskbuilder.web.plans.fix import fix_rows
from taskbuilder.web.plans.problems_file import download_problems
from taskbuilder.web.plans.runs import control_run, download_result, show_run
from taskbuilder.web.plans.tables.columns import show_columns, show_table
from taskbuilder.web.plans.tables.from_sources import compare_again, show_from_sources
from taskbuilder.web.plans.tables.new import show_new, show_upload
from taskbuilder.web.plans.views import remove_plan, show_plan, show_plans

urlpatterns = [
    path("", show_plans, name="plans"),
    path("new/", show_new, name="plan-new"),
    path("from-sources/", show_from_sources, name="plan-from-sources"),
    path("tables/<uuid:upload_id>/", show_table, name="plan-table"),
    path("<uuid:plan_id>/", show_plan, name="plan"),
    path("<uuid:plan_id>/table/", show_upload, name="plan-upload"),
    path("<uuid:plan_id>/sources/", compare_again, name="plan-compare-again"),
    path("<uuid:plan_id>/columns/", show_columns, name="plan-columns"),
    path("<uuid:plan_id>/fix/", fix_rows, name="plan-fix"),
    path("<uuid:plan_id>/problems/", download_problems, name="plan-problems"),
    path("<uuid:plan_id>/apply/", apply_plan, name="plan-apply"),
    path("<uuid:plan_id>/runs/<uuid:run_id>/", show_run, name="plan-run"),
    path("<uuid:plan_id>/runs/<uuid:run_id>/control/", control_run, name="plan-control"),
    path("<uuid:plan_id>/runs/<uuid:run_id>/result/", download_result, name="plan-result"),
    path("<uuid:plan_id>/delete/", remove_plan, name="plan-delete"),
]
