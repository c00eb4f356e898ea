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
from meetings.reminders.rows import both, due, place, when
from programs.while_open import until_closed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meetings.models.meeting import MeetingQuerySet
    from mentorship.notifications.reminders import Due

LONGEST_LEAD = dt.timedelta(hours=168)
CONFIRM_WITHIN = dt.timedelta(days=14)
MORNING = dt.time(8)


@until_closed
def around_meetings(now: dt.datetime) -> Iterator[Due]:
    """What both hear before a meeting and, unless one of them has confirmed it, after it."""
    soon = Q(starts_at__gt=now, starts_at__lte=now + LONGEST_LEAD)
    over = Q(ends_at__lt=now, ends_at__gte=now - CONFIRM_WITHIN)
    meetings = list(_at_work().filter(soon | over).select_related("pairing__mentee__cohort__policy"))
    yield from _coming_up([meeting for meeting in meetings if meeting.starts_at > now], now)
    yield from _to_confirm([meeting for meeting in meetings if meeting.ends_at < now], now)


def _coming_up(soon: Iterable[Meeting], now: dt.datetime) -> Iterator[Due]:
    """One to each of the two as many hours before as the cohort says, and a last one shortly before."""
    for meeting in soon:
        policy = meeting.pairing.cohort.policy
        yield from _shortly_before(meeting, now, dt.timedelta(minutes=policy.last_call_minutes))
        due_at = meeting.starts_at - dt.timedelta(hours=policy.meeting_reminder_hours)
        if due_at > now:
            continue
        for who in both(meeting):
            partner = meeting.pairing.partner_of(who).user.get_short_name()
            yield due(
                "meeting_tomorrow",
                meeting,
                who,
                slot=_promised(meeting),
                due_at=due_at,
                headline=_("You meet %(name)s on %(when)s") % {"name": partner, "when": when(meeting.starts_at, who)},
                lines=(*place(meeting.place), _("Put on the agenda what you want to talk about.")),
                label=_("Open the agenda"),
                expires_at=meeting.starts_at,
            )


def _shortly_before(meeting: Meeting, now: dt.datetime, lead: dt.timedelta) -> Iterator[Due]:
    due_at = meeting.starts_at - lead
    if not lead or due_at > now:
        return
    for who in both(meeting):
        partner = meeting.pairing.partner_of(who).user.get_short_name()
        yield due(
            "meeting_soon",
            meeting,
            who,
            slot=_promised(meeting),
            due_at=due_at,
            headline=_("Soon: you meet %(name)s on %(when)s") % {"name": partner, "when": when(meeting.starts_at, who)},
            lines=(*place(meeting.place), _("If you cannot come, say so now: it takes one tap.")),
            label=_("Open the meeting"),
            expires_at=meeting.starts_at,
        )


def _to_confirm(over: Iterable[Meeting], now: dt.datetime) -> Iterator[Due]:
    """One to each of the two on the morning after."""
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
                slot=_promised(meeting),
                due_at=due_at,
                headline=_("Did you meet %(name)s on %(when)s?")
                % {"name": partner, "when": when(meeting.starts_at, who)},
                lines=(_("One tap says so; it is enough if one of you two does it."),),
                label=_("Confirm"),
                expires_at=meeting.ends_at + CONFIRM_WITHIN,
            )


@until_closed
def summary_missing(now: dt.datetime) -> Iterator[Due]:
    """One, once, to the mentee who met and wrote no summary as long after it was confirmed as the cohort says."""
    held = with_people(Meeting.objects.held().filter(pairing__state=PairingState.ACTIVE)).filter(
        confirmed_at__range=(now - CONFIRM_WITHIN, now)
    )
    written = Reflection.objects.filter(meeting=OuterRef("pk"), author=OuterRef("pairing__mentee__user"))
    for meeting in held.exclude(Exists(written)).select_related("pairing__mentee__cohort__policy"):
        who = meeting.pairing.mentee.user
        confirmed_at = meeting.confirmed_at or meeting.ends_at
        due_at = confirmed_at + dt.timedelta(days=meeting.pairing.cohort.policy.reminder_days_after)
        if due_at > now:
            continue
        yield due(
            "meeting_summary",
            meeting,
            who,
            slot="once",
            due_at=due_at,
            headline=_("What did you take from your meeting with %(name)s?")
            % {"name": meeting.pairing.mentor.user.get_short_name()},
            lines=(_("Two lines are enough: what you learned, and what you do next. We ask only this once."),),
            label=_("Write it down"),
            expires_at=confirmed_at + CONFIRM_WITHIN,
        )


def _at_work() -> MeetingQuerySet:
    scheduled = Q(state=MeetingState.SCHEDULED, pairing__state=PairingState.ACTIVE)
    return with_people(Meeting.objects.filter(scheduled)).select_related("planned_by")


def _promised(meeting: Meeting) -> str:
    """What a reminder of this meeting promises: when it begins. Another name or room is no reason to remind again."""
    return f"{meeting.starts_at.astimezone(dt.UTC):%Y%m%dT%H%MZ}"
