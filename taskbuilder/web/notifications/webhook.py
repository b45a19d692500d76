"""The page of a project's webhook, for its managers: its address, its secret, and what was sent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Role, Webhook
from taskbuilder.records.notifications.delivery_list import read_deliveries
from taskbuilder.records.notifications.webhooks import (
    delete_webhook,
    find_webhook,
    renew_secret,
    save_webhook,
    send_test,
)
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.confirmation import Question, ask_first
from taskbuilder.web.http.pager import link_neighbours
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.notifications.webhook_form import WebhookForm


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.MANAGER)
def show_webhook(request: ProjectRequest) -> HttpResponse:
    """A new secret is in the answer to its form alone. `do`: the button, where there is a webhook."""
    webhook = find_webhook(request.project)
    if request.method != "POST":
        return draw(request, WebhookForm(None, webhook=webhook), webhook)
    if webhook is not None and request.POST.get("do") == "renew":
        return renew(request, webhook)
    if webhook is not None and request.POST.get("do") == "test":
        return test(request, webhook)
    return save(request, webhook)


def renew(request: ProjectRequest, webhook: Webhook) -> HttpResponse:
    """Asks once: the program that receives the events rejects all until it has the new secret."""
    question = Question(
        title=_("Create new secret"),
        heading=_("Create a new signing secret?"),
        lead=_("The old secret stops working at once. Give the new one to the program that receives events."),
        do=_("Create new secret"),
        keep=_("Keep secret"),
        back=resolve_url("webhook", slug=request.project.slug),
        posted={"do": "renew"},
    )
    if (asking := ask_first(request, question)) is not None:
        return asking
    secret = renew_secret(project=request.project)
    return draw(request, WebhookForm(None, webhook=webhook), webhook, secret=secret)


def test(request: ProjectRequest, webhook: Webhook) -> HttpResponse:
    send_test(webhook=webhook, now=timezone.now())
    messages.success(request, _("A test is on its way. Reload this page to see its status."))
    return redirect_after_post(resolve_url("webhook", slug=request.project.slug))


def save(request: ProjectRequest, webhook: Webhook | None) -> HttpResponse:
    form = WebhookForm(request.POST, webhook=webhook)
    if not form.is_valid():
        return draw(request, form, webhook, status=422)
    secret = save_webhook(
        project=request.project,
        url=form.cleaned_data["url"],
        kinds=form.cleaned_data["kinds"],
        minutes=form.minutes,
    )
    if secret:
        made = find_webhook(request.project)
        return draw(request, WebhookForm(None, webhook=made), made, secret=secret)
    messages.success(request, _("The webhook was saved."))
    return redirect_after_post(resolve_url("webhook", slug=request.project.slug))


def draw(
    request: ProjectRequest,
    form: WebhookForm,
    webhook: Webhook | None,
    *,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    page = read_deliveries(webhook, before=before, after=after) if webhook else None
    context = {
        "form": form,
        "webhook": webhook,
        "secret": secret,
        "deliveries": page.rows if page else [],
        **(link_neighbours(page) if page else {}),
        "is_paused": webhook and webhook.paused_until and webhook.paused_until > timezone.now(),
    }
    return render(request, "notifications/webhook.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.MANAGER)
def remove(request: ProjectRequest) -> HttpResponse:
    """Asks once: what was sent is forgotten with it."""
    page = resolve_url("webhook", slug=request.project.slug)
    if (webhook := find_webhook(request.project)) is None:
        return redirect_after_post(page)
    question = Question(
        title=_("Delete webhook"),
        heading=_("Delete the webhook?"),
        lead=_(
            "Nothing more is sent to it. What is still waiting and the list of deliveries are deleted too."
        ),
        detail=str(webhook.url),
        do=_("Delete webhook"),
        keep=_("Keep webhook"),
        back=page,
    )
    if (asking := ask_first(request, question)) is not None:
        return asking
    if delete_webhook(project=request.project):
        messages.success(request, _("The webhook was deleted."))
    return redirect_after_post(page)
