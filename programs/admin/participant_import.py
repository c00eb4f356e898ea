"""Files that were imported, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import path

from programs.admin import import_pages
from programs.admin.scoping import ProgramScopedAdmin
from programs.models import ParticipantImport

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern


@admin.register(ParticipantImport)
class ParticipantImportAdmin(ProgramScopedAdmin):
    """The list of imports; each opens on the page that shows its rows."""

    program_path = "cohort__program"
    may_add = may_change = False
    list_display = ["file_name", "cohort", "role", "state", "uploaded_by", "created_at"]
    list_select_related = ["cohort", "uploaded_by"]
    list_filter = ["role", "state"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave what only the preview needs in the database."""
        return super().get_queryset(request).defer("sheets", "unknown")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002 (Django names it)
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 (Django names it)
    ) -> HttpResponse:
        """Open the page that shows the rows."""
        found = self.get_object(request, object_id)
        if found is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        return redirect("admin:programs_participantimport_preview", pk=found.pk)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of an import."""
        view = self.admin_site.admin_view
        pages = {
            "preview": import_pages.preview,
            "progress": import_pages.progress,
            "columns": import_pages.columns,
            "values": import_pages.values,
            "confirm": import_pages.confirm,
            "discard": import_pages.discard,
            "bad-rows": import_pages.bad_rows,
        }
        own = [
            path(f"<int:pk>/{name}/", view(page), name=f"programs_participantimport_{name.replace('-', '_')}")
            for name, page in pages.items()
        ]
        return own + super().get_urls()
