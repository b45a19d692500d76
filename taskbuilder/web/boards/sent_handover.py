"""Sending a handover to those who want it: now, or at a time of each day."""

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Role
from taskbuilder.records.notifications.handovers import Receivers, save_handover_time, send_handover
from taskbuilder.web.boards.handover import LONGEST, SHIFT, read_time
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.http.redirects import redirect_after_post


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def send(request: ProjectRequest) -> HttpResponse:
    """Sends what the page shows, up to now."""
    address = resolve_url("tasks-handover", slug=request.project.slug)
    if request.method != "POST":  # where signing in leads back to
        return redirect(address)
    now = timezone.now()
    since = read_time(request.POST.get("since", ""), request.zone, now=now)
    since = max(since or now - SHIFT, now - LONGEST)
    report(request, send_handover(request.project, since=since, by=request.user, now=now))
    return redirect_after_post(address)


def report(request: ProjectRequest, receivers: Receivers) -> None:
    """To whom it goes, or that nobody wants it."""
    if not receivers.people and not receivers.has_webhook:
        words = _("Nobody receives handovers. Members and the webhook can be set to receive them.")
        messages.warning(request, words)
        return
    words = ngettext(
        "The handover is on its way to %(counter)s member.",
        "The handover is on its way to %(counter)s members.",
        receivers.people,
    )
    both = ngettext(
        "The handover is on its way to %(counter)s member and the webhook.",
        "The handover is on its way to %(counter)s members and the webhook.",
        receivers.people,
    )
    said = both if receivers.has_webhook and receivers.people else words
    if not receivers.people:
        said = _("The handover is on its way to the webhook.")
    messages.success(request, said % {"counter": receivers.people})


class DailyForm(PageForm):
    """At what time it is sent each day; empty for none."""

    time = forms.TimeField(
        label=gettext_lazy("Time"),
        help_text=gettext_lazy("In the project's time zone. Leave empty to send none."),
        required=False,
        input_formats=["%H:%M"],
        error_messages={"invalid": gettext_lazy("Enter the time as hours and minutes, such as 06:00.")},
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "short"}),
    )

    def __init__(self, data: QueryDict | None, *, initial: dict[str, object], back: str) -> None:
        self.back = back
        super().__init__(data, initial=initial)

    def lay_out(self) -> Layout:
        cancel = HTML('{% include "components/cancel.html" %}')
        return Layout("time", Div(submit(_("Save time")), cancel, css_class="d-flex flex-wrap gap-2"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.MANAGER)
def choose_daily(request: ProjectRequest) -> HttpResponse:
    """The time of the day at which a project's handover is sent."""
    back = resolve_url("tasks-handover", slug=request.project.slug)
    data = request.POST if request.method == "POST" else None
    form = DailyForm(data, initial={"time": request.project.handover_time}, back=back)
    if request.method == "POST" and form.is_valid():
        save_handover_time(request.project, form.cleaned_data["time"])
        messages.success(request, _("The time of the daily handover was saved."))
        return redirect_after_post(back)
    return render(request, "boards/handover_daily.html", {"form": form}, status=422 if form.errors else 200)
