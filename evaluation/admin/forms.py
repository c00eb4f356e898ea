"""Forms of observations: those that ship, and the programs' own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from evaluation.models import ObservationForm
from programs.admin.scoping import ProgramScopedAdmin

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@admin.register(ObservationForm)
class ObservationFormAdmin(ProgramScopedAdmin):
    """The list of forms, those that ship among them; a form is written on pages of its own, beside its preview."""

    has_shared_rows = True
    list_display = ["__str__", "kind", "program", "state", "published_at"]
    list_filter = ["kind"]
    list_select_related = ["program"]
    ordering = ["program__name", "kind", "name", "-version"]

    @admin.display(description=_("state"))
    def state(self, form: ObservationForm) -> str:
        """Say whether it is offered."""
        return form.state_in_words

    def add_view(self, _request: HttpRequest, _form_url: str = "", _extra_context: Any = None) -> HttpResponse:
        """Begin a form from one that ships."""
        return redirect("evaluation:program-form-begin")

    def change_view(
        self, request: HttpRequest, object_id: str, _form_url: str = "", _extra_context: Any = None
    ) -> HttpResponse:
        """Write a draft; look at what is published."""
        found = get_object_or_404(self.get_queryset(request), pk=object_id)
        return redirect("evaluation:program-form", uuid=found.uuid)
