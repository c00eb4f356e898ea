"""The base of every admin page a program leader may open: rows, choices and history of their own programs only.

Being site staff or superuser grants nothing here: the rules are asked, not `User.has_perm`, which lets a superuser pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import rules
from django.contrib import admin
from django.db.models import Q

from programs.models import Program

if TYPE_CHECKING:
    from django.db.models import Field, Model, QuerySet
    from django.forms import ModelChoiceField, ModelMultipleChoiceField
    from django.http import HttpRequest

LEADS_ANY = "mentorship.leads_any_program"


def leads_any(request: HttpRequest) -> bool:
    """Whether this person leads a program at all; asked once a request."""
    known: bool | None = request.META.get(LEADS_ANY)
    if known is None:
        known = request.META[LEADS_ANY] = rules.has_perm("programs.lead_any", request.user)
    return known


class ProgramScoped:
    """What admin pages and their inlines share.

    `program_path` leads from the model to its program; empty for the program itself. Rows whose program is empty are
    shared by everybody: they can be read and chosen, never changed.
    """

    program_path: ClassVar[str] = "program"
    has_shared_rows: ClassVar[bool] = False
    may_add: ClassVar[bool] = True
    may_change: ClassVar[bool] = True
    may_delete: ClassVar[bool] = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only rows of programs that this person leads, and shared ones where there are any."""
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        path = f"{self.program_path}__" if self.program_path else ""
        own = Q(**{f"{path}leaderships__user": request.user})
        if not self.has_shared_rows:
            return rows.filter(own)
        return rows.filter(own | Q(**{f"{self.program_path}__isnull": True})) if leads_any(request) else rows.none()

    def program_of(self, row: Model) -> Program | None:
        """Follow `program_path` from a row."""
        found: Any = row
        for step in self.program_path.split("__") if self.program_path else ():
            found = getattr(found, step)
        return found

    def _leads(self, request: HttpRequest, row: Model | None) -> bool:
        if row is None or not row.pk:
            return leads_any(request)
        program = self.program_of(row)
        return program is not None and rules.has_perm("programs.lead_program", request.user, program)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Leaders see the app."""
        return leads_any(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who leads its program; a shared row, whoever leads any."""
        if obj is not None and self.has_shared_rows and self.program_of(obj) is None:
            return leads_any(request)
        return self._leads(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django names it)
        """Whoever leads a program; the choices of the form keep it within."""
        return self.may_add and leads_any(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who leads its program."""
        return self.may_change and self._leads(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who leads its program, where deleting loses no history."""
        return self.may_delete and self._leads(request, obj)

    def _choices(self, db_field: Field[Any, Any], request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
        """Offer, and accept, only rows this person may see; what places a row in a program, only where they lead."""
        site: admin.AdminSite = self.admin_site  # type: ignore[attr-defined]
        model: Any = db_field.related_model
        related: Any = site.get_model_admin(model) if site.is_registered(model) else None
        if isinstance(related, ProgramScoped):
            rows = related.get_queryset(request)
            if db_field.name == self.program_path.split("__")[0]:
                path = f"{related.program_path}__" if related.program_path else ""
                rows = rows.filter(**{f"{path}leaderships__user": request.user})
                given["required"] = True
            given.setdefault("queryset", rows)
        return given

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Choices of one related row; who leads one program only need not choose it."""
        field: Any = super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, **self._choices(db_field, request, kwargs)
        )
        if field is not None and field.required and db_field.related_model is Program:
            one_or_two = list(field.queryset[:2])
            field.initial = one_or_two[0] if len(one_or_two) == 1 else None
        return field

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField[Any] | None:
        """Choices of several related rows."""
        return super().formfield_for_manytomany(  # type: ignore[misc]
            db_field, request, **self._choices(db_field, request, kwargs)
        )


class ProgramScopedAdmin(ProgramScoped, admin.ModelAdmin):
    """An admin page of rows that belong to a program."""

    actions: Any = None


class ProgramScopedInline(ProgramScoped):
    """Rows below another row: who may change that one may change these. `obj` is the row above."""

    extra = 0

    def _above(self) -> Any:
        return self.admin_site.get_model_admin(self.parent_model)  # type: ignore[attr-defined]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who may open the row above."""
        return bool(self._above().has_view_permission(request, obj))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who may change the row above."""
        return self.may_add and bool(self._above().has_change_permission(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who may change the row above."""
        return self.may_change and bool(self._above().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who may change the row above, where deleting loses no history."""
        return self.may_delete and bool(self._above().has_change_permission(request, obj))


class ProgramScopedTabular(ProgramScopedInline, admin.TabularInline):
    """Rows below another row, as a table."""

    may_delete = True


class ProgramScopedStacked(ProgramScopedInline, admin.StackedInline):
    """Rows below another row, one under the other."""


class ReadOnlyTabular(ProgramScopedTabular):
    """What a leader reads here and its owner writes elsewhere."""

    may_add = may_change = may_delete = False
