"""The admin of matching: who must never be paired. Everything else of matching has pages of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _

from matching.domain.exclusions import are_mentor_and_mentee, declare_exclusion
from matching.models import Exclusion
from mentorship.core import clock
from programs.admin.scoping import ProgramScopedAdmin

if TYPE_CHECKING:
    from django.forms import ModelChoiceField
    from django.http import HttpRequest

    from mentorship.accounts.models import User


class PersonField(forms.ModelChoiceField):
    """A person among those offered, found with the one query that offers them."""

    def to_python(self, value: Any) -> Any:
        """Return the person meant."""
        if value in self.empty_values:
            return None
        meant = next((person for person in self.queryset or () if str(person.pk) == str(value)), None)
        if meant is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return meant


class ExclusionForm(forms.ModelForm):
    """A mentor, a mentee of the same cohort, and why."""

    class Meta:
        model = Exclusion
        fields = ["mentor", "mentee", "reason"]

    def clean(self) -> dict[str, Any]:
        """Refuse two people who could not meet anyway."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        mentor, mentee = cleaned.get("mentor"), cleaned.get("mentee")
        if mentor and mentee and not are_mentor_and_mentee(mentor, mentee):
            self.add_error("mentee", _("Choose a mentor and a mentee of the same cohort."))
        return cleaned


@admin.register(Exclusion)
class ExclusionAdmin(ProgramScopedAdmin):
    """Pairs that must never be; read by the program's leaders alone. An exclusion is taken back, never edited."""

    form = ExclusionForm
    program_path = "mentee__cohort__program"
    may_change = False
    may_delete = True
    list_display = ["mentee", "mentor", "reason", "created_at"]
    list_select_related = ["mentee__user", "mentor__user"]
    search_fields = ["mentee__user__full_name", "mentor__user__full_name"]

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Offer mentors as the mentor and mentees as the mentee."""
        field = super().formfield_for_foreignkey(db_field, request, **{**kwargs, "form_class": PersonField})
        if field is not None and field.queryset is not None:
            field.queryset = (
                field.queryset.filter(role=db_field.name).select_related("user").order_by("user__full_name")
            )
        return field

    def save_model(self, request: HttpRequest, obj: Exclusion, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        """Let the verb write, so that it stands in the audit trail."""
        made = declare_exclusion(
            mentor_id=obj.mentor_id,
            mentee_id=obj.mentee_id,
            reason=obj.reason,
            by=cast("User", request.user),
            now=clock.now(),
        )
        obj.pk, obj.uuid, obj.declared_by = made.pk, made.uuid, made.declared_by
