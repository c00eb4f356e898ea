"""Saying when one is free: weekly rules, times that differ from them, and calendars that show what is taken."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetings import busy, fetching, free_time
from meetings.domain.feeds import calendars_changed
from meetings.domain.locking import hold_calendars
from meetings.enums import AbsenceKind, BusySourceKind, Weekday
from meetings.models import Availability, AvailabilityException, BusyBlock, BusySource
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from mentorship.accounts.models import User

MOST_RULES = 200
MOST_SOURCES = 5
LONGEST_AWAY = dt.timedelta(days=366)
READ_AGAIN_AFTER = dt.timedelta(hours=6)


@transaction.atomic
def add_weekly_time(
    *, weekday: int, starts_at: dt.time, ends_at: dt.time, is_protected: bool = False, by: User, now: dt.datetime
) -> Availability:
    """Say that one is free every week at that time of one's own zone; said twice is one rule.

    Raises:
        Refused: the time ends before it starts, or there are too many rules.
    """
    hold_calendars([by.pk])
    if weekday not in Weekday.values or ends_at <= starts_at:
        raise Refused(_("The time must end after it begins, on the same day."))
    if Availability.objects.filter(user=by).count() >= MOST_RULES:
        raise Refused(_("That is more than a week can hold. Remove some times first."))
    rule, is_new = Availability.objects.get_or_create(
        user=by, weekday=weekday, starts_at=starts_at, ends_at=ends_at, defaults={"is_protected": is_protected}
    )
    if is_new or rule.is_protected != is_protected:
        rule.is_protected = is_protected
        rule.save(update_fields=["is_protected"])
        calendars_changed([by.pk], anew=True)
        audit.record(verb="add_weekly_time", actor=by, target=by, now=now)
    return rule


@transaction.atomic
def remove_weekly_time(*, rule_id: int, by: User, now: dt.datetime) -> None:
    """Take back a weekly time; gone already is fine.

    Raises:
        NotAllowed: the rule is somebody else's.
    """
    rule = Availability.objects.select_for_update().filter(pk=rule_id).first()
    if rule is None:
        return
    if rule.user_id != by.pk:
        raise NotAllowed(_("Everybody names their own hours."))
    rule.delete()
    calendars_changed([by.pk], anew=True)
    audit.record(verb="remove_weekly_time", actor=by, target=by, now=now)


@transaction.atomic
def add_exception(
    *, kind: str, starts_at: dt.datetime, ends_at: dt.datetime, by: User, now: dt.datetime
) -> AvailabilityException:
    """Say that a time differs from the weekly rules: away, on call, on duty, or free for once; said twice is one.

    Raises:
        Refused: the time ends before it starts, is over, or lasts longer than a year.
    """
    if kind not in AbsenceKind.values or ends_at <= starts_at:
        raise Refused(_("The time must end after it begins."))
    if ends_at <= now:
        raise Refused(_("This time is over already."))
    if ends_at - starts_at > LONGEST_AWAY:
        raise Refused(_("That is longer than a year. Ask your program leader for a leave instead."))
    exception, is_new = AvailabilityException.objects.get_or_create(
        user=by, kind=kind, starts_at=starts_at, ends_at=ends_at
    )
    if is_new:
        audit.record(verb="add_exception", actor=by, target=by, now=now)
    return exception


@transaction.atomic
def remove_exception(*, exception_id: int, by: User, now: dt.datetime) -> None:
    """Take back a time away; gone already is fine.

    Raises:
        NotAllowed: it is somebody else's.
    """
    exception = AvailabilityException.objects.select_for_update().filter(pk=exception_id).first()
    if exception is None:
        return
    if exception.user_id != by.pk:
        raise NotAllowed(_("Everybody names their own hours."))
    exception.delete()
    audit.record(verb="remove_exception", actor=by, target=by, now=now)


@transaction.atomic
def take_busy_file(*, name: str, content: bytes, by: User, now: dt.datetime) -> BusySource:
    """Read busy times from a calendar file; a file of the same name replaces the one before.

    Raises:
        Refused: it is no calendar, or more than is read, or there are too many sources.
    """
    times = busy.busy_times(content, now=now, time_zone=by.time_zone)
    hold_calendars([by.pk])
    named = name.strip()[:120] or "calendar.ics"
    source = BusySource.objects.filter(user=by, kind=BusySourceKind.FILE, name=named).first()
    if source is None:
        _refuse_too_many(by)
        source = BusySource.objects.create(user=by, kind=BusySourceKind.FILE, name=named)
    _keep(source, times, now=now)
    audit.record(verb="take_busy_file", actor=by, target=source, now=now)
    return source


def add_busy_address(*, address: str, by: User, now: dt.datetime) -> BusySource:
    """Read busy times from an address, now and again every few hours.

    Raises:
        Refused: the address may not be read, gives no calendar, is there already, or there are too many.
    """
    tidy = fetching.tidied(address)
    times = busy.busy_times(fetching.fetch(tidy), now=now, time_zone=by.time_zone)
    host = tidy.split("/", 3)[2][:120]
    with transaction.atomic():
        hold_calendars([by.pk])
        source = BusySource.objects.filter(user=by, address=tidy).first()
        if source is None:
            _refuse_too_many(by)
            try:
                with transaction.atomic():
                    source = BusySource.objects.create(user=by, kind=BusySourceKind.ADDRESS, name=host, address=tidy)
            except IntegrityError as error:
                raise Refused(_("You have added this address already.")) from error
        _keep(source, times, now=now)
        audit.record(verb="add_busy_address", actor=by, target=source, now=now)
    return source


@transaction.atomic
def remove_busy_source(*, source_id: int, by: User, now: dt.datetime) -> None:
    """Forget a calendar and all busy times read from it; gone already is fine.

    Raises:
        NotAllowed: it is somebody else's.
    """
    source = BusySource.objects.select_for_update().filter(pk=source_id).first()
    if source is None:
        return
    if source.user_id != by.pk:
        raise NotAllowed(_("Everybody names their own calendars."))
    audit.record(verb="remove_busy_source", actor=by, target=source, now=now)
    source.delete()


def read_addresses_again(*, now: dt.datetime) -> int:
    """Read every address that was not read for some hours; say how many could be.

    An address that does not answer keeps what was read before, and says on its owner's page what went wrong.
    """
    stale = BusySource.objects.filter(kind=BusySourceKind.ADDRESS, user__is_active=True)
    stale = stale.exclude(tried_at__gt=now - READ_AGAIN_AFTER).select_related("user")
    return sum(_read_again(source, now) for source in stale)


def _read_again(source: BusySource, now: dt.datetime) -> bool:
    try:
        content = fetching.fetch(source.address)
        times = busy.busy_times(content, now=now, time_zone=source.user.time_zone)
    except Refused as refusal:
        BusySource.objects.filter(pk=source.pk).update(tried_at=now, problem=str(refusal)[:200])
        return False
    with transaction.atomic():
        locked = BusySource.objects.select_for_update().filter(pk=source.pk).first()
        if locked is None:
            return False
        _keep(locked, times, now=now)
    return True


def _keep(source: BusySource, times: list[free_time.Interval], *, now: dt.datetime) -> None:
    source.blocks.all().delete()
    BusyBlock.objects.bulk_create(
        (
            BusyBlock(source=source, starts_at=free_time.moment(begin), ends_at=free_time.moment(end))
            for begin, end in times
        ),
        batch_size=1000,
    )
    source.read_at = source.tried_at = now
    source.problem = ""
    source.save(update_fields=["read_at", "tried_at", "problem"])


def _refuse_too_many(by: User) -> None:
    if BusySource.objects.filter(user=by).count() >= MOST_SOURCES:
        raise Refused(_("You can add %(number)d calendars. Remove one first.") % {"number": MOST_SOURCES})
