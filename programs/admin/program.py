"""Programs: site administrators create them and name their leaders; leaders say what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from programs.admin.scoping import ProgramScopedAdmin
from programs.models import Program, ProgramLeadership

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest


class LeadershipInline(admin.TabularInline):
    """Who leads the program: a leader reads it, a site administrator changes it."""

    model = ProgramLeadership
    extra = 0
    autocomplete_fields = ["user"]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django names it)
        """Whoever may open the program."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django names it)
        """Site administrators."""
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django names it)
        """Site administrators."""
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django names it)
        """Site administrators."""
        return request.user.is_superuser


@admin.register(Program)
class ProgramAdmin(ProgramScopedAdmin):
    """A program holds nothing confidential, so that site administrators may set it up."""

    program_path = ""
    list_display = ["name", "institution"]
    search_fields = ["name", "institution"]
    inlines = [LeadershipInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Every program for a site administrator, one's own for a leader."""
        return Program.objects.all() if request.user.is_superuser else super().get_queryset(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Leaders and site administrators."""
        return request.user.is_superuser or super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Its leaders and site administrators."""
        return request.user.is_superuser or super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Its leaders and site administrators."""
        return request.user.is_superuser or super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django names it)
        """Site administrators; a leader begins cohorts, not programs."""
        return request.user.is_superuser
