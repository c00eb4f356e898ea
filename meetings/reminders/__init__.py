"""What is due about meetings: times proposed, news for calendars, the day before, the day after."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetings.reminders.of_changes import cancelled, moved, own_changes, planned
from meetings.reminders.of_meetings import coming_up, summary_missing, to_confirm
from meetings.reminders.of_proposals import proposal_over, proposed
from mentorship.notifications import reminders
from mentorship.notifications.reminders import ReminderKind

KINDS = (
    ReminderKind(
        "meeting_planned",
        _("A meeting was planned with you"),
        planned,
        why=_("somebody planned a meeting with you"),
    ),
    ReminderKind(
        "meeting_proposed",
        _("Times for a meeting are proposed to you"),
        proposed,
        why=_("somebody proposed times to you and waits for your answer"),
    ),
    ReminderKind(
        "meeting_proposal_over",
        _("Your proposed times came to nothing"),
        proposal_over,
        why=_("you proposed times for a meeting"),
    ),
    ReminderKind(
        "meeting_moved",
        _("A meeting was moved"),
        moved,
        mandatory=True,
        why=_("a meeting with you has another time or place"),
    ),
    ReminderKind(
        "meeting_own_change",
        _("What you plan, move or cancel yourself, for your calendar"),
        own_changes,
        why=_("you planned, moved or cancelled a meeting, and your calendar should know"),
    ),
    ReminderKind(
        "meeting_summary",
        _("What did you take from the meeting?"),
        summary_missing,
        why=_("you met and have not summed it up; we ask once"),
    ),
    ReminderKind(
        "meeting_cancelled",
        _("A meeting was cancelled"),
        cancelled,
        mandatory=True,
        why=_("a meeting with you does not take place"),
    ),
    ReminderKind(
        "meeting_tomorrow",
        _("A meeting is coming up"),
        coming_up,
        why=_("you have a meeting soon"),
    ),
    ReminderKind(
        "meeting_to_confirm",
        _("Did you meet?"),
        to_confirm,
        why=_("a meeting of yours is over and neither of you has confirmed it"),
    ),
)


def register() -> None:
    """Tell the ledger which kinds there are."""
    for kind in KINDS:
        reminders.register(kind)
