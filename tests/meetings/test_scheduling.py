"""Planning meetings: one, or a series."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from matching.enums import PairingState
from meetings.domain.scheduling import schedule_meeting, schedule_series
from meetings.enums import MeetingState
from meetings.models import Meeting, MeetingSeries
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from tests.matching.factories import PairingFactory
from tests.meetings.factories import MeetingFactory

TOMORROW = dt.datetime(2027, 2, 2, 17, tzinfo=dt.UTC)


@pytest.fixture
def plan(pairing, mentee, now):
    """Plan one meeting as the mentee, tomorrow at 17:00, unless said otherwise."""

    def schedule(**facts):
        return schedule_meeting(
            **{"pairing_id": pairing.pk, "starts_at": TOMORROW, "length_minutes": 30, "by": mentee, "now": now, **facts}
        )

    return schedule


@pytest.fixture
def repeat(pairing, mentee, now):
    """Plan a series as the mentee, on Tuesdays at 17:00 in London, unless said otherwise."""

    def schedule(**facts):
        return schedule_series(
            **{
                "pairing_id": pairing.pk,
                "first_on": dt.date(2027, 2, 2),
                "starts_at": dt.time(17),
                "time_zone": "Europe/London",
                "length_minutes": 30,
                "place": "Simulation centre",
                "by": mentee,
                "now": now,
                **facts,
            }
        )

    return schedule


def test_a_meeting_is_planned_and_recorded(plan, pairing, mentee):
    meeting = plan(place=" Room 4 ", length_minutes=45)

    assert (meeting.state, meeting.place, meeting.planned_by) == (MeetingState.SCHEDULED, "Room 4", mentee)
    assert meeting.ends_at - meeting.starts_at == dt.timedelta(minutes=45)
    assert AuditEntry.objects.get().verb == "schedule_meeting"


def test_planning_the_same_meeting_twice_gives_one(plan, mentor):
    first = plan()

    assert plan(by=mentor, length_minutes=60) == first
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("state", [PairingState.PROPOSED, PairingState.ACCEPTED, PairingState.PAUSED])
def test_only_a_pair_at_work_plans(plan, repeat, pairing, state):
    pairing.state = state
    pairing.save(update_fields=["state"])

    for verb in (plan, repeat):
        with pytest.raises(Refused, match="signed the agreement"):
            verb()


def test_nobody_else_plans_for_a_pair(plan, repeat, other_mentee, leader):
    for person in (other_mentee, leader):
        with pytest.raises(NotAllowed):
            plan(by=person)
        with pytest.raises(NotAllowed):
            repeat(by=person)


def test_what_has_passed_is_not_planned(plan, repeat, now):
    with pytest.raises(Refused, match="log the meeting"):
        plan(starts_at=now)
    with pytest.raises(Refused, match="past"):
        repeat(first_on=now.date(), starts_at=dt.time(8))
    with pytest.raises(Refused, match="The first meeting lies in the past"):
        repeat(first_on=now.date() - dt.timedelta(weeks=120))


def test_a_pair_has_no_two_meetings_at_once(plan):
    plan()

    with pytest.raises(Refused, match="You two have a meeting on 2 February, 17:00"):
        plan(starts_at=TOMORROW + dt.timedelta(minutes=15))


def test_a_mentor_is_not_booked_twice_and_no_name_is_told(plan, mentor_enrollment, other_mentee):
    other = PairingFactory(mentor=mentor_enrollment, mentee=other_mentee.enrollments.get(), place=2)
    MeetingFactory(pairing=other, starts_at=TOMORROW)

    with pytest.raises(Refused) as refusal:
        plan()
    assert "Amara has another meeting" in str(refusal.value)
    assert "Noah" not in str(refusal.value)


def test_meetings_may_follow_each_other_and_cancelled_ones_leave_room(plan, pairing):
    MeetingFactory(pairing=pairing, cancelled=True, starts_at=TOMORROW)

    plan()
    plan(starts_at=TOMORROW + dt.timedelta(minutes=30))

    assert Meeting.objects.filter(state=MeetingState.SCHEDULED).count() == 2


def test_a_weekly_series_goes_on_until_the_cohort_ends_at_one_local_time(repeat):
    series = repeat()

    starts = list(series.meetings.order_by("starts_at").values_list("starts_at", flat=True))
    assert len(starts) == 21
    assert starts[-1].date() == dt.date(2027, 6, 22)
    assert {moment.astimezone(ZoneInfo("Europe/London")).time() for moment in starts} == {dt.time(17)}
    assert {moment.hour for moment in starts} == {16, 17}
    assert series.rule == "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL=20270625T225959Z"


def test_a_series_can_have_a_number_of_meetings_or_a_last_day_and_gaps(repeat):
    assert repeat(count=3).meetings.count() == 3
    fortnightly = repeat(first_on=dt.date(2027, 2, 3), every_weeks=2, until=dt.date(2027, 3, 3))

    assert [f"{m.starts_at:%d.%m}" for m in fortnightly.meetings.order_by("starts_at")] == ["03.02", "17.02", "03.03"]


def test_the_same_series_twice_is_one(repeat):
    assert repeat() == repeat()
    assert MeetingSeries.objects.count() == 1
    assert AuditEntry.objects.count() == 1


def test_a_series_stops_where_the_time_together_ends(repeat):
    with pytest.raises(Refused, match="25 June 2027"):
        repeat(count=40)
    with pytest.raises(Refused, match="before the first meeting"):
        repeat(first_on=dt.date(2027, 7, 6))
    with pytest.raises(Refused, match="weeks apart"):
        repeat(every_weeks=0)


def test_a_series_that_would_cut_across_a_meeting_is_refused_whole(repeat, pairing):
    MeetingFactory(pairing=pairing, starts_at=dt.datetime(2027, 4, 6, 16, 15, tzinfo=dt.UTC))

    with pytest.raises(Refused, match="6 April"):
        repeat()
    assert MeetingSeries.objects.count() == 0
    assert Meeting.objects.count() == 1
