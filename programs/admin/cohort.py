"""Cohorts: their dates, their numbers, their tracks, their stage and their people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorship.core import clock
from programs.admin import import_pages, setup_pages, stage_pages
from programs.admin.scoping import ProgramScopedAdmin, ProgramScopedStacked, ProgramScopedTabular
from programs.domain.cohorts import create_cohort
from programs.enums import CohortStage, EnrollmentRole
from programs.models import Cohort, CohortPolicy, Track
from programs.shipped.policies import PolicyTemplate

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from mentorship.accounts.models import User


class PolicyInline(ProgramScopedStacked):
    """Every number a leader may set."""

    model = CohortPolicy
    program_path = "cohort__program"
    may_add = False
    can_delete = False
    fieldsets = [
        (_("Match"), {"fields": ["mentor_capacity_default", "proposal_answer_days"]}),
        (_("Expectations"), {"fields": ["agreement_reminder_days"]}),
        (
            _("Timing"),
            {
                "fields": [
                    "meeting_cadence_days",
                    "meeting_reminder_hours",
                    "meeting_proposal_days",
                    "protected_hours_per_month",
                    "drift_after_days",
                    "action_overdue_days",
                    "reminder_days_before",
                    "reminder_days_after",
                    "last_call_minutes",
                    "escalation_days",
                ]
            },
        ),
        (
            _("Observe"),
            {
                "fields": [
                    "required_mini_cex",
                    "required_dops",
                    "required_direct_skills_reviews",
                    "evidence_observations",
                    "evidence_observers",
                    "evidence_within_weeks",
                ]
            },
        ),
        (_("Review"), {"fields": ["review_interval_days", "review_answer_days", "minimum_group_size"]}),
        (_("Quiet hours"), {"fields": [("quiet_hours_start", "quiet_hours_end")]}),
    ]


class TrackInline(ProgramScopedTabular):
    """The strands of the cohort."""

    model = Track
    program_path = "cohort__program"
    fields = ["name", "kind"]


class NewCohortForm(forms.ModelForm):
    """A cohort that begins: the numbers come from a scheme that ships and can be changed right after."""

    policy_template = forms.ChoiceField(
        label=_("Numbers to start with"),
        choices=PolicyTemplate.choices,
        help_text=_("How often people meet, when reviews open, how many mentees a mentor takes. All can be changed."),
    )
    copy_of = forms.ModelChoiceField(
        label=_("Or copy an earlier cohort"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=_("No, take the numbers above"),
        help_text=_(
            "Copied: its numbers, tracks, what counts in the matching and how people are matched, targets of procedures, "
            "survey windows (moved along with the first day), and holidays that lie in the new dates. The application "
            "form is filled in with the same words when you open one. Not copied: people, pairs, and all they wrote. "
            "Training, templates and words of your own belong to the program and are there anyway."
        ),
    )

    class Meta:
        model = Cohort
        fields = ["program", "name", "starts_on", "ends_on", "time_zone"]

    def clean(self) -> dict[str, Any]:
        """Copy only within a program."""
        given = super().clean() or {}
        earlier = given.get("copy_of")
        if earlier and earlier.program != given.get("program"):
            self.add_error("copy_of", gettext("Only a cohort of the same program can be copied."))
        return given


@admin.register(Cohort)
class CohortAdmin(ProgramScopedAdmin):
    """Setting a cohort up; its stage changes on a page that says what will happen."""

    list_display = ["name", "program", "stage", "mentors", "mentees", "starts_on", "ends_on"]
    list_select_related = ["program"]
    list_filter = ["stage"]
    search_fields = ["name", "program__name"]
    date_hierarchy = "starts_on"
    readonly_fields = ["stage"]
    change_form_template = "admin/programs/cohort/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cohort]:
        """Count the people with the rows."""
        taking_part = ~Q(enrollments__state="withdrawn")
        rows: QuerySet[Cohort] = super().get_queryset(request)
        return rows.annotate(
            mentor_count=Count("enrollments", filter=taking_part & Q(enrollments__role=EnrollmentRole.MENTOR)),
            mentee_count=Count("enrollments", filter=taking_part & Q(enrollments__role=EnrollmentRole.MENTEE)),
        )

    @admin.display(description=_("mentors"), ordering="mentor_count")
    def mentors(self, cohort: Any) -> int:
        """How many mentors take part."""
        return int(cohort.mentor_count)

    @admin.display(description=_("mentees"), ordering="mentee_count")
    def mentees(self, cohort: Any) -> int:
        """How many mentees take part."""
        return int(cohort.mentee_count)

    def get_form(self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 (Django's own signature)
        """Ask for the scheme when a cohort begins."""
        if obj:
            return super().get_form(request, obj, change, **kwargs)
        form = super().get_form(request, obj, change, **(kwargs | {"form": NewCohortForm}))
        copy_of: Any = form.base_fields["copy_of"]
        copy_of.queryset = Cohort.objects.visible_to(cast("User", request.user)).select_related("program")
        copy_of.label_from_instance = lambda cohort: f"{cohort.program} · {cohort}"
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A cohort begins in the time zone of who begins it."""
        return {"time_zone": cast("User", request.user).time_zone} | super().get_changeform_initial_data(request)

    def get_fieldsets(self, _request: HttpRequest, obj: Any | None = None) -> Any:
        """Show the stage of a cohort that exists, the scheme of one that begins."""
        last = ["stage"] if obj else ["policy_template", "copy_of"]
        return [(None, {"fields": ["program", "name", ("starts_on", "ends_on"), "time_zone", *last]})]

    def get_inlines(self, _request: HttpRequest, obj: Any | None) -> list[Any]:
        """A cohort that begins gets its numbers and tracks from the scheme."""
        return [TrackInline, PolicyInline] if obj else []

    def get_readonly_fields(self, _request: HttpRequest, obj: Any | None = None) -> list[str]:
        """A cohort stays in its program."""
        return ["program", "stage"] if obj else []

    def save_model(self, request: HttpRequest, obj: Cohort, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's own signature)
        """Begin a cohort by its verb; save changes as they are."""
        if change:
            super().save_model(request, obj, form, change)
            return
        made = create_cohort(
            program_id=obj.program_id,
            name=obj.name,
            starts_on=obj.starts_on,
            ends_on=obj.ends_on,
            time_zone=obj.time_zone,
            policy=form.cleaned_data["policy_template"],
            copy_of=form.cleaned_data["copy_of"].pk if form.cleaned_data["copy_of"] else None,
            by=cast("User", request.user),
            now=clock.now(),
        )
        obj.pk, obj.uuid = made.pk, made.uuid

    def get_urls(self) -> list[URLPattern]:
        """Add the import of participants, the setting up and the change of stage."""
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/import/", view(import_pages.upload), name="programs_cohort_import"),
            path("<int:pk>/setup/", view(setup_pages.guide), name="programs_cohort_setup"),
            path("<int:pk>/setup/<slug:stage>/", view(setup_pages.numbers), name="programs_cohort_numbers"),
            path("<int:pk>/stage/", view(stage_pages.next_stage), name="programs_cohort_stage"),
        ]
        return own + super().get_urls()

    def response_add(self, request: HttpRequest, obj: Cohort, post_url_continue: str | None = None) -> HttpResponse:
        """Go on to the six stages of the cohort that was begun."""
        if {"_addanother", "_continue"} & set(request.POST):
            return super().response_add(request, obj, post_url_continue)
        return redirect("admin:programs_cohort_setup", pk=obj.pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Tell the page where the cohort stands."""
        cohort = self.get_object(request, object_id)
        known = {"next_stage": stage_pages.following(cohort), "closed": CohortStage.CLOSED} if cohort else {}
        return super().change_view(request, object_id, form_url, known | (extra_context or {}))
