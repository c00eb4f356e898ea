"""Which moments of a series stay, and which are left out because of a holiday, leave, or because somebody is not free."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from meetings import free_time
from meetings.enums import SkipReason
from meetings.finding import shared_time
from meetings.free_time import seconds
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matching.models import Pairing
    from meetings.finding import PersonTime, SharedTime

A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Skip:
    """A moment that a series leaves out; `name` is the holiday's, or the person's who is away."""

    at: dt.datetime
    why: str
    name: str

    def as_kept(self) -> dict[str, str]:
        """As the series keeps it."""
        return {"at": self.at.astimezone(dt.UTC).isoformat(), "why": self.why, "name": self.name}

    @classmethod
    def from_kept(cls, kept: dict[str, str]) -> Skip:
        """As the series kept it."""
        return cls(dt.datetime.fromisoformat(kept["at"]), kept["why"], kept["name"])

    @property
    def words(self) -> str:
        """Why, for the two who meet."""
        if self.why == SkipReason.HOLIDAY:
            return self.name
        if self.why == SkipReason.LEAVE:
            return _("%(name)s is on leave") % {"name": self.name}
        return _("%(name)s is not free") % {"name": self.name}


@dataclass(frozen=True)
class Around:
    """What is left of a series: moments with whether they lie in protected time, and those left out."""

    kept: list[tuple[dt.datetime, bool]]
    skipped: list[Skip]


def plan_around(pairing: Pairing, starts: Sequence[dt.datetime], length_minutes: int) -> Around:
    """Sort the moments of a series; who has written no weekly rules counts as free at any hour.

    Planned meetings take nothing away here: that one of them is in the way is said in words, not skipped.

    Raises:
        Refused: nothing would be left.
    """
    length = dt.timedelta(minutes=length_minutes)
    begins, ends = min(starts) - A_DAY, max(starts) + length + A_DAY
    time = shared_time(pairing, begins=begins, ends=ends, counts_meetings=False)
    zone = ZoneInfo(pairing.cohort.time_zone)
    kept, skipped = [], []
    for moment in starts:
        begin, end = seconds(moment), seconds(moment + length)
        if free_time.contains(time.free, begin, end):
            kept.append((moment, free_time.contains(time.mentor.protected, begin, end)))
        else:
            skipped.append(_why(time, moment, moment + length, zone))
    if not kept:
        first = skipped[0]
        raise Refused(
            _("None of these times is left: %(why)s. Choose another time, or change your hours.")
            % {"why": first.words},
        )
    return Around(kept, skipped)


def _why(time: SharedTime, begins: dt.datetime, ends: dt.datetime, zone: ZoneInfo) -> Skip:
    days = {begins.astimezone(zone).date(), ends.astimezone(zone).date()}
    for name, first, last in time.holidays:
        if any(first <= day <= last for day in days):
            return Skip(begins, SkipReason.HOLIDAY, name)
    for person in (time.mentee, time.mentor):
        if _is_on_leave(person, begins):
            return Skip(begins, SkipReason.LEAVE, person.user.get_short_name())
    not_free = time.mentee
    if not free_time.contains(time.mentor.free, seconds(begins), seconds(ends)):
        not_free = time.mentor
    return Skip(begins, SkipReason.NOT_FREE, not_free.user.get_short_name())


def _is_on_leave(person: PersonTime, moment: dt.datetime) -> bool:
    day = moment.astimezone(ZoneInfo(person.user.time_zone)).date()
    return any(first <= day <= last for first, last in person.leave)
