"""One delivery to a webhook: what was sent, each try, and sending it again."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Role
from taskbuilder.records.notifications.delivery_list import find_delivery
from taskbuilder.records.notifications.webhooks import send_again
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.MANAGER)
def show_delivery(request: ProjectRequest, delivery_id: UUID) -> HttpResponse:
    """A POST sends it again, under the same id; one that is on its way stays as it is."""
    delivery = find_delivery(project=request.project, delivery_id=delivery_id)
    if delivery is None:
        raise Http404(_("Delivery not found in this project. It may have been deleted."))
    if request.method != "POST":
        body = json.dumps(delivery.body, indent=2, ensure_ascii=False)
        return render(request, "notifications/delivery.html", {"delivery": delivery, "body": body})
    if send_again(delivery, now=timezone.now()):
        messages.success(request, _("It is sent again."))
    return redirect_after_post(resolve_url("delivery", slug=request.project.slug, delivery_id=delivery.pk))
