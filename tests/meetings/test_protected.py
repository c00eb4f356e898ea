"""Protected time: allotted, used and lost by mentor and month, and what was cancelled and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.models import Pairing
from meetings.enums import CancelReason, MeetingState
from meetings.models import Meeting
from meetings.protected import cancellations_by_month, hours, month_of, months_of, own_months
from tests.matching.factories import PairingFactory
from tests.meetings.factories import MeetingFactory
from tests.programs.factories import MenteeEnrollmentFactory, MentorEnrollmentFactory

FEBRUARY = dt.date(2027, 2, 1)
ZONE = ZoneInfo("Europe/London")


@pytest.fixture
def second(pairing, cohort):
    """Another pair of the cohort, with a mentor of its own."""
    return PairingFactory(
        mentor=MentorEnrollmentFactory(cohort=cohort),
        mentee=MenteeEnrollmentFactory(cohort=cohort),
        track=pairing.track,
        activated_at=pairing.activated_at,
    )


def add(pairing, state, starts_at, minutes=60, reason="", *, is_protected=True):
    settled = {
        MeetingState.HELD: {"held_minutes": minutes, "confirmed_by": pairing.mentor.user, "confirmed_at": starts_at},
        MeetingState.CANCELLED: {"cancel_reason": reason, "cancelled_by": pairing.mentor.user},
    }
    return MeetingFactory(
        pairing=pairing,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=minutes),
        state=state,
        is_in_protected_time=is_protected,
        **settled.get(state, {}),
    )


said = st.tuples(
    st.integers(0, 1),
    st.sampled_from(MeetingState.values),
    st.integers(-40 * 24, 40 * 24),
    st.integers(5, 120),
    st.sampled_from(CancelReason.values),
    st.booleans(),
)


@pytest.mark.django_db
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(said=st.lists(said, max_size=8, unique_by=lambda one: (one[0], one[2])))
def test_the_sums_are_those_of_counting_by_hand(pairing, second, cohort, said):
    Meeting.objects.all().delete()
    pairs = (pairing, second)
    middle = dt.datetime(2027, 2, 14, 12, tzinfo=dt.UTC)
    for which, state, hour, minutes, reason, is_protected in said:
        add(pairs[which], state, middle + dt.timedelta(hours=hour), minutes, reason, is_protected=is_protected)

    month = month_of(cohort, FEBRUARY)

    used, lost, why = Counter(), Counter(), Counter()
    for which, state, hour, minutes, reason, is_protected in said:
        if (middle + dt.timedelta(hours=hour)).astimezone(ZONE).month != 2:
            continue
        if state == "held" and is_protected:
            used[which] += minutes
        if state in {"missed", "cancelled"} and is_protected:
            lost[which] += minutes
        if state == "cancelled":
            why[which, reason] += 1
    for which, pair in enumerate(pairs):
        (account,) = (one for one in month.accounts if one.mentor == pair.mentor.user)
        assert (account.allotted, account.used, account.lost) == (240, used[which], lost[which])
        assert account.unused == max(0, 240 - used[which] - lost[which])
        assert account.cancellations == {reason: n for (who, reason), n in why.items() if who == which}
    assert (month.total.allotted, month.total.used, month.total.lost) == (480, used.total(), lost.total())
    assert month.unused == sum(max(0, 240 - used[which] - lost[which]) for which in (0, 1))
    assert sum(month.total.cancellations.values()) == why.total()


def test_a_month_begins_where_the_cohort_is(pairing, cohort):
    cohort.time_zone = "Pacific/Auckland"
    add(pairing, MeetingState.HELD, dt.datetime(2027, 1, 31, 12, tzinfo=dt.UTC))

    assert month_of(cohort, FEBRUARY).total.used == 60


def test_cancellations_are_counted_by_month_and_reason(pairing, cohort):
    for day, reason in ((dt.date(2027, 1, 20), "exam"), (dt.date(2027, 2, 3), "exam"), (dt.date(2027, 2, 9), "exam")):
        add(pairing, MeetingState.CANCELLED, dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC), reason=reason)

    assert cancellations_by_month(cohort) == [(FEBRUARY, {"exam": 2}), (dt.date(2027, 1, 1), {"exam": 1})]


def test_only_months_that_have_begun_are_offered(cohort, now):
    assert months_of(cohort, now)[0] == FEBRUARY
    assert months_of(cohort, now)[-1] == cohort.starts_on.replace(day=1)


@pytest.mark.parametrize(("minutes", "words"), [(0, "0"), (60, "1"), (90, "1.5"), (45, "0.8")])
def test_hours_have_at_most_one_digit_behind_the_point(minutes, words):
    assert hours(minutes) == words


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("number", [1, 6])
def test_the_leaders_page_takes_the_same_queries_however_many(
    client, leader, pairing, second, now, number, django_assert_num_queries
):
    for day in range(number):
        for pair in Pairing.objects.all():
            add(pair, MeetingState.CANCELLED, now - dt.timedelta(days=day), reason="exam")
    client.force_login(leader)
    client.get(reverse("meetings:protected-time"))

    with django_assert_num_queries(8):
        page = client.get(reverse("meetings:protected-time")).content.decode()

    assert "Exam or teaching" in page
    assert "Together" in page


@pytest.mark.usefixtures("frozen")
def test_a_mentor_sees_their_own_sums_and_nobody_elses(
    as_mentor, pairing, second, mentor, now, django_assert_max_num_queries
):
    add(pairing, MeetingState.HELD, now - dt.timedelta(hours=5), minutes=45)
    add(pairing, MeetingState.CANCELLED, now - dt.timedelta(hours=8), minutes=30, reason="exam")
    add(pairing, MeetingState.HELD, now - dt.timedelta(hours=2), is_protected=False)
    add(second, MeetingState.HELD, now - dt.timedelta(hours=3), minutes=120)

    with django_assert_max_num_queries(2):
        ((_cohort, months),) = own_months(mentor, now)
    page = " ".join(as_mentor.get(reverse("meetings:availability")).content.decode().split())

    first, account = months[0]
    assert (first, account.used, account.lost) == (FEBRUARY, 45, 30)
    assert account == next(one for one in month_of(pairing.cohort, FEBRUARY).accounts if one.mentor == mentor)
    assert "Your protected time" in page
    assert "0.8 h" in page


def test_who_mentors_nobody_has_no_sums(as_mentee, pairing, mentee, now):
    assert own_months(mentee, now) == []
    assert "Your protected time" not in as_mentee.get(reverse("meetings:availability")).content.decode()
