"""When Lena and Dr Osei can meet, and what came between: hours, on-call, a moved and a cancelled meeting, times proposed."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from matching.models import Pairing
from meetings.domain.availability import add_exception, add_weekly_time
from meetings.domain.cancelling import cancel_meeting
from meetings.domain.moving import move_meeting
from meetings.domain.proposing import MOST_TIMES, propose_times
from meetings.domain.writing import add_agenda_item, write_note
from meetings.enums import AbsenceKind, CancelReason, MeetingState
from meetings.finding import slots
from meetings.models import Holiday
from mentorship.accounts.models import User
from mentorship.demo.story.calendar import Calendar
from programs.models import Cohort

HOLIDAY_AHEAD, ON_CALL_AHEAD, EXAM_AHEAD = 15, 4, 9
TALK_MINUTES = 30
DAYS_BETWEEN_PROPOSALS = timedelta(days=2)


def close_the_hospital(cohort: Cohort, calendar: Calendar) -> None:
    """Name the one day on which nobody meets; series planned later leave it out."""
    day = calendar.day(-HOLIDAY_AHEAD)
    Holiday.objects.create(cohort=cohort, name="Staff day", starts_on=day, ends_on=day)


def name_hours(user: User, calendar: Calendar, *hours: tuple[int, int, int, bool]) -> None:
    """Say when somebody is free in a week: day counted from tomorrow, first and last hour, and whether it is protected."""
    for days_after_tomorrow, begins, ends, is_protected in hours:
        add_weekly_time(
            weekday=calendar.day(-1 - days_after_tomorrow).weekday(),
            starts_at=time(begins),
            ends_at=time(ends),
            is_protected=is_protected,
            by=user,
            now=calendar.at(1, 18),
        )


def tell_of_times(pairing: Pairing, calendar: Calendar) -> None:
    """Let the two name their hours, be on call and have an exam, move and cancel a meeting, and propose times."""
    lena, amara = pairing.mentee.user, pairing.mentor.user
    evening = calendar.at(1, 18)
    name_hours(amara, calendar, (0, 16, 18, True), (2, 13, 15, True), (3, 17, 19, False))
    name_hours(lena, calendar, (0, 15, 19, False), (2, 12, 15, False), (3, 16, 19, False))
    night = calendar.clock(calendar.day(-ON_CALL_AHEAD), 20)
    add_exception(kind=AbsenceKind.ON_CALL, starts_at=night, ends_at=night + timedelta(hours=12), by=amara, now=evening)
    exam = calendar.clock(calendar.day(-EXAM_AHEAD), 8)
    add_exception(kind=AbsenceKind.DUTY, starts_at=exam, ends_at=exam + timedelta(hours=10), by=lena, now=evening)
    to_come = pairing.meetings.filter(state=MeetingState.SCHEDULED, starts_at__gt=calendar.now).order_by("starts_at")
    tomorrow, _next, moved, off = to_come[:4]
    move_meeting(
        meeting_id=moved.pk,
        starts_at=moved.starts_at + timedelta(days=2) - timedelta(hours=4),
        place="Ward 4, seminar room",
        by=amara,
        now=evening,
    )
    cancel_meeting(meeting_id=off.pk, reason=CancelReason.CLINICAL_DUTY, by=amara, now=evening)
    for text, by in (
        ("How I should hold the elbow during traction", lena),
        ("Which shifts bring shoulders", lena),
        ("Look at the mini-CEX of yesterday together", amara),
    ):
        add_agenda_item(meeting_id=tomorrow.pk, text=text, by=by, now=evening)
    _write_about_the_last(pairing, calendar)
    _propose(pairing, calendar)


def _write_about_the_last(pairing: Pairing, calendar: Calendar) -> None:
    last = pairing.meetings.filter(state=MeetingState.HELD).order_by("starts_at").last()
    if last is None:
        return
    now = calendar.past(last.ends_at + timedelta(hours=2))
    for text, share, by in (
        (
            "We tried the Cunningham technique on the model. Next time on the plinth, with the real height.",
            True,
            "mentor",
        ),
        ("Ask about the rotation in March, but not in front of others.", False, "mentee"),
    ):
        write_note(meeting_id=last.pk, text=text, share=share, by=getattr(pairing, by).user, now=now)


def _propose(pairing: Pairing, calendar: Calendar) -> None:
    """Let Lena propose three times on different days for a talk about her application."""
    chosen: list[datetime] = []
    for slot in slots(pairing, length_minutes=TALK_MINUTES, begins=calendar.now + DAYS_BETWEEN_PROPOSALS):
        if all(abs(slot.starts_at - other) >= DAYS_BETWEEN_PROPOSALS for other in chosen):
            chosen.append(slot.starts_at)
        if len(chosen) == MOST_TIMES:
            break
    propose_times(
        pairing_id=pairing.pk,
        starts=chosen,
        length_minutes=TALK_MINUTES,
        place="Dr Osei's office",
        by=pairing.mentee.user,
        now=calendar.at(1, 18, 30),
    )
