"""The people of a cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorship.core import clock
from mentorship.core.errors import Refused
from programs.admin.scoping import ProgramScopedAdmin, ReadOnlyTabular
from programs.domain.enrollments import approve
from programs.enums import EnrollmentRole
from programs.models import Enrollment, Expertise, Need, Track

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from mentorship.accounts.models import User


class NeedInline(ReadOnlyTabular):
    """What the mentee wrote."""

    model = Need
    program_path = "enrollment__cohort__program"
    fields = ["topic", "competency", "kind", "self_rating", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Bring the words along."""
        return super().get_queryset(request).select_related("topic", "competency")


class ExpertiseInline(ReadOnlyTabular):
    """What the mentor wrote."""

    model = Expertise
    program_path = "enrollment__cohort__program"
    fields = ["topic", "competency"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Bring the words along."""
        return super().get_queryset(request).select_related("topic", "competency")


class EnrollmentForm(forms.ModelForm):
    """Tracks are those of the person's own cohort."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "tracks" in self.fields:
            tracks: Any = self.fields["tracks"]
            tracks.queryset = Track.objects.filter(cohort_id=self.instance.cohort_id)


class TrackFilter(admin.SimpleListFilter):
    """Tracks by their names, of one's own programs only."""

    title = gettext_lazy("track")
    parameter_name = "track"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Names of tracks, each once."""
        names = Track.objects.filter(enrollments__in=model_admin.get_queryset(request)).values_list("name", flat=True)
        return [(name, name) for name in names.order_by("name").distinct()]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """People of the chosen track."""
        return queryset.filter(tracks__name=self.value()).distinct() if self.value() else queryset


@admin.register(Enrollment)
class EnrollmentAdmin(ProgramScopedAdmin):
    """People come in by import; here a leader corrects what the file said and approves who applied."""

    program_path = "cohort__program"
    may_add = False
    form = EnrollmentForm
    list_display = ["user", "role", "state", "cohort", "in_tracks", "capacity"]
    list_filter = ["role", "state", TrackFilter, ("cohort", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["user__full_name", "user__email", "specialty", "site"]
    ordering = ["user__full_name"]
    list_per_page = 50
    actions: Any = ["approve_people"]
    readonly_fields = ["cohort", "user", "role", "state", "about"]
    fieldsets = [
        (None, {"fields": ["user", "cohort", "role", "state"]}),
        (gettext_lazy("Match"), {"fields": ["tracks", "specialty", "site", "capacity"]}),
        (
            gettext_lazy("In their own words"),
            {
                "fields": ["about"],
                "description": gettext_lazy("Read by this person, their partner and the program's leaders."),
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Bring the tracks along."""
        return super().get_queryset(request).select_related("user", "cohort__program").prefetch_related("tracks")

    @admin.display(description=gettext_lazy("tracks"))
    def in_tracks(self, enrollment: Enrollment) -> str:
        """Names of the person's tracks."""
        return ", ".join(track.name for track in enrollment.tracks.all())

    def get_inlines(self, _request: HttpRequest, obj: Any | None) -> list[Any]:
        """Needs of a mentee, expertise of a mentor."""
        return [ExpertiseInline if obj and obj.role == EnrollmentRole.MENTOR else NeedInline]

    def get_readonly_fields(self, _request: HttpRequest, obj: Any | None = None) -> list[str]:
        """A mentee has no places."""
        fixed = ["cohort", "user", "role", "state", "about"]
        return fixed if obj and obj.role == EnrollmentRole.MENTOR else [*fixed, "capacity"]

    @admin.action(description=gettext_lazy("Approve: they join the pool that is matched"), permissions=["change"])
    def approve_people(self, request: HttpRequest, queryset: QuerySet[Enrollment]) -> None:
        """Approve those chosen; say who could not be."""
        approved = 0
        for enrollment in queryset:
            try:
                approve(enrollment_id=enrollment.pk, by=cast("User", request.user), now=clock.now())
            except Refused as refusal:
                messages.error(request, _("%(name)s: %(why)s") % {"name": enrollment.user, "why": refusal})
            else:
                approved += 1
        if approved:
            said = ngettext("%(count)d person is approved.", "%(count)d people are approved.", approved)
            messages.success(request, said % {"count": approved})
