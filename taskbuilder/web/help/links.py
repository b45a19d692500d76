"""Which section of the guides each page leads to."""

from django.http import HttpRequest
from django.urls import reverse

HELP = {
    "sign-in": "operators#sign-in",
    "projects": "operators#projects",
    "project": "operators#projects",
    "drafts": "operators#drafts",
    "draft": "operators#drafts",
    "draft-new": "operators#drafts",
    "draft-discard": "operators#drafts",
    "draft-json": "operators#the-json-page",
    "draft-step": "operators#create-a-task",
    "draft-step:service": "operators#service",
    "draft-step:details": "operators#details",
    "draft-step:input": "operators#input",
    "draft-step:output": "operators#output",
    "draft-step:schedule": "operators#schedule",
    "draft-step:resources": "operators#resources",
    "draft-step:review": "operators#review",
    "import": "operators#import",
    "draft-share": "operators#drafts",
    "draft-questions": "operators#templates",
    "templates": "operators#templates",
    "template": "operators#templates",
    "templates-broken": "operators#templates",
    "template-new": "operators#templates",
    "template-edit": "operators#templates",
    "template-delete": "operators#templates",
    "template-start": "operators#templates",
    "inventory": "operators#inventory",
    "draft-inventory": "operators#inventory",
    "inventory-list": "operators#inventory",
    "inventory-new": "operators#inventory",
    "inventory-from-tasks": "operators#inventory",
    "inventory-import": "operators#inventory",
    "inventory-mark": "operators#inventory",
    "inventory-delete": "operators#inventory",
    "inventory-export": "operators#inventory",
    "inventory-entry": "operators#inventory",
    "inventory-edit": "operators#inventory",
    "region-templates": "operators#region-templates",
    "region-template": "operators#region-templates",
    "region-template-new": "operators#region-templates",
    "region-template-edit": "operators#region-templates",
    "region-template-delete": "operators#region-templates",
    "region-choose": "operators#region-templates",
    "region-place": "operators#region-templates",
    "source-snapshots": "operators#region-templates",
    "plans": "operators#plans",
    "plan": "operators#plans",
    "plan-new": "operators#plans",
    "plan-table": "operators#plans",
    "plan-upload": "operators#plans",
    "plan-from-sources": "operators#plans",
    "plan-compare-again": "operators#plans",
    "plan-columns": "operators#plans",
    "plan-fix": "operators#plans",
    "plan-problems": "operators#plans",
    "plan-apply": "operators#plans",
    "plan-run": "operators#plans",
    "plan-control": "operators#plans",
    "plan-result": "operators#plans",
    "plan-delete": "operators#plans",
    "tasks-now": "reviewers#tasks-now",
    "tasks-week": "reviewers#the-week",
    "tasks-handover": "reviewers#handover",
    "handover-seen": "reviewers#handover",
    "tasks-coverage": "reviewers#coverage",
    "handover-send": "reviewers#handover",
    "handover-daily": "reviewers#handover",
    "tasks-capacity": "managers#capacity",
    "capacity-edit": "managers#capacity",
    "submissions": "reviewers#history",
    "all-actions-new": "operators#actions",
    "all-submissions": "reviewers#history",
    "columns": "reviewers#history",
    "history-export": "reviewers#export",
    "all-submissions-export": "reviewers#export",
    "exports": "reviewers#export",
    "export": "reviewers#export",
    "export-file": "reviewers#export",
    "export-again": "reviewers#export",
    "filter-new": "reviewers#saved-filters",
    "filter": "reviewers#saved-filters",
    "filter-delete": "reviewers#saved-filters",
    "own-filter-new": "reviewers#saved-filters",
    "own-filter": "reviewers#saved-filters",
    "own-filter-delete": "reviewers#saved-filters",
    "submission": "operators#the-result",
    "submission-tasks": "operators#the-result",
    "actions": "operators#actions",
    "action": "operators#actions",
    "action-new": "operators#actions",
    "action-cancel": "operators#actions",
    "actions-cancel": "operators#actions",
    "submission-drift": "operators#the-result",
    "found-tasks": "operators#tasks-created-elsewhere",
    "found-adopt": "operators#tasks-created-elsewhere",
    "replacement-end": "operators#actions",
    "comment-add": "reviewers#comments",
    "comment-delete": "reviewers#comments",
    "compare": "reviewers#compare",
    "submission-cancel": "operators#the-result",
    "unknown": "operators#needs-review",
    "settle": "operators#needs-review",
    "notifications": "operators#notifications",
    "notifications-read": "operators#notifications",
    "notification": "operators#notifications",
    "notification-choices": "operators#notifications",
    "webhook": "managers#webhook",
    "webhook-delete": "managers#webhook",
    "delivery": "managers#webhook",
    "tokens": "programs#tokens",
    "token-keys": "programs#sign-requests",
    "token-revoke": "programs#tokens",
    "account": "operators#your-account",
    "password": "operators#your-account",
    "rules": "reviewers#rules",
    "api-reference": "programs#the-calls",
    "service-schema": "administrators#services",
    "help": "operators#help",
    "help-guide": "operators#help",
}
"""View → guide and section; a step's page has a section for each step."""
ADMIN = {
    "project": "administrators#projects",
    "member": "administrators#people",
    "user": "administrators#people",
    "service": "administrators#services",
    "submission": "administrators#submissions",
}
"""The admin's tables; all its other pages lead to the guide's begin."""
INDEX = "administrators#the-administration"


def find_help(request: HttpRequest | None) -> str:
    """The address of the help of a page; of all guides, for a page that has no view."""
    match = request.resolver_match if request is not None else None
    if match is None:
        return reverse("help")
    if match.app_name == "admin":
        table = (match.url_name or "").split("_")
        return address_of(ADMIN.get(table[1] if len(table) > 1 else "", INDEX))
    name = match.url_name or ""
    section = HELP.get(f"{name}:{match.kwargs.get('step')}") or HELP.get(name)
    return address_of(section) if section else reverse("help")


def address_of(section: str) -> str:
    guide, anchor = section.split("#")
    return f"{reverse('help-guide', args=[guide])}#{anchor}"
