"""Rows of the admin that can be changed only by those who have the rights that the row gives."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse

from taskbuilder.records.admin.generic import ModelAdmin, Row


def actor_of(request: HttpRequest) -> User:
    """Who asks; pages of the admin are for people who have signed in."""
    assert isinstance(request.user, User)
    return request.user


class WithinOwnRights(ModelAdmin[Row]):
    """Refuses changes and deletions, in bulk too, with the cause; such a row can still be viewed."""

    def explain_excess(self, actor: User, row: Row) -> str:
        """Which right of the row the actor lacks, and who may change it; empty where there is none."""
        raise NotImplementedError

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.is_within(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self.is_within(request, obj)

    def is_within(self, request: HttpRequest, row: Row | None) -> bool:
        return row is None or not self.explain_excess(actor_of(request), row)

    def find_cause(self, request: HttpRequest, object_id: str) -> str:
        row = self.get_object(request, unquote(object_id))
        return "" if row is None else self.explain_excess(actor_of(request), row)

    def refuse_excess(self, request: HttpRequest, object_id: str) -> None:
        """Raises PermissionDenied with the cause, which is shown."""
        if cause := self.find_cause(request, object_id):
            raise PermissionDenied(cause)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        if object_id is not None and self.has_change_permission(request):
            if request.method == "POST":
                self.refuse_excess(request, object_id)
            elif cause := self.find_cause(request, object_id):
                messages.warning(request, cause)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        if self.has_delete_permission(request):
            self.refuse_excess(request, object_id)
        return super().delete_view(request, object_id, extra_context)

    def get_deleted_objects(
        self, objs: Sequence[Row] | models.QuerySet[Row], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Refuses to delete several of which one is beyond the actor's rights."""
        for row in objs:
            if cause := self.explain_excess(actor_of(request), row):
                raise PermissionDenied(cause)
        return super().get_deleted_objects(objs, request)
