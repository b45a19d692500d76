"""The editor of a service's config schema, which belongs to the administration."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.admin.forms import StampedForm
from taskbuilder.records.models import Service
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.schemas.preview import EXAMPLE, SchemaPreview, make_preview


class SchemaForm(StampedForm[Service]):
    """A service's config schema alone."""

    class Meta:
        model = Service
        fields = ("config_schema",)

    field_order = ("config_schema",)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_schema(request: HttpRequest, pk: int) -> HttpResponse:
    """The schema as text, and beside it what it would mean; saved only when that is asked for."""
    service = find_service(request, pk)
    form = SchemaForm(request.POST or None, instance=service, initial=find_initial(request))
    is_saving = request.POST.get("press") == "save"
    if form.is_bound and form.is_valid() and is_saving:
        return save_schema(request, form)
    context = {
        **admin.site.each_context(request),
        "title": _("Config schema"),
        "service": service,
        "original": service,
        "opts": Service._meta,
        "form": form,
        "is_refused": is_saving,
        "preview": find_preview(form, pk),
    }
    return render(request, "schemas/edit.html", context, status=422 if is_saving else 200)


def find_service(request: HttpRequest, pk: int) -> Service:
    """Raises Http404 for one whose tasks have no config, PermissionDenied for who may not change it."""
    if not request.user.has_perm("records.change_service"):
        raise PermissionDenied
    return get_object_or_404(Service.objects.select_related("project"), pk=pk, platform=Platform.IEF)


def find_initial(request: HttpRequest) -> dict[str, object]:
    """The example in place of what is stored, where that is asked for."""
    return {"config_schema": EXAMPLE} if "example" in request.GET else {}


def find_preview(form: SchemaForm, pk: int) -> SchemaPreview | None:
    """None where what was typed cannot be used: the form says why."""
    stored = Service.objects.get(pk=pk)  # the form puts what was typed into its own
    if not form.is_bound:
        return make_preview(stored, form.initial["config_schema"])
    form.is_valid()
    is_usable = "config_schema" in form.cleaned_data
    return make_preview(stored, form.cleaned_data["config_schema"]) if is_usable else None


def save_schema(request: HttpRequest, form: SchemaForm) -> HttpResponse:
    """Saves, and writes it down among the service's changes."""
    service = form.save()
    changes = [{"changed": {"fields": ["config schema"]}}]
    admin.site.get_model_admin(Service).log_change(request, service, changes)
    messages.success(request, _("The config schema was saved."))
    return redirect("service-schema", service.pk)
