"""What an agenda suggests, the one request for a summary, and the days on which a cohort does not meet."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from evaluation.domain.observing import mark_read
from meetings import reminders
from meetings.agenda import GROW, suggestions
from meetings.domain.availability import add_weekly_time
from meetings.models import Holiday
from tests.agreements.factories import ActionFactory
from tests.evaluation.observations import send_mini_cex
from tests.meetings.factories import AbsenceFactory, AvailabilityFactory, BusySourceFactory, ReflectionFactory

pytestmark = pytest.mark.usefixtures("frozen")
DAY = dt.timedelta(days=1)


def test_open_actions_are_suggested_until_they_stand_there_or_are_done(coming, pairing, mentee, mentor, now):
    action = ActionFactory(pairing=pairing, owner=mentee, text="Book the simulator")

    (suggested,) = suggestions(coming, mentor, [])

    assert suggested.text == "Action of Lena: Book the simulator"
    assert suggestions(coming, mentor, [suggested.text]) == []
    action.done_at = now
    action.save()
    assert suggestions(coming, mentor, []) == []


def test_unread_feedback_is_suggested_by_kind_and_day_until_it_is_read(coming, pairing, mentee, mentor, now):
    observation = send_mini_cex(pairing)

    for person in (mentee, mentor):
        (suggested,) = suggestions(coming, person, [])
        assert suggested.text == "Feedback not read yet: Mini-CEX, 1 February"
        assert str(observation.uuid) in suggested.url
    mark_read(observation_id=observation.pk, by=mentee, now=now)
    assert suggestions(coming, mentee, []) == []


def test_grow_is_one_tap_and_stands_there_once(as_mentee, coming):
    for _time in range(2):
        as_mentee.post(reverse("meetings:agenda-grow", args=[coming.uuid]))

    assert list(coming.agenda_items.values_list("text", flat=True)) == [str(words) for words in GROW]


def test_the_mentee_is_asked_for_a_summary_once_and_nobody_else(held, mentee):
    confirmed_at = held.confirmed_at

    assert list(reminders.summary_missing(confirmed_at + DAY / 2)) == []
    keys = set()
    for days in (1, 2, 5, 13):
        (due,) = reminders.summary_missing(confirmed_at + days * DAY)
        keys.add((due.recipient_id, due.kind, due.subject_uuid, due.slot))
    assert keys == {(mentee.pk, "meeting_summary", held.uuid, "once")}
    assert list(reminders.summary_missing(confirmed_at + 15 * DAY)) == []


def test_who_has_written_a_summary_is_not_asked(held, mentee):
    ReflectionFactory(meeting=held, author=mentee)

    assert list(reminders.summary_missing(held.confirmed_at + 2 * DAY)) == []


def test_a_leader_names_holidays_of_their_own_cohorts_only(client, leader, cohort):
    leader.is_staff = True
    leader.save()
    client.force_login(leader)
    facts = {"cohort": cohort.pk, "name": "Staff day", "starts_on": "2027-03-01", "ends_on": "2027-03-01"}

    client.post(reverse("admin:meetings_holiday_add"), facts)

    holiday = Holiday.objects.get()
    assert (holiday.cohort, holiday.name) == (cohort, "Staff day")
    other = Holiday.objects.create(
        cohort=type(cohort).objects.exclude(pk=cohort.pk).first() or _another_cohort(),
        name="Elsewhere",
        starts_on=dt.date(2027, 3, 2),
        ends_on=dt.date(2027, 3, 2),
    )
    page = client.get(reverse("admin:meetings_holiday_changelist")).content.decode()
    assert "Staff day" in page
    assert "Elsewhere" not in page
    assert client.get(reverse("admin:meetings_holiday_change", args=[other.pk])).status_code in {302, 403, 404}


def _another_cohort():
    from tests.programs.factories import CohortFactory

    return CohortFactory()


def own_time(user, now, number):
    for hour in range(number):
        add_weekly_time(weekday=2, starts_at=dt.time(8 + hour), ends_at=dt.time(9 + hour), by=user, now=now)
        AbsenceFactory(user=user, starts_at=now + hour * DAY, ends_at=now + (hour + 1) * DAY)
        BusySourceFactory(user=user, name=f"work {hour}.ics")


@pytest.mark.parametrize("number", [1, 5])
def test_ones_hours_take_the_same_queries_however_many(as_mentee, mentee, now, number, django_assert_num_queries):
    own_time(mentee, now, number)
    as_mentee.get(reverse("meetings:availability"))

    with django_assert_num_queries(8):
        as_mentee.get(reverse("meetings:availability"))


@pytest.mark.parametrize("number", [1, 5])
def test_finding_a_time_takes_the_same_queries_however_many(
    as_mentee, mentee, mentor, pairing, now, number, django_assert_num_queries
):
    own_time(mentee, now, number)
    for weekday in range(5):
        AvailabilityFactory(user=mentor, weekday=weekday)
    as_mentee.get(reverse("meetings:find", args=[pairing.uuid]))

    with django_assert_num_queries(15):
        as_mentee.get(reverse("meetings:find", args=[pairing.uuid]))
