"""How meetings move when somebody goes on leave: same weekday, same time on the clock, later by whole weeks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.leave import of_scope
from meetings.domain.feeds import calendars_changed
from meetings.domain.locking import hold_calendars
from meetings.enums import MeetingState
from meetings.models import Meeting
from programs.domain.leave.shifting import DatedKind, Shift
from programs.domain.leave.writing import as_dates, from_iso, reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mentorship.accounts.models import User
    from programs.domain.leave.shifting import Dates, Scope

PLANNED = [MeetingState.PROPOSED, MeetingState.SCHEDULED]
FIELDS = ["starts_at", "ends_at", "original_starts_at"]


def meetings(scope: Scope) -> Iterator[Shift]:
    """Return those that are planned for the first day or later and have not begun."""
    zone = ZoneInfo(scope.cohort.time_zone)
    first_moment = dt.datetime.combine(scope.starts_on, dt.time.min, tzinfo=zone)
    found = (
        Meeting.objects.filter(of_scope(scope), state__in=PLANNED, starts_at__gte=max(first_moment, scope.now))
        .select_related("series", "pairing__mentor__user", "pairing__mentee__user")
        .order_by("starts_at", "pk")
    )
    moving = list(found)
    in_the_way = _others(moving, scope)
    for meeting in moving:
        own_zone = ZoneInfo(meeting.series.time_zone) if meeting.series else zone
        starts_at, ends_at = later(meeting.starts_at, own_zone, scope.by), later(meeting.ends_at, own_zone, scope.by)
        original = (meeting.original_starts_at or meeting.starts_at) if meeting.series else None
        after = {
            "starts_at": starts_at.isoformat(),
            "ends_at": ends_at.isoformat(),
            "original_starts_at": original.isoformat() if original else None,
        }
        label = _("Meeting of %(pair)s") % {"pair": meeting.pairing}
        busy = next(
            (user for user, start, end in in_the_way if _has(meeting, user) and start < ends_at and starts_at < end),
            None,
        )
        warning = _("%(name)s has another meeting then") % {"name": _name(meeting, busy)} if busy else ""
        yield Shift(
            "meeting", meeting.pk, label, meeting.starts_at, starts_at, as_dates(meeting, FIELDS), after, warning
        )


def _others(moving: list[Meeting], scope: Scope) -> list[tuple[int, dt.datetime, dt.datetime]]:
    """Return the other meetings of the same people that stay: whose, from, until."""
    if not moving:
        return []
    people = {user for meeting in moving for user in _both(meeting)}
    found = Meeting.objects.filter(
        Q(pairing__mentor__user__in=people) | Q(pairing__mentee__user__in=people),
        state__in=PLANNED,
        starts_at__gte=moving[0].starts_at + scope.by - dt.timedelta(days=1),
    ).exclude(pk__in=[meeting.pk for meeting in moving])
    return [
        (user, meeting.starts_at, meeting.ends_at)
        for meeting in found.select_related("pairing__mentor", "pairing__mentee")
        for user in _both(meeting)
    ]


def _both(meeting: Meeting) -> tuple[int, int]:
    return meeting.pairing.mentor.user_id, meeting.pairing.mentee.user_id


def _has(meeting: Meeting, user_id: int) -> bool:
    return user_id in _both(meeting)


def _name(meeting: Meeting, user_id: int) -> str:
    pairing = meeting.pairing
    return str(pairing.mentor.user if pairing.mentor.user_id == user_id else pairing.mentee.user)


def later(moment: dt.datetime, zone: ZoneInfo, by: dt.timedelta) -> dt.datetime:
    """Move on the wall clock of a zone, so that 17:00 stays 17:00 when the clocks change in between."""
    local = moment.astimezone(zone)
    return (local.replace(tzinfo=None) + by).replace(tzinfo=zone).astimezone(dt.UTC)


def write(dates: Mapping[int, Dates], _by: User, now: dt.datetime) -> None:
    """Give meetings their times; each change raises SEQUENCE, so that calendars learn of it.

    The two may not meet twice at one time, which the database checks row by row: whoever moves furthest goes first.
    """
    found = list(
        Meeting.objects.filter(pk__in=dates)
        .select_related("series", "pairing__mentor", "pairing__mentee")
        .order_by("starts_at")
    )
    hold_calendars(
        user for meeting in found for user in (meeting.pairing.mentor.user_id, meeting.pairing.mentee.user_id)
    )
    if found and dates[found[0].pk]["starts_at"] > found[0].starts_at.isoformat():  # type: ignore[operator]  # never empty
        found.reverse()
    for meeting in found:
        for name, value in dates[meeting.pk].items():
            setattr(meeting, name, from_iso(value))
        meeting.sequence = meeting.next_sequence
        meeting.moved_at = meeting.changed_at = now
        meeting.moved_by = None
        meeting.save(update_fields=[*FIELDS, "moved_by", "sequence", "moved_at", "changed_at"])
    calendars_changed(user for meeting in found for user in _both(meeting))


MEETINGS = DatedKind("meeting", gettext_lazy("Meetings"), meetings, reader(Meeting.objects, FIELDS), write)
