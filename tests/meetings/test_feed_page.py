"""The secret calendar address: made, shown once, renewed, closed; and what it answers."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from meetings.domain.availability import add_weekly_time
from meetings.domain.cancelling import cancel_meeting
from meetings.domain.confirming import log_past_meeting
from meetings.domain.feeds import digest_of, make_feed, revoke_feed
from meetings.domain.moving import move_meeting
from meetings.domain.scheduling import schedule_meeting, schedule_series
from meetings.models import CalendarFeed
from meetings.web import middleware
from mentorship.core.errors import Refused
from mentorship.core.models import AuditEntry
from tests.meetings.factories import MeetingFactory

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def address(mentee, now):
    return reverse("meetings:feed", args=[make_feed(by=mentee, now=now)])


def test_it_works_without_signing_in(coming, address):
    answer = Client().get(address)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    (event,) = Calendar.from_ical(answer.content).events
    assert event.start == coming.starts_at


def test_a_calendar_that_has_it_already_is_told_so(coming, address):
    etag = Client().get(address)["ETag"]

    again = Client().get(address, headers={"If-None-Match": f'"old", W/{etag}, {etag}'})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert Client().get(address, headers={"If-None-Match": '"old"'}).status_code == 200


def test_any_change_makes_another_etag(coming, address, pairing, mentor, mentee, now):
    seen = [Client().get(address)["ETag"]]

    def see():
        seen.append(Client().get(address)["ETag"])

    facts = {"pairing_id": pairing.pk, "by": mentor, "now": now}
    single = schedule_meeting(starts_at=now + dt.timedelta(days=5), length_minutes=30, **facts)
    see()
    schedule_series(
        first_on=dt.date(2027, 3, 1), starts_at=dt.time(9), time_zone="UTC", count=2, length_minutes=30, **facts
    )
    see()
    move_meeting(meeting_id=single.pk, starts_at=now + dt.timedelta(days=6), by=mentor, now=now)
    see()
    log_past_meeting(starts_at=now - dt.timedelta(days=1), minutes=30, **facts)
    see()
    add_weekly_time(weekday=1, starts_at=dt.time(16), ends_at=dt.time(17), is_protected=True, by=mentee, now=now)
    see()
    cancel_meeting(meeting_id=coming.pk, reason="exam", by=mentor, now=now)
    see()

    assert len(set(seen)) == len(seen) == 7


def test_what_changed_elsewhere_is_seen_on_the_next_day(address, coming, now):
    today = Client().get(address)["ETag"]

    with time_machine.travel(now + dt.timedelta(days=1), tick=False):
        assert Client().get(address)["ETag"] != today


def test_that_nothing_is_new_is_answered_by_one_row(coming, address, django_assert_num_queries):
    etag = Client().get(address)["ETag"]

    with django_assert_num_queries(1):
        assert Client().get(address, headers={"If-None-Match": etag}).status_code == 304


def test_it_is_answered_before_any_session_and_as_safely_as_every_page(coming, address, monkeypatch):
    def session(*_facts):
        pytest.fail("A calendar program has no session.")

    monkeypatch.setattr(SessionMiddleware, "process_request", session)

    answer = Client().get(address)

    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Content-Length"] == str(len(answer.content))
    assert "Content-Security-Policy" in answer
    assert "Set-Cookie" not in answer
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_address_made_is_the_one_answered_first(address, mentee, now):
    assert middleware._FEED.fullmatch(address)


def test_a_wrong_or_closed_address_leads_nowhere(address, mentee, now):
    assert Client().get(reverse("meetings:feed", args=["guessed"])).status_code == 404

    revoke_feed(by=mentee, now=now)

    assert Client().get(address).status_code == 404


def test_the_address_of_a_closed_account_leads_nowhere(address, mentee):
    mentee.is_active = False
    mentee.save(update_fields=["is_active"])

    assert Client().get(address).status_code == 404


def test_it_holds_ones_own_meetings_only(address, coming):
    MeetingFactory()

    assert len(Calendar.from_ical(Client().get(address).content).events) == 1


@pytest.mark.parametrize("number", [1, 20])
def test_the_number_of_queries_does_not_grow(address, pairing, now, number, django_assert_num_queries):
    for hour in range(number):
        MeetingFactory(pairing=pairing, starts_at=now.replace(day=3, hour=hour))

    with django_assert_num_queries(7):
        Client().get(address)
    with django_assert_num_queries(1):
        Client().get(address)


def test_the_address_is_shown_once_and_only_its_digest_kept(as_mentee):
    page = as_mentee.post(reverse("meetings:calendar-make"))

    (token,) = re.findall(r"http://testserver/calendar/([\w-]+)\.ics", page.content.decode())
    assert CalendarFeed.objects.get().token_sha256 == digest_of(token)
    assert page["Cache-Control"] == "private, no-store"
    assert token not in as_mentee.get(reverse("meetings:calendar")).content.decode()
    assert AuditEntry.objects.get().verb == "make_feed"


def test_there_is_one_address_at_a_time(as_mentee, mentee, now):
    as_mentee.post(reverse("meetings:calendar-make"))

    page = as_mentee.post(reverse("meetings:calendar-make"), follow=True)

    assert "You have a calendar address already" in page.content.decode()
    assert CalendarFeed.objects.count() == 1
    with pytest.raises(Refused):
        make_feed(by=mentee, now=now)


def test_renewing_closes_the_old_one(as_mentee, address):
    page = as_mentee.post(reverse("meetings:calendar-renew"))

    assert Client().get(address).status_code == 404
    (path,) = set(re.findall(r"http://testserver(/calendar/[\w-]+\.ics)", page.content.decode()))
    assert Client().get(path).status_code == 200


def test_closing_twice_is_harmless(as_mentee, address):
    for _time in range(2):
        as_mentee.post(reverse("meetings:calendar-revoke"))

    assert AuditEntry.objects.filter(verb="revoke_feed").count() == 1
