"""What calendars have to learn: meetings planned, moved and cancelled in the last days, put together by occasion."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import F

from matching.enums import PairingState
from meetings import calendars
from meetings.enums import MeetingState
from meetings.models import Meeting
from meetings.queries import with_people

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meetings.models.meeting import MeetingQuerySet
    from mentorship.accounts.models import User

NEWS_FOR = dt.timedelta(days=3)
"""For how long an invitation or a cancellation that could not leave at once is still news."""

PLANNED, MOVED, CANCELLED, RENAMED = "planned", "moved", "cancelled", "renamed"


@dataclass(frozen=True)
class Change:
    """Meetings of one pair that one of the two planned, moved or cancelled at one moment; without `by` the leader did."""

    what: str
    meetings: list[Meeting]
    by: User | None
    at: dt.datetime

    @property
    def first(self) -> Meeting:
        """The first of them in time."""
        return self.meetings[0]

    @property
    def others(self) -> list[User]:
        """Those of the pair who did not do it."""
        pairing = self.first.pairing
        return [person for person in (pairing.mentee.user, pairing.mentor.user) if person != self.by]

    def file(self) -> str:
        """The iTIP message that tells a calendar."""
        if self.what == CANCELLED:
            return calendars.cancellation(self.meetings)
        if self.what in {MOVED, RENAMED}:
            return calendars.move(self.meetings)
        return calendars.invitation(self.meetings)


def planned(now: dt.datetime) -> Iterator[Change]:
    """Single meetings and whole series that are new."""
    fresh = _at_work(now).filter(planned_at__gte=now - NEWS_FOR, state=MeetingState.SCHEDULED)
    by_occasion = fresh.order_by(F("series_id").asc(nulls_first=True), "starts_at", "pk")
    for _key, group in groupby(by_occasion, key=lambda meeting: meeting.series_id or f"single {meeting.pk}"):
        meetings = list(group)
        first = meetings[0]
        yield Change(PLANNED, meetings, first.planned_by, first.planned_at)


def moved(now: dt.datetime) -> Iterator[Change]:
    """Meetings that have another time or place."""
    elsewhere = _at_work(now).filter(
        moved_at__gte=now - NEWS_FOR, changed_at=F("moved_at"), state=MeetingState.SCHEDULED
    )
    yield from _by_moment(MOVED, elsewhere.order_by("pairing_id", "changed_at", "starts_at"))


def renamed(now: dt.datetime) -> Iterator[Change]:
    """Meetings that changed without being planned or moved then: one of the two is called otherwise."""
    named_anew = _at_work(now).filter(changed_at__gte=now - NEWS_FOR, state=MeetingState.SCHEDULED)
    named_anew = named_anew.exclude(changed_at=F("planned_at")).exclude(
        changed_at=F("moved_at"), moved_at__isnull=False
    )
    for _key, group in groupby(named_anew.order_by("pairing_id", "starts_at"), key=lambda meeting: meeting.pairing_id):
        together = list(group)
        yield Change(RENAMED, together, None, max(meeting.changed_at for meeting in together))


def cancelled(now: dt.datetime) -> Iterator[Change]:
    """Meetings that were called off before their time."""
    called_off = with_people(
        Meeting.objects.filter(
            state=MeetingState.CANCELLED, starts_at__gt=F("changed_at"), changed_at__gte=now - NEWS_FOR
        ).select_related("cancelled_by")
    ).order_by("pairing_id", "changed_at", "series_id", "starts_at")
    for change in _by_moment(CANCELLED, called_off):
        if change.meetings[-1].starts_at > now:
            yield change


def _by_moment(what: str, meetings: MeetingQuerySet) -> Iterator[Change]:
    def occasion(meeting: Meeting) -> tuple[int, dt.datetime]:
        return meeting.pairing_id, meeting.changed_at

    for _key, group in groupby(meetings, key=occasion):
        together = list(group)
        first = together[0]
        by = first.cancelled_by if what == CANCELLED else first.moved_by
        yield Change(what, together, by, first.changed_at)


def _at_work(now: dt.datetime) -> MeetingQuerySet:
    scheduled = Meeting.objects.filter(pairing__state=PairingState.ACTIVE, starts_at__gt=now)
    return with_people(scheduled).select_related("planned_by", "moved_by")
