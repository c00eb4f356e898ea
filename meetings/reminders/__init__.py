"""What is due about meetings: times proposed, news for calendars, the day before, the day after."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetings.reminders.of_changes import moved, news, planned
from meetings.reminders.of_meetings import around_meetings, summary_missing
from meetings.reminders.of_pairs import pairs_that_do_not_meet
from meetings.reminders.of_proposals import proposal_over, proposed
from mentorship.notifications import reminders
from mentorship.notifications.reminders import ReminderKind

__all__ = ["KINDS", "around_meetings", "moved", "news", "planned", "register", "summary_missing"]
KINDS = (
    ReminderKind(
        "meeting_planned",
        _("A meeting was planned with you"),
        news,
        why=_("somebody planned a meeting with you"),
        between_the_pair=True,
    ),
    ReminderKind(
        "meeting_proposed",
        _("Times for a meeting are proposed to you"),
        proposed,
        why=_("somebody proposed times to you and waits for your answer"),
        between_the_pair=True,
    ),
    ReminderKind(
        "meeting_proposal_over",
        _("Your proposed times came to nothing"),
        proposal_over,
        why=_("you proposed times for a meeting"),
        between_the_pair=True,
    ),
    ReminderKind(
        "meeting_moved",
        _("A meeting was moved"),
        news,
        mandatory=True,
        why=_("a meeting with you has another time or place"),
        between_the_pair=True,
    ),
    ReminderKind(
        "meeting_own_change",
        _("What you plan, move or cancel yourself, for your calendar"),
        news,
        why=_("you planned, moved or cancelled a meeting, and your calendar should know"),
        between_the_pair=True,
    ),
    ReminderKind(
        "meeting_summary",
        _("What did you take from the meeting?"),
        summary_missing,
        why=_("you met and have not summed it up; we ask once"),
        between_the_pair=True,
    ),
    ReminderKind(
        "meeting_cancelled",
        _("A meeting was cancelled"),
        news,
        mandatory=True,
        why=_("a meeting with you does not take place"),
        between_the_pair=True,
    ),
    ReminderKind(
        "meeting_tomorrow",
        _("A meeting is coming up"),
        around_meetings,
        why=_("you have a meeting soon"),
        between_the_pair=True,
    ),
    ReminderKind(
        "meeting_soon",
        _("A meeting is about to begin"),
        around_meetings,
        pressing=True,
        why=_("you have a meeting within the hour or so"),
        between_the_pair=True,
    ),
    ReminderKind(
        "first_meeting",
        _("Your first meeting is not planned yet"),
        pairs_that_do_not_meet,
        why=_("you two can begin, and no meeting is planned"),
    ),
    ReminderKind(
        "no_contact",
        _("You two have not been in touch for a while"),
        pairs_that_do_not_meet,
        why=_("nothing shows that the two of you were in touch lately"),
    ),
    ReminderKind(
        "pair_drifting",
        _("A pair stays out of touch"),
        pairs_that_do_not_meet,
        for_leaders=True,
        why=_("you lead the program, and a pair did not answer our reminders"),
    ),
    ReminderKind(
        "meeting_to_confirm",
        _("Did you meet?"),
        around_meetings,
        why=_("a meeting of yours is over and neither of you has confirmed it"),
        between_the_pair=True,
    ),
)


def register() -> None:
    """Tell the ledger which kinds there are."""
    for kind in KINDS:
        reminders.register(kind)
