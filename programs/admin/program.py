"""Programs: site administrators create them and name their leaders; leaders say what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.admin import leader_pages
from programs.admin.scoping import ProgramScopedAdmin
from programs.domain.cohorts import USUAL_TRACKS
from programs.models import Program, ProgramLeadership

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern


LONGEST_NAME = 80


class SomebodyLeads(forms.BaseInlineFormSet):
    """Leaders may be exchanged; a program that is led stays led."""

    def clean(self) -> None:
        """Refuse to take the last leader away, also while a leader lets another one go."""
        super().clean()
        if not self.initial_forms or any(self.errors):
            return
        leaving = {form.instance.pk for form in self.deleted_forms}
        coming = any(form.cleaned_data.get("user") for form in self.extra_forms if form not in self.deleted_forms)
        Program.objects.select_for_update(of=["self"]).get(pk=self.instance.pk)
        if leaving and not coming and not self.instance.leaderships.exclude(pk__in=leaving).exists():
            raise ValidationError(gettext("Somebody has to lead the program. Name another leader first."))


class LeadershipInline(admin.TabularInline):
    """Who leads the program: leaders read it here and name others on a page of their own; site administrators change it."""

    formset = SomebodyLeads
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


class ProgramForm(forms.ModelForm):
    """Goals from a list, and the program's own."""

    shipped_aims = forms.MultipleChoiceField(
        label=_("Goals"),
        required=False,
        choices=[(kind.value, kind.label) for kind in USUAL_TRACKS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A new cohort gets a track for each of them."),
    )
    own_aims = forms.CharField(
        label=_("Own goals"), required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("One a line.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shipped = {kind.value for kind in USUAL_TRACKS}
        if "shipped_aims" in self.fields:
            self.fields["shipped_aims"].initial = [aim for aim in self.instance.aims if aim in shipped]
            self.fields["own_aims"].initial = "\n".join(aim for aim in self.instance.aims if aim not in shipped)

    def clean_own_aims(self) -> list[str]:
        """Take each line once, short enough to be the name of a track."""
        lines = list(dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["own_aims"].splitlines()))))
        if any(len(line) > LONGEST_NAME for line in lines):
            raise ValidationError(_("A goal has at most %(most)d characters."), params={"most": LONGEST_NAME})
        return lines


@admin.register(Program)
class ProgramAdmin(ProgramScopedAdmin):
    """A program holds nothing confidential, so that site administrators may set it up."""

    program_path = ""
    list_display = ["name", "institution"]
    search_fields = ["name", "institution"]
    inlines = [LeadershipInline]
    change_form_template = "admin/programs/program/change_form.html"
    form = ProgramForm
    fields = ["name", "institution", "shipped_aims", "own_aims", "goals"]

    def save_model(self, request: HttpRequest, obj: Program, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's own signature)
        """Put the goals together."""
        if "own_aims" in form.cleaned_data:
            obj.aims = [*form.cleaned_data["shipped_aims"], *form.cleaned_data["own_aims"]]
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        """Add the page of who leads a program."""
        own = [
            path("<int:pk>/leaders/", self.admin_site.admin_view(leader_pages.leaders), name="programs_program_leaders")
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Tell the page whether this person leads the program, and so may name others."""
        program = self.get_object(request, object_id)
        leads = {"leads": program is not None and rules.has_perm("programs.lead_program", request.user, program)}
        return super().change_view(request, object_id, form_url, leads | (extra_context or {}))

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
