"""The site map."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from taskbuilder.web.account import account, display
from taskbuilder.web.account.password import change_password
from taskbuilder.web.account.sign_in import SignInView, SignOutView
from taskbuilder.web.boards import capacity, handover, sent_handover
from taskbuilder.web.boards.coverage import show_coverage
from taskbuilder.web.boards.now import show_now
from taskbuilder.web.boards.week import show_week
from taskbuilder.web.cloud_tasks import found
from taskbuilder.web.cloud_tasks import views as cloud_tasks
from taskbuilder.web.cloud_tasks.drift import show_drift
from taskbuilder.web.drafts.imports.views import show_import
from taskbuilder.web.exports import creation
from taskbuilder.web.exports import views as exports
from taskbuilder.web.filters import views as filters
from taskbuilder.web.help import views as help_pages
from taskbuilder.web.notifications import choices, deliveries, webhook
from taskbuilder.web.notifications import views as notifications
from taskbuilder.web.projects import rules, tokens
from taskbuilder.web.projects import views as projects
from taskbuilder.web.projects.joining import join
from taskbuilder.web.submissions import cancellation, column_choice, comments, comparison, history, resolution
from taskbuilder.web.submissions import views as submissions
from taskbuilder.web.task_actions import across, queue, replacement
from taskbuilder.web.task_actions import asking as action_asking
from taskbuilder.web.task_actions import progress as actions
from taskbuilder.web.task_templates.question_page import show_questions

in_project: list[URLPattern | URLResolver] = [
    path("", projects.show_project, name="project"),
    path("join/", join, name="project-join"),
    path("submissions/", history.show_history, name="submissions"),
    path("submissions/export/", creation.export_history, name="history-export"),
    path("submissions/<uuid:submission_id>/", submissions.show_submission, name="submission"),
    path("submissions/<uuid:submission_id>/tasks/", cloud_tasks.follow_tasks, name="submission-tasks"),
    path("submissions/<uuid:submission_id>/drift/", show_drift, name="submission-drift"),
    path("submissions/<uuid:submission_id>/settle/", resolution.resolve_submission, name="settle"),
    path(
        "submissions/<uuid:submission_id>/cancel/",
        cancellation.cancel_submission,
        name="submission-cancel",
    ),
    path("submissions/<uuid:submission_id>/comments/", comments.write_comment, name="comment-add"),
    path(
        "submissions/<uuid:submission_id>/comments/<uuid:comment_id>/delete/",
        comments.remove_comment,
        name="comment-delete",
    ),
    path("tasks/", show_now, name="tasks-now"),
    path(
        "submissions/<uuid:submission_id>/replacement/end/",
        replacement.end_replacement,
        name="replacement-end",
    ),
    path("actions/", actions.show_actions, name="actions"),
    path("actions/new/", action_asking.ask_for_action, name="action-new"),
    path("actions/cancel/", queue.cancel_everything, name="actions-cancel"),
    path("actions/<uuid:batch_id>/", actions.show_action, name="action"),
    path("actions/<uuid:batch_id>/cancel/", actions.cancel_action, name="action-cancel"),
    path("tasks/week/", show_week, name="tasks-week"),
    path("tasks/coverage/", show_coverage, name="tasks-coverage"),
    path("tasks/handover/", handover.show_handover, name="tasks-handover"),
    path("tasks/handover/seen/", handover.mark_handover, name="handover-seen"),
    path("tasks/handover/send/", sent_handover.send, name="handover-send"),
    path("tasks/handover/daily/", sent_handover.choose_daily, name="handover-daily"),
    path("tasks/capacity/", capacity.show_capacity, name="tasks-capacity"),
    path("tasks/capacity/edit/", capacity.edit_capacity, name="capacity-edit"),
    path("filters/new/", filters.show_new_in_project, name="filter-new"),
    path("filters/<int:filter_id>/", filters.show_in_project, name="filter"),
    path("filters/<int:filter_id>/delete/", filters.delete_in_project, name="filter-delete"),
    path("found-tasks/", found.show_found, name="found-tasks"),
    path("found-tasks/adopt/", found.adopt_found, name="found-adopt"),
    path("compare/", comparison.show_comparison, name="compare"),
    path("unknown/", resolution.show_unknown, name="unknown"),
    path("notifications/", choices.choose, name="notification-choices"),
    path("webhook/", webhook.show_webhook, name="webhook"),
    path("webhook/delete/", webhook.remove, name="webhook-delete"),
    path("webhook/deliveries/<uuid:delivery_id>/", deliveries.show_delivery, name="delivery"),
    path("tokens/", tokens.show_tokens, name="tokens"),
    path("tokens/<uuid:token_id>/keys/", tokens.add_key_pair, name="token-keys"),
    path("tokens/<uuid:token_id>/revoke/", tokens.revoke, name="token-revoke"),
    path("drafts/", projects.show_drafts, name="drafts"),
    path("import/", show_import, name="import"),
    # Before the steps, whose addresses look the same.
    path("drafts/<uuid:draft_id>/questions/", show_questions, name="draft-questions"),
    path("drafts/", include("taskbuilder.web.drafts.urls")),
    path("plans/", include("taskbuilder.web.plans.urls")),
    path("templates/", include("taskbuilder.web.task_templates.urls")),
    path("inventory/", include("taskbuilder.web.inventory.urls")),
    path("regions/", include("taskbuilder.web.regions.urls")),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="projects"), name="start"),
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("language/", display.choose_language, name="set_language"),
    path("display/", display.choose_display, name="display"),
    path("account/", account.show_account, name="account"),
    path("account/sign-out-elsewhere/", account.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("password/", change_password, name="password"),
    path("sign-out/", SignOutView.as_view(), name="sign-out"),
    path("submissions/", history.show_submissions, name="all-submissions"),
    path("submissions/columns/", column_choice.choose_columns, name="columns"),
    path("submissions/actions/", across.ask_across, name="all-actions-new"),
    path("submissions/export/", creation.export_submissions, name="all-submissions-export"),
    path("exports/", exports.show_exports, name="exports"),
    path("exports/<uuid:export_id>/", exports.show_export, name="export"),
    path("exports/<uuid:export_id>/file/", exports.download, name="export-file"),
    path("exports/<uuid:export_id>/again/", exports.make_again, name="export-again"),
    path("notifications/", notifications.show_notifications, name="notifications"),
    path("notifications/read/", notifications.mark_read, name="notifications-read"),
    path("notifications/<int:pk>/", notifications.open_one, name="notification"),
    path("submissions/filters/new/", filters.show_new_across, name="own-filter-new"),
    path("submissions/filters/<int:filter_id>/", filters.show_across, name="own-filter"),
    path("submissions/filters/<int:filter_id>/delete/", filters.delete_across, name="own-filter-delete"),
    path("projects/", projects.show_projects, name="projects"),
    path("projects/<slug:slug>/", include(in_project)),
    path("help/", help_pages.show_help, name="help"),
    path("help/pictures/<slug:name>.png", help_pages.serve_picture, name="help-picture"),
    path("help/<slug:name>/", help_pages.show_guide, name="help-guide"),
    path("rules/", rules.show_rules, name="rules"),
]
