"""The secret address of a person's calendar: made, renewed, revoked; only its digest is kept."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from matching.models import Pairing
from meetings.domain.locking import hold_calendars
from meetings.models import CalendarFeed
from mentorship.core import audit
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mentorship.accounts.models import User


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def calendars_changed(user_ids: Iterable[int], *, anew: bool = False) -> None:
    """Let the calendar programs of these people see that there is something new.

    With `anew` more than single meetings changed (a series, a name, protected time): the calendar is written whole again.
    Without it each meeting that changed must say so in `changed_at`.
    """
    thrown_away = {"written": None} if anew else {}
    own = CalendarFeed.objects.filter(user__in=set(user_ids), revoked_at__isnull=True)
    own.update(version=F("version") + 1, **thrown_away)


def calendars_of_a_new_pair(*, pairing_id: int, now: datetime) -> None:  # noqa: ARG001 - every occasion says when
    """Let both calendars know that there is one more pair whose meetings they show."""
    people = Pairing.objects.filter(pk=pairing_id).values_list("mentor__user", "mentee__user")
    calendars_changed((user for pair in people for user in pair), anew=True)


@transaction.atomic
def make_feed(*, by: User, now: datetime) -> str:
    """Make the address and return its token, which nobody can look up later.

    Raises:
        Refused: this person has an address already.
    """
    hold_calendars([by.pk])
    if CalendarFeed.objects.filter(user=by, revoked_at__isnull=True).exists():
        raise Refused(_("You have a calendar address already. If you have lost it, renew it."))
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(user=by, token_sha256=digest_of(token))
    audit.record(verb="make_feed", actor=by, target=feed, now=now)
    return token


@transaction.atomic
def renew_feed(*, by: User, now: datetime) -> str:
    """Take a new address; the old one answers nobody from now on."""
    revoke_feed(by=by, now=now)
    return make_feed(by=by, now=now)


@transaction.atomic
def revoke_feed(*, by: User, now: datetime) -> None:
    """Close the address; closed already is fine."""
    hold_calendars([by.pk])
    feed = CalendarFeed.objects.filter(user=by, revoked_at__isnull=True).first()
    if feed is not None:
        feed.revoked_at, feed.written = now, None
        feed.save(update_fields=["revoked_at", "written"])
        audit.record(verb="revoke_feed", actor=by, target=feed, now=now)
