"""When a person wants no mail: at night and, if they like, at weekends, by the clock where they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from mentorship.accounts.models import User
from mentorship.notifications.enums import Weekday
from mentorship.notifications.models import MailWishes
from mentorship.notifications.scopes import QuietHours

_MIDNIGHT = time(0)


def quiet_until(
    user: User, now: datetime, *, wishes: MailWishes | None = None, of_the_cohort: QuietHours | None = None
) -> datetime | None:
    """Return when `user` may be disturbed again if not now; else None.

    A person's own hours go before the cohort's, and those before the installation's. Where the installation has none,
    only a person's own hold.
    """
    here = now.astimezone(ZoneInfo(user.time_zone))
    hours = _hours(wishes, of_the_cohort)
    until = here
    if hours and _is_between(until.timetz().replace(tzinfo=None), *hours):
        until = _at(until.date() if until.time() < hours[1] else until.date() + timedelta(days=1), hours[1], here)
    while wishes and wishes.free_weekends and until.weekday() >= Weekday.SATURDAY:
        opens = hours[1] if hours and hours[1] < hours[0] else _MIDNIGHT
        until = _at(until.date() + timedelta(days=1), opens, here)
    return until.astimezone(UTC) if until != here else None


def _hours(wishes: MailWishes | None, of_the_cohort: QuietHours | None) -> QuietHours | None:
    if wishes and wishes.quiet_from is not None and wishes.quiet_until is not None:
        return wishes.quiet_from, wishes.quiet_until
    if settings.QUIET_HOURS is None:
        return None
    return of_the_cohort or settings.QUIET_HOURS


def _at(day: date, clock: time, here: datetime) -> datetime:
    return datetime.combine(day, clock, tzinfo=here.tzinfo)


def _is_between(clock: time, start: time, end: time) -> bool:
    return start <= clock < end if start <= end else clock >= start or clock < end
