"""A program's text for agreements, edited by its leader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agreements import terms
from agreements.domain.templates import next_version, use_template
from agreements.models import AgreementTemplate, GoalTemplate, TemplateSection
from mentorship.core import clock
from programs.admin.scoping import ProgramScopedAdmin, ProgramScopedStacked

if TYPE_CHECKING:
    from django.http import HttpRequest

    from mentorship.accounts.models import User

GAPS_IN_WORDS = ", ".join(f"{{{name}}}" for name in terms.GAPS)


class TemplateSectionForm(forms.ModelForm):
    """One section; a gap that nothing fills is refused while it is written."""

    class Meta:
        model = TemplateSection
        fields = ("order", "heading", "body")
        help_texts = {"body": _("Markdown. These are filled in for each pair: %(gaps)s") % {"gaps": GAPS_IN_WORDS}}

    def clean(self) -> dict[str, Any]:
        """Name the gaps that nothing fills."""
        values = super().clean() or {}
        unknown = terms.unknown_gaps(f"{values.get('heading', '')} {values.get('body', '')}")
        if unknown:
            message = ngettext("Nothing fills this gap: %(gaps)s.", "Nothing fills these gaps: %(gaps)s.", len(unknown))
            raise ValidationError(message % {"gaps": ", ".join(f"{{{name}}}" for name in unknown)})
        return values


class TemplateSectionInline(ProgramScopedStacked):
    """The sections of a version; a new one begins with the text that comes with the product."""

    model = TemplateSection
    form = TemplateSectionForm
    program_path = "template__program"
    may_delete = True

    def get_extra(self, request: HttpRequest, obj: AgreementTemplate | None = None, **kwargs: Any) -> int:
        """Offer as many empty sections as the shipped text has, when there is nothing yet."""
        return len(terms.shipped_sections()) if obj is None else super().get_extra(request, obj, **kwargs)


@admin.register(AgreementTemplate)
class AgreementTemplateAdmin(ProgramScopedAdmin):
    """Versions of a program's text; saving as new makes the next version, used from then on."""

    list_display = ["program", "version", "is_current", "created_at"]
    list_filter = ["is_current"]
    list_select_related = ["program"]
    fields = ["program", "version", "is_current"]
    inlines = [TemplateSectionInline]
    save_as = True

    def get_readonly_fields(self, _request: HttpRequest, obj: AgreementTemplate | None = None) -> list[str]:
        """A version keeps its program."""
        return ["version", "is_current"] if obj is None else ["program", "version", "is_current"]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Fill a new version's empty sections with the shipped text."""
        given: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk is None and request.method == "GET":
            given["initial"] = [
                {"order": number, "heading": section.heading, "body": section.body}
                for number, section in enumerate(terms.shipped_sections(), start=1)
            ]
        return given

    def save_model(self, request: HttpRequest, obj: AgreementTemplate, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """Number a new version; it is put to use once its sections are there."""
        if not change:
            obj.version = next_version(obj.program)
            obj.is_current = False
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """Use a new version for new agreements from now on."""
        super().save_related(request, form, formsets, change)
        if not change:
            use_template(template_id=form.instance.pk, by=cast("User", request.user), now=clock.now())
            self.message_user(request, gettext("New agreements use this version from now on."))


@admin.register(GoalTemplate)
class GoalTemplateAdmin(ProgramScopedAdmin):
    """Goals a program offers to begin from, beside those that come with the product."""

    list_display = ["goal", "program", "specialty", "measure_target", "measure_unit"]
    list_filter = ["specialty"]
    list_select_related = ["program"]
    search_fields = ["goal", "specialty"]
    fields = [
        "program",
        "specialty",
        "goal",
        ("measure_target", "measure_unit", "measure_observed"),
        "measure_topic",
        "weeks",
        "options",
        "will",
    ]
