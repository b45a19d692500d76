"""Keeping projects, their services and their members."""

import re
from collections.abc import Iterable, Iterator

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms.models import ModelChoiceIteratorValue
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from taskbuilder.records.access.connection_trials import try_connections
from taskbuilder.records.access.rights import has_higher_role
from taskbuilder.records.admin.forms import (
    HIGHER_ROLE,
    MemberForm,
    MemberFormSet,
    ProjectForm,
    ServiceForm,
    ServiceFormSet,
    StampedForm,
    fix_identity,
    for_actor,
)
from taskbuilder.records.admin.generic import (
    BaseInlineFormSet,
    ModelAdmin,
    ModelChoiceIterator,
    ModelForm,
    Row,
    TabularInline,
)
from taskbuilder.records.admin.own_rights import WithinOwnRights, actor_of
from taskbuilder.records.models import Draft, Member, Project, Service, Submission

ISSUED_ID = re.compile("[0-9a-f]{32}")
"""A project's ID as the cloud issues it; others are taken, since a sibling API has them."""


class SharedChoices(ModelChoiceIterator[Row]):
    """Choices that all rows of a formset read with one query."""

    def __iter__(self) -> Iterator[tuple[ModelChoiceIteratorValue | str, str]]:
        shared = self.field.__dict__.setdefault("shared", [])
        if not shared:
            shared.extend(super().__iter__())
        yield from shared


def tell_used(services: "models.QuerySet[Service]") -> "models.QuerySet[Service]":
    """Each with `is_used`: whether drafts or submissions are of it."""
    asked = (model.objects.filter(service=models.OuterRef("pk")) for model in (Submission, Draft))
    submitted, drafted = map(models.Exists, asked)
    return services.annotate(is_used=submitted | drafted)


class ServiceInline(TabularInline[Service, Project]):
    model = Service
    form = StampedForm[Service]
    formset = ServiceFormSet
    fields = ("name", "service_id", "platform", "stamp")
    extra = 0
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> "models.QuerySet[Service]":
        return tell_used(super().get_queryset(request))


class MemberInline(TabularInline[Member, Project]):
    model = Member
    form = MemberForm
    formset = MemberFormSet
    fields = ("person", "role", "stamp")
    extra = 0

    def get_formset(
        self, request: HttpRequest, obj: Project | None = None, **options: object
    ) -> type[BaseInlineFormSet[Member, Project, ModelForm[Member]]]:
        formset = for_actor(super().get_formset(request, obj, **options), actor_of(request))
        formset.form = for_actor(formset.form, actor_of(request))
        return formset

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Member]:
        return super().get_queryset(request).select_related("person", "project")

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[object, object]", request: HttpRequest, **options: object
    ) -> "forms.ModelChoiceField[models.Model] | None":
        field = super().formfield_for_foreignkey(db_field, request, **options)
        if isinstance(field, forms.ModelChoiceField):
            field.iterator = SharedChoices
            field.__dict__["shared"] = []
        return field


@admin.register(Project)
class ProjectAdmin(ModelAdmin[Project]):
    form = ProjectForm
    list_display = ("name", "slug", "sign_in", "base_url", "time_zone")
    list_filter = ("sign_in",)
    search_fields = ("name", "slug", "cloud_project_id", "base_url")
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (ServiceInline, MemberInline)
    actions = ("test_connection",)
    fieldsets = (
        (None, {"fields": (("name", "slug"), "time_zone", "stamp")}),
        (gettext_lazy("Cloud"), {"fields": ("base_url", ("cloud_project_id", "sign_in"))}),
        (gettext_lazy("Rate limits"), {"fields": (("most_in_flight", "most_a_second"), "suffixes_names")}),
        (gettext_lazy("Retention"), {"fields": (("strip_after_days", "delete_after_days"),)}),
        (
            gettext_lazy("Sign-in by user name and password"),
            {"fields": ("identity_url", ("domain_name", "username"), "password")},
        ),
        (
            gettext_lazy("Sign-in by access key"),
            {"fields": (("access_key", "secret_key"), "security_token", "forget_security_token")},
        ),
    )

    def view_on_site(self, obj: Project) -> str:
        return reverse("project", args=[obj.slug])

    def save_model(self, request: HttpRequest, obj: Project, form: ModelForm[Project], change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not ISSUED_ID.fullmatch(obj.cloud_project_id):
            message = _(
                "“%(id)s” looks like a project or region name. A project ID in the cloud has 32 "
                "characters: 0-9 and a-f."
            )
            messages.warning(request, message % {"id": obj.cloud_project_id})

    @admin.action(description=gettext_lazy("Test connection"), permissions=["change"])
    def test_connection(self, request: HttpRequest, projects: Iterable[Project]) -> None:
        """Signs in to the cloud of each chosen project, and says how it went."""
        for project, complaint in try_connections(projects):
            works = _("%(project)s: the connection works. The cloud accepted the sign-in.")
            fails = _("%(project)s: the connection failed. %(complaint)s")
            message = (fails if complaint else works) % {"project": project.name, "complaint": complaint}
            self.message_user(request, message, messages.ERROR if complaint else messages.SUCCESS)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Saves, and then, outside any transaction, tests what was saved where that was asked for."""
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if object_id is None or "_test" not in request.POST or not isinstance(response, HttpResponseRedirect):
            return response
        return self.show_connection(request, int(object_id))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.show_connection))
        return [path("<int:pk>/test/", view, name="records_project_test"), *super().get_urls()]

    def show_connection(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The button that tests what is saved: outside any transaction, since it talks to the cloud."""
        project = get_object_or_404(Project, pk=pk)
        if not self.has_change_permission(request, project):
            raise PermissionDenied
        self.test_connection(request, [project])
        return redirect("admin:records_project_change", pk)


@admin.register(Service)
class ServiceAdmin(ModelAdmin[Service]):
    form = ServiceForm
    list_display = ("name", "project", "platform", "service_id", "requires_config", "requires_node_id")
    list_filter = ("platform", "requires_config", "requires_node_id", "project")
    list_select_related = ("project",)
    search_fields = ("name", "service_id", "project__name")
    ordering = ("project__name", "name")
    fields = (
        "project",
        "name",
        "service_id",
        "platform",
        "requires_config",
        "config_schema",
        "requires_node_id",
        "upper_case",
        "stamp",
    )

    def get_queryset(self, request: HttpRequest) -> "models.QuerySet[Service]":
        return tell_used(super().get_queryset(request))

    def get_form(
        self, request: HttpRequest, obj: Service | None = None, change: bool = False, **options: object
    ) -> type[ModelForm[Service]]:
        form = super().get_form(request, obj, change, **options)
        fix_identity(obj, form.base_fields)
        return form


@admin.register(Member)
class MemberAdmin(WithinOwnRights[Member]):
    form = MemberForm
    fields = ("person", "project", "role", "stamp")
    list_display = ("person", "project", "role")
    list_display_links = ("person", "project")
    list_filter = ("role", "project")
    list_select_related = ("person", "project")
    search_fields = ("person__username", "project__name")
    ordering = ("project__name", "person__username")

    def explain_excess(self, actor: User, row: Member) -> str:
        return str(HIGHER_ROLE) if has_higher_role(actor=actor, roles=[(row.project_id, row.role)]) else ""

    def get_form(
        self, request: HttpRequest, obj: Member | None = None, change: bool = False, **options: object
    ) -> type[ModelForm[Member]]:
        return for_actor(super().get_form(request, obj, change, **options), actor_of(request))
