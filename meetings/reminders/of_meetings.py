"""Around a meeting: the day before, the morning after, and once for the mentee's summary."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.enums import PairingState
from meetings.enums import MeetingState
from meetings.models import Meeting, Reflection
from meetings.queries import with_people
from meetings.reminders.rows import both, due, when
from programs.while_open import until_closed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meetings.models.meeting import MeetingQuerySet
    from mentorship.notifications.reminders import Due

SUMMARY_AFTER = dt.timedelta(days=1)
LONGEST_LEAD = dt.timedelta(hours=168)
CONFIRM_WITHIN = dt.timedelta(days=14)
MORNING = dt.time(8)


@until_closed
def coming_up(now: dt.datetime) -> Iterator[Due]:
    """One to each of the two, as many hours before as the cohort says."""
    soon = _at_work().filter(starts_at__gt=now, starts_at__lte=now + LONGEST_LEAD)
    for meeting in soon.select_related("pairing__mentee__cohort__policy"):
        due_at = meeting.starts_at - dt.timedelta(hours=meeting.pairing.cohort.policy.meeting_reminder_hours)
        if due_at > now:
            continue
        for who in both(meeting):
            partner = meeting.pairing.partner_of(who).user.get_short_name()
            yield due(
                "meeting_tomorrow",
                meeting,
                who,
                slot=str(meeting.sequence),
                due_at=due_at,
                headline=_("You meet %(name)s on %(when)s") % {"name": partner, "when": when(meeting.starts_at, who)},
                lines=(*_place(meeting), _("Put on the agenda what you want to talk about.")),
                label=_("Open the agenda"),
                expires_at=meeting.starts_at,
            )


@until_closed
def to_confirm(now: dt.datetime) -> Iterator[Due]:
    """One to each of the two on the morning after, unless one of them has confirmed."""
    over = _at_work().filter(ends_at__lt=now, ends_at__gte=now - CONFIRM_WITHIN)
    for meeting in over:
        for who in both(meeting):
            zone = ZoneInfo(who.time_zone)
            next_day = timezone.localtime(meeting.ends_at, zone).date() + dt.timedelta(days=1)
            due_at = dt.datetime.combine(next_day, MORNING, tzinfo=zone)
            if due_at > now:
                continue
            partner = meeting.pairing.partner_of(who).user.get_short_name()
            yield due(
                "meeting_to_confirm",
                meeting,
                who,
                slot=str(meeting.sequence),
                due_at=due_at,
                headline=_("Did you meet %(name)s on %(when)s?")
                % {"name": partner, "when": when(meeting.starts_at, who)},
                lines=(_("One tap says so; it is enough if one of you two does it."),),
                label=_("Confirm"),
                expires_at=meeting.ends_at + CONFIRM_WITHIN,
            )


@until_closed
def summary_missing(now: dt.datetime) -> Iterator[Due]:
    """One, once, to the mentee who met and wrote no summary by the day after it was confirmed."""
    held = with_people(Meeting.objects.held().filter(pairing__state=PairingState.ACTIVE)).filter(
        confirmed_at__range=(now - CONFIRM_WITHIN, now - SUMMARY_AFTER)
    )
    written = Reflection.objects.filter(meeting=OuterRef("pk"), author=OuterRef("pairing__mentee__user"))
    for meeting in held.exclude(Exists(written)):
        who = meeting.pairing.mentee.user
        confirmed_at = meeting.confirmed_at or meeting.ends_at
        yield due(
            "meeting_summary",
            meeting,
            who,
            slot="once",
            due_at=confirmed_at + SUMMARY_AFTER,
            headline=_("What did you take from your meeting with %(name)s?")
            % {"name": meeting.pairing.mentor.user.get_short_name()},
            lines=(_("Two lines are enough: what you learned, and what you do next. We ask only this once."),),
            label=_("Write it down"),
            expires_at=confirmed_at + CONFIRM_WITHIN,
        )


def _at_work() -> MeetingQuerySet:
    scheduled = Q(state=MeetingState.SCHEDULED, pairing__state=PairingState.ACTIVE)
    return with_people(Meeting.objects.filter(scheduled)).select_related("planned_by")


def _place(meeting: Meeting) -> tuple[str, ...]:
    return (_("Place: %(place)s") % {"place": meeting.place},) if meeting.place else ()
