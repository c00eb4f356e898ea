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
    MeetingState.CANCELLED: frozenset({MeetingState.SCHEDULED}),
    MeetingState.MISSED: frozenset({MeetingState.SCHEDULED}),
}


class CancelReason(TextChoices):
    """Why a meeting did not happen."""

    CLINICAL_DUTY = "clinical_duty", _("Clinical duty")
    ILLNESS = "illness", _("Illness or leave")
    EXAM = "exam", _("Exam or teaching")
    HOLIDAY = "holiday", _("Holiday")
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


class AbsenceKind(TextChoices):
    """How a time differs from the weekly rules."""

    AWAY = "away", _("Away")
    ON_CALL = "on_call", _("On call")
    DUTY = "duty", _("On duty")
    FREE = "free", _("Free, for once")


class BusySourceKind(TextChoices):
    """Where busy times come from."""

    FILE = "file", _("A file")
    ADDRESS = "address", _("An address")


class ProposalState(TextChoices):
    """What becomes of proposed times."""

    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("None of them suits")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


PROPOSAL_MOVES: dict[str, frozenset[str]] = {
    ProposalState.OPEN: frozenset(
        {ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.WITHDRAWN, ProposalState.EXPIRED}
    ),
    ProposalState.ACCEPTED: frozenset(),
    ProposalState.DECLINED: frozenset(),
    ProposalState.WITHDRAWN: frozenset(),
    ProposalState.EXPIRED: frozenset(),
}


class SaidOutcome(TextChoices):
    """What one of the two says of a meeting that is over."""

    HELD = "held", _("Held")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")


class Participation(TextChoices):
    """What a calendar program answers to an invitation (RFC 5545, 3.2.12)."""

    ACCEPTED = "accepted", _("accepted")
    TENTATIVE = "tentative", _("accepted tentatively")
    DECLINED = "declined", _("declined")


class SkipReason(TextChoices):
    """Why a series leaves a day out."""

    HOLIDAY = "holiday", _("Holiday")
    LEAVE = "leave", _("Leave")
    NOT_FREE = "not_free", _("Not free")
