"""Times in words: when something is due, and since when something waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

DAYS_IN_A_WEEK = 7


@dataclass(frozen=True)
class Due:
    """When something is due, in words, and whether that is `late`, `wait` (today, tomorrow) or `quiet`."""

    words: str
    tone: str


def local_day(moment: date | datetime) -> date:
    """Return the day of `moment` where the reader is."""
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def due_words(due: date | datetime, now: datetime) -> Due:
    """Say when something is due, as a person would: "tomorrow 17:00", "3 days late"."""
    days = (local_day(due) - local_day(now)).days
    if days < 0:
        return Due(ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}, "late")
    if isinstance(due, datetime) and due < now:
        return Due(_("since %(time)s today") % {"time": _clock(due)}, "late")
    words = f"{_day_words(due, days, now)} {_clock(due)}".strip()
    return Due(words, "wait" if days <= 1 else "quiet")


def since_words(moment: date | datetime, now: datetime) -> str:
    """Say since when something waits: "since Tuesday", "since 12 March"."""
    days = (local_day(now) - local_day(moment)).days
    if days <= 0:
        clock = _clock(moment)
        return _("since %(time)s today") % {"time": clock} if clock else _("since today")
    if days == 1:
        return _("since yesterday")
    if days < DAYS_IN_A_WEEK:
        return _("since %(weekday)s") % {"weekday": date_format(local_day(moment), "l")}
    return _("since %(day)s") % {"day": day_words(moment, now)}


def day_words(moment: date | datetime, now: datetime) -> str:
    """Write a day, with its year only if that is another than now's: "12 March", "12 March 2028"."""
    day = local_day(moment)
    return date_format(day, "j F" if day.year == local_day(now).year else "j F Y")


def _day_words(due: date | datetime, days: int, now: datetime) -> str:
    named: dict[int, Callable[[], str]] = {0: lambda: _("today"), 1: lambda: _("tomorrow")}
    if days in named:
        return named[days]()
    if days < DAYS_IN_A_WEEK:
        return date_format(local_day(due), "l")
    return day_words(due, now)


def _clock(moment: date | datetime) -> str:
    return time_format(timezone.localtime(moment), "H:i") if isinstance(moment, datetime) else ""
