"""Taking what calendar programs answer to our invitations (iTIP, METHOD:REPLY), from a mail or a file."""

from __future__ import annotations

import datetime as dt
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from icalendar import Calendar

from meetings.enums import Participation
from meetings.models import InvitationReply, Meeting, MeetingSeries
from mentorship.core import audit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icalendar import Event

    from mentorship.accounts.models import User

MOST_BYTES = 1024 * 1024
_KNOWN = {answer.upper().replace("_", "-"): answer for answer in Participation.values}


def calendars_in(content: bytes) -> Iterator[bytes]:
    """The calendar parts of a mail; or the file itself if it is a calendar."""
    if len(content) > MOST_BYTES:
        return
    if content.lstrip()[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        yield content
        return
    for part in BytesParser(policy=policy.default).parsebytes(content).walk():
        if part.get_content_type() == "text/calendar":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield payload


def take_replies(*, content: bytes, now: dt.datetime) -> int:
    """Keep every answer in a mail or a file; say how many were new. What is not for us is passed over."""
    taken = 0
    for text in calendars_in(content):
        try:
            calendar = Calendar.from_ical(text)
        except (ValueError, IndexError, KeyError, TypeError):
            continue
        if isinstance(calendar, Calendar) and str(calendar.get("METHOD", "")).upper() == "REPLY":
            taken += sum(_take(event, now=now) for event in calendar.events)
    return taken


@transaction.atomic
def _take(event: Event, *, now: dt.datetime) -> bool:
    """Keep one answer: of one of the two, to what they were invited to, and not older than the one we have."""
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    about = _invited_to(event)
    if about is None or len(attendees) != 1:
        return False
    answer = _KNOWN.get(str(attendees[0].params.get("PARTSTAT", "")).upper())
    email = str(attendees[0]).lower().removeprefix("mailto:")
    pairing = about.pairing
    who: User | None = next(
        (person for person in (pairing.mentor.user, pairing.mentee.user) if person.email.lower() == email), None
    )
    if answer is None or who is None:
        return False
    replied_at = _stamp(event, now)
    sequence = min(int(event.get("SEQUENCE", 0)), about.sequence)
    named = {"meeting": about} if isinstance(about, Meeting) else {"series": about}
    reply = InvitationReply.objects.select_for_update().filter(user=who, **named).first()
    if reply is not None and (reply.sequence, reply.replied_at) >= (sequence, replied_at):
        return False
    old = reply.participation if reply else ""
    reply = reply or InvitationReply(user=who, **named)
    reply.participation, reply.sequence, reply.replied_at = answer, sequence, replied_at
    reply.save()
    audit.record(verb="reply_to_invitation", actor=who, target=about, now=now, old=old, new=answer)
    return True


def _invited_to(event: Event) -> Meeting | MeetingSeries | None:
    try:
        uid = UUID(str(event.get("UID", "")))
    except ValueError:
        return None
    people = ("pairing__mentor__user", "pairing__mentee__user")
    meeting = Meeting.objects.select_related(*people).filter(uuid=uid, series__isnull=True).first()
    if meeting is not None:
        return meeting
    series = MeetingSeries.objects.select_related(*people).filter(uuid=uid).first()
    if series is None or "RECURRENCE-ID" not in event:
        return series
    moment: Any = getattr(event["RECURRENCE-ID"], "dt", None)
    if not isinstance(moment, dt.datetime) or moment.tzinfo is None:
        return None
    return Meeting.objects.select_related(*people).filter(_has_rule_moment(moment), series=series).first()


def _has_rule_moment(moment: dt.datetime) -> Q:
    return Q(original_starts_at=moment) | Q(original_starts_at__isnull=True, starts_at=moment)


def _stamp(event: Event, now: dt.datetime) -> dt.datetime:
    """When it was answered, by the calendar's own clock, but never later than ours."""
    stamp: Any = getattr(event.get("DTSTAMP"), "dt", None)
    if not isinstance(stamp, dt.datetime) or stamp.tzinfo is None:
        return now
    return min(stamp, now)
