"""When the pairs met, and when they did not."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from matching.models import Pairing
from meetings.domain.cancelling import cancel_meeting
from meetings.domain.confirming import confirm_held, confirm_missed
from meetings.domain.reflecting import write_reflection
from meetings.domain.scheduling import schedule_meeting, schedule_series
from meetings.enums import CancelReason
from meetings.models import Meeting
from mentorship.demo.story import words
from mentorship.demo.story.calendar import Calendar
from mentorship.demo.story.ways import Pattern

WEEKS, MINUTES = 14, 45
UNCONFIRMED_DAYS = 3
HOURS = (8, 12, 13, 16)


def meet_weekly(
    pairing: Pairing, pattern: Pattern, calendar: Calendar, chance: Random, *, first_on: date, hour: int
) -> None:
    """Plan a weekly meeting from `first_on`, and live through those that are over."""
    series = schedule_series(
        pairing_id=pairing.pk,
        first_on=first_on,
        starts_at=time(hour, 0),
        time_zone=str(calendar.zone),
        count=WEEKS,
        length_minutes=MINUTES,
        place=chance.choice(words.PLACES),
        by=pairing.mentee.user,
        now=_before(pairing, calendar, first_on),
        is_in_protected_time=chance.random() < 0.7,
    )
    for meeting in series.meetings.filter(ends_at__lt=calendar.now).order_by("starts_at"):
        _live_through(meeting, pairing, pattern, calendar, chance)


def meet_twice_and_stop(pairing: Pairing, calendar: Calendar, *, first_on: date, hour: int) -> None:
    """Two meetings at the beginning, and silence since."""
    for week in range(2):
        starts_at = calendar.clock(first_on + timedelta(weeks=week), hour)
        meeting = schedule_meeting(
            pairing_id=pairing.pk,
            starts_at=starts_at,
            length_minutes=MINUTES,
            by=pairing.mentor.user,
            now=_before(pairing, calendar, first_on),
        )
        confirm_held(meeting_id=meeting.pk, minutes=MINUTES, by=pairing.mentor.user, now=starts_at + timedelta(hours=2))


def _before(pairing: Pairing, calendar: Calendar, first_on: date) -> datetime:
    """Find the evening before the first meeting, or the moment the pair began if that came later."""
    evening = calendar.clock(first_on - timedelta(days=1), 20)
    return max(evening, pairing.activated_at or evening)


def _live_through(meeting: Meeting, pairing: Pairing, pattern: Pattern, calendar: Calendar, chance: Random) -> None:
    mentor, mentee = pairing.mentor.user, pairing.mentee.user
    after = calendar.past(meeting.ends_at + timedelta(hours=1))
    is_fresh = calendar.now - meeting.ends_at < timedelta(days=UNCONFIRMED_DAYS)
    if is_fresh and chance.random() < 0.5:
        return
    if chance.random() * 100 < pattern.meets:
        minutes = chance.choice([30, 40, 45, 45, 60])
        confirm_held(meeting_id=meeting.pk, minutes=minutes, by=chance.choice([mentor, mentee]), now=after)
        if chance.random() * 100 < pattern.reflects:
            lessons, next_actions = chance.choice(words.LESSONS)
            write_reflection(
                meeting_id=meeting.pk,
                lessons=lessons,
                next_actions=next_actions,
                share=chance.random() < 0.6,
                by=mentee,
                now=calendar.past(after + timedelta(hours=3)),
            )
    elif chance.random() < 0.75:
        reason = chance.choice([CancelReason.CLINICAL_DUTY, CancelReason.CLINICAL_DUTY, CancelReason.EXAM])
        cancel_meeting(
            meeting_id=meeting.pk,
            reason=reason,
            by=chance.choice([mentor, mentee]),
            now=meeting.starts_at - timedelta(hours=20),
        )
    else:
        confirm_missed(meeting_id=meeting.pk, by=mentee, now=after)
