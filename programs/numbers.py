"""Every number of a cohort's policy: the stage it belongs to, its unit, and what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from mentorship.core.stages import MentorStage
from programs.models import CohortPolicy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class PolicyNumber:
    """One field of `CohortPolicy`, told to the leader who sets it."""

    field: str
    stage: MentorStage
    unit: str | _StrPromise
    changes: str | _StrPromise

    @property
    def usual(self) -> Any:
        """Return what a cohort has if nobody says otherwise."""
        return _field(self.field).get_default()

    @property
    def name(self) -> str:
        """Return its name."""
        return str(_field(self.field).verbose_name)


def _field(name: str) -> Any:
    return CohortPolicy._meta.get_field(name)


DAYS, MENTEES, PER_MENTEE = _("days"), _("mentees"), _("per mentee")
NUMBERS: tuple[PolicyNumber, ...] = (
    PolicyNumber(
        "mentor_capacity_default",
        MentorStage.MATCH,
        MENTEES,
        _("How many places a mentor has whose sign-up does not say. The matching never goes above it."),
    ),
    PolicyNumber(
        "proposal_answer_days",
        MentorStage.MATCH,
        DAYS,
        _("How long both have to accept a proposed pair. After that it comes back to you."),
    ),
    PolicyNumber(
        "agreement_reminder_days",
        MentorStage.EXPECTATIONS,
        DAYS,
        _("How often who has not signed is reminded, until both have."),
    ),
    PolicyNumber(
        "meeting_cadence_days",
        MentorStage.TIMING,
        DAYS,
        _("How often a pair is expected to meet. It stands in the agreement, and the report counts against it."),
    ),
    PolicyNumber(
        "meeting_reminder_hours",
        MentorStage.TIMING,
        _("hours"),
        _("How long before a meeting both are reminded of it."),
    ),
    PolicyNumber(
        "meeting_proposal_days",
        MentorStage.TIMING,
        DAYS,
        _("How long proposed times wait for an answer. Then they expire, and who proposed them hears of it."),
    ),
    PolicyNumber(
        "drift_after_days",
        MentorStage.TIMING,
        DAYS,
        _(
            "After how long without a meeting, held or planned, and without feedback your board shows a pair as drifting."
        ),
    ),
    PolicyNumber(
        "protected_hours_per_month",
        MentorStage.TIMING,
        _("hours a month"),
        _("How much time the hospital gives each mentor. The report shows how much of it is used."),
    ),
    PolicyNumber(
        "action_overdue_days",
        MentorStage.TIMING,
        DAYS,
        _("How often the owner of an overdue action is reminded."),
    ),
    PolicyNumber(
        "reminder_days_before",
        MentorStage.TIMING,
        DAYS,
        _(
            "How long before its day people are reminded of an action, a review, a proposed pair, an invitation or training "
            "that runs out."
        ),
    ),
    PolicyNumber(
        "reminder_days_after",
        MentorStage.TIMING,
        DAYS,
        _("How long after a meeting its mentee hears that there is no summary, and you of applications that wait."),
    ),
    PolicyNumber(
        "last_call_minutes",
        MentorStage.TIMING,
        _("minutes"),
        _("How long before a meeting both are reminded a second time; 0 for not again."),
    ),
    PolicyNumber(
        "escalation_days",
        MentorStage.TIMING,
        DAYS,
        _(
            "After how long you hear of an agreement nobody signs or a pair that stays out of touch; their mails say so."
        ),
    ),
    PolicyNumber(
        "quiet_hours_start", MentorStage.TIMING, _("where the reader lives"), _("From then on no mail leaves.")
    ),
    PolicyNumber("quiet_hours_end", MentorStage.TIMING, _("where the reader lives"), _("What waited leaves then.")),
    PolicyNumber(
        "required_mini_cex",
        MentorStage.OBSERVE,
        PER_MENTEE,
        _("How many mini-CEX each mentee needs. A review says what is missing."),
    ),
    PolicyNumber(
        "required_dops",
        MentorStage.OBSERVE,
        PER_MENTEE,
        _("How many directly observed procedures each mentee needs."),
    ),
    PolicyNumber(
        "required_direct_skills_reviews",
        MentorStage.OBSERVE,
        PER_MENTEE,
        _("How many direct skills reviews each mentee needs."),
    ),
    PolicyNumber(
        "evidence_observations",
        MentorStage.OBSERVE,
        _("observations"),
        _("With fewer of them, of whatever kind, a review says “not enough evidence” and names what is missing."),
    ),
    PolicyNumber(
        "evidence_observers",
        MentorStage.OBSERVE,
        _("people"),
        _("So many different people must have observed the mentee for a review to have enough evidence."),
    ),
    PolicyNumber(
        "evidence_within_weeks",
        MentorStage.OBSERVE,
        _("weeks"),
        _("One observation must not be older, or a review lacks evidence; 0 for whenever."),
    ),
    PolicyNumber(
        "review_interval_days",
        MentorStage.REVIEW,
        DAYS,
        _("How often a review opens for each pair, counted from the day both signed."),
    ),
    PolicyNumber(
        "review_answer_days",
        MentorStage.REVIEW,
        DAYS,
        _("How long a review can be answered. Then it closes, and the report says that an answer is missing."),
    ),
    PolicyNumber(
        "minimum_group_size",
        MentorStage.REVIEW,
        _("people"),
        _("Smaller groups are never shown in survey results, and are merged in the picture of the pool."),
    ),
)


def of_stage(stage: str) -> list[PolicyNumber]:
    """Return the numbers of one MENTOR stage, in order."""
    return [number for number in NUMBERS if number.stage == stage]
