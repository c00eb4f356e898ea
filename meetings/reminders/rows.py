"""One row of the ledger about a meeting, and the words that every reminder of one shares."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorship.notifications.reminders import Due

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from meetings.models import Meeting
    from mentorship.accounts.models import User


def both(meeting: Meeting) -> tuple[User, User]:
    """Return the two who meet."""
    return meeting.pairing.mentee.user, meeting.pairing.mentor.user


def when(moment: dt.datetime, who: User) -> str:
    """Day and time where `who` lives."""
    return date_format(timezone.localtime(moment, ZoneInfo(who.time_zone)), "l j F, H:i")


def place(where: str) -> tuple[str, ...]:
    """Say where, if that is known."""
    return (_("Place: %(place)s") % {"place": where},) if where else ()


def due(
    kind: str,
    meeting: Meeting,
    who: User,
    *,
    slot: str,
    due_at: dt.datetime,
    headline: str,
    lines: Iterable[str],
    label: str,
    expires_at: dt.datetime,
    subject: UUID | None = None,
    attachments: tuple[tuple[str, str, str], ...] = (),
) -> Due:
    """Tell one person of a meeting; the button leads to it."""
    return Due(
        recipient_id=who.pk,
        kind=kind,
        subject_uuid=subject or meeting.uuid,
        slot=slot,
        due_at=due_at,
        headline=headline,
        lines=tuple(lines),
        action_label=label,
        action_path=reverse("meetings:meeting", args=[meeting.uuid]),
        expires_at=expires_at,
        attachments=attachments,
        scope_uuid=meeting.pairing.cohort.uuid,
    )
