"""States and kinds of the app `meetings`, with their labels."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class MeetingState(TextChoices):
    """A meeting from idea to memory; a confirmation made by mistake can be taken back."""

    PROPOSED = "proposed", _("Proposed")
    SCHEDULED = "scheduled", _("Scheduled")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")
    MISSED = "missed", _("Missed")


MEETING_MOVES: dict[str, frozenset[str]] = {
    MeetingState.PROPOSED: frozenset({MeetingState.SCHEDULED, MeetingState.CANCELLED}),
    MeetingState.SCHEDULED: frozenset({MeetingState.HELD, MeetingState.CANCELLED, MeetingState.MISSED}),
    MeetingState.HELD: frozenset({MeetingState.SCHEDULED}),
    MeetingState.CANCELLED: frozenset(),
    MeetingState.MISSED: frozenset({MeetingState.SCHEDULED}),
}


class CancelReason(TextChoices):
    """Why a meeting did not happen."""

    CLINICAL_DUTY = "clinical_duty", _("Clinical duty")
    ILLNESS = "illness", _("Illness or leave")
    EXAM = "exam", _("Exam or teaching")
    NOT_NEEDED = "not_needed", _("Not needed")
    OTHER = "other", _("Something else")


class Weekday(IntegerChoices):
    """Days of the week as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")
