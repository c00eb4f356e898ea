"""When a person sleeps: what can wait is not sent then."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from mentorship.accounts.models import User


def quiet_until(user: User, now: datetime) -> datetime | None:
    """Return when `user`'s quiet hours end if they are now, by the clock where `user` is; else None."""
    if settings.QUIET_HOURS is None:
        return None
    start, end = settings.QUIET_HOURS
    here = now.astimezone(ZoneInfo(user.time_zone))
    if not _is_between(here.time(), start, end):
        return None
    day = here.date() if here.time() < end else here.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=here.tzinfo).astimezone(UTC)


def _is_between(clock: time, start: time, end: time) -> bool:
    return start <= clock < end if start <= end else clock >= start or clock < end
