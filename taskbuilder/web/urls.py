"""The site map."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from taskbuilder.web.account.password import change_password
from taskbuilder.web.account.sign_in import SignInView
from taskbuilder.web.projects import rules, tokens
from taskbuilder.web.projects import views as projects
from taskbuilder.web.submissions import cancellation, resolution
from taskbuilder.web.submissions import views as submissions

in_project: list[URLPattern | URLResolver] = [
    path("", projects.show_project, name="project"),
    path("submissions/", submissions.show_history, name="submissions"),
    path("submissions/<uuid:submission_id>/", submissions.show_submission, name="submission"),
    path("submissions/<uuid:submission_id>/settle/", resolution.resolve_submission, name="settle"),
    path(
        "submissions/<uuid:submission_id>/cancel/",
        cancellation.cancel_submission,
        name="submission-cancel",
    ),
    path("unknown/", resolution.show_unknown, name="unknown"),
    path("tokens/", tokens.show_tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke/", tokens.revoke, name="token-revoke"),
    path("drafts/", projects.show_drafts, name="drafts"),
    path("drafts/", include("taskbuilder.web.drafts.urls")),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="projects"), name="start"),
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("language/", set_language, name="set_language"),
    path("password/", change_password, name="password"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("projects/", projects.show_projects, name="projects"),
    path("projects/<slug:slug>/", include(in_project)),
    path("rules/", rules.show_rules, name="rules"),
]
