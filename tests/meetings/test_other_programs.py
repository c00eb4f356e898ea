"""Our calendars in programs that did not write them: vobject, and khal fed from the address like a person's own."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import urllib.request
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil import tz
from django.urls import reverse
from django.utils import timezone

from meetings import calendars, ical
from meetings.domain.cancelling import cancel_meeting
from meetings.domain.feeds import make_feed
from meetings.domain.moving import move_meeting
from meetings.domain.scheduling import schedule_series
from meetings.enums import MeetingState
from meetings.queries import calendar_of
from programs.models import Cohort
from tests.meetings.factories import AvailabilityFactory, MeetingFactory
from tests.meetings.test_calendars import feed

ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]


@pytest.mark.parametrize("time_zone", ZONES)
def test_vobject_reads_a_series_as_the_database_has_it(pairing, mentee, now, time_zone):
    series = schedule_series(
        pairing_id=pairing.pk,
        first_on=dt.date(2027, 2, 2),
        starts_at=dt.time(17),
        time_zone=time_zone,
        length_minutes=30,
        place="Haus Süd; Raum 4, links\\rechts 🏥",
        by=mentee,
        now=now,
    )

    (event,) = vobject.readOne(feed(calendar_of(mentee))).vevent_list

    rows = list(series.meetings.order_by("starts_at").values_list("starts_at", flat=True))
    # vobject takes a zone that kept UTC's time from 2000 to 2020 for UTC: only its wall clock is asked.
    on_the_clock = [moment.replace(tzinfo=ZoneInfo(time_zone)) for moment in event.getrruleset(addRDate=True)]
    assert [moment.astimezone(dt.UTC) for moment in on_the_clock] == rows
    assert event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == [time_zone]
    assert event.location.value == "Haus Süd; Raum 4, links\\rechts 🏥"
    assert event.uid.value == str(series.uuid)


def test_vobject_reads_invitations_changes_and_cancellations(pairing, mentee, mentor, now):
    mentor.full_name = 'Amara "Mara" Osei, MD; PhD with a name that does not fit into a line of seventy-five'
    mentor.save(update_fields=["full_name"])
    meeting = MeetingFactory(pairing=pairing)
    sent = [calendars.invitation(list(calendar_of(mentee)))]
    move_meeting(meeting_id=meeting.pk, starts_at=meeting.starts_at + dt.timedelta(hours=1), by=mentor, now=now)
    sent.append(calendars.move(list(calendar_of(mentee))))
    cancel_meeting(meeting_id=meeting.pk, reason="exam", by=mentor, now=now)
    sent.append(calendars.cancellation(list(calendar_of(mentee))))

    read = [vobject.readOne(text) for text in sent]

    assert [one.method.value for one in read] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [one.vevent.sequence.value for one in read] == ["0", "1", "2"]
    assert {one.vevent.uid.value for one in read} == {str(meeting.uuid)}
    assert all(len(line.encode()) <= 75 for text in sent for line in text.split("\r\n"))
    assert [who.value for who in read[0].vevent.attendee_list] == [
        "mailto:mentee@example.org",
        "mailto:mentor@example.org",
    ]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_khal_shows_the_address_as_the_product_does(live_server, pairing, mentee, mentor, tmp_path):
    now = timezone.now()
    today = timezone.localdate()
    Cohort.objects.update(starts_on=today - dt.timedelta(days=60), ends_on=today + dt.timedelta(days=90))
    pairing.refresh_from_db()
    AvailabilityFactory(user=mentee, is_protected=True)
    AvailabilityFactory(user=mentor)
    series = schedule_series(
        pairing_id=pairing.pk,
        first_on=today + dt.timedelta(days=(1 - today.weekday()) % 7 + 7),
        starts_at=dt.time(17),
        time_zone="Europe/London",
        length_minutes=30,
        count=5,
        by=mentee,
        now=now,
    )
    second, third = series.meetings.order_by("starts_at")[1:3]
    move_meeting(meeting_id=second.pk, starts_at=second.starts_at + dt.timedelta(days=1), by=mentor, now=now)
    cancel_meeting(meeting_id=third.pk, reason="exam", by=mentor, now=now)
    address = live_server.url + reverse("meetings:feed", args=[make_feed(by=mentee, now=now)])
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
        text = answer.read()

    shown = khal(tmp_path, text, today)

    rows = series.meetings.filter(state=MeetingState.SCHEDULED).order_by("starts_at")
    assert shown == [f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}" for meeting in rows]


def khal(folder: Path, text: bytes, today: dt.date) -> list[str]:
    """Import a calendar into khal and list its mentoring meetings that take place."""
    (folder / "calendar").mkdir()
    (folder / "feed.ics").write_bytes(text)
    (folder / "config").write_text(
        f"[calendars]\n[[own]]\npath = {folder / 'calendar'}\ntype = calendar\n"
        "[locale]\nlocal_timezone = Europe/London\ndefault_timezone = Europe/London\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {folder / 'khal.db'}\n"
    )
    program = [sys.executable, "-m", "khal", "-c", str(folder / "config")]
    subprocess.run([*program, "import", "--batch", "-a", "own", str(folder / "feed.ics")], check=True, timeout=60)
    listed = subprocess.run(
        [*program, "list", "--day-format", "", "--format", "{start}|{title}|{status}", f"{today:%Y-%m-%d}", "90d"],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout
    rows = [line.split("|") for line in listed.splitlines() if "Mentoring:" in line]
    return [row[0] for row in rows if "CANCELLED" not in row[2].upper()]


@pytest.mark.parametrize("time_zone", ZONES)
def test_dateutil_reads_our_time_zones_hour_by_hour(time_zone):
    defined = tz.tzical(StringIO(ical.zone(time_zone, 2027, 2028) + "\r\n")).get(time_zone)

    for hour in range(2 * 365 * 24):
        moment = dt.datetime(2027, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
        assert moment.astimezone(defined).utcoffset() == moment.astimezone(ZoneInfo(time_zone)).utcoffset(), moment
