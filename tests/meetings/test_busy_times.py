"""Busy times from elsewhere: read for when, never for what, and fetched only from where anybody may look."""

from __future__ import annotations

import datetime as dt
import socket
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetings import busy, fetching, free_time
from meetings.domain import availability
from meetings.models import BusyBlock, BusySource
from mentorship.core.errors import NotAllowed, Refused
from tests.meetings.factories import BusySourceFactory

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Elsewhere//EN\r\n"
TAIL = "END:VCALENDAR\r\n"


def event(*lines):
    return "\r\n".join(["BEGIN:VEVENT", "UID:1@example.org", "DTSTAMP:20270101T000000Z", *lines, "END:VEVENT", ""])


def calendar(*events):
    return (HEAD + "".join(events) + TAIL).encode()


def read(content, now, time_zone="Europe/London"):
    times = busy.busy_times(content, now=now, time_zone=time_zone)
    return [(free_time.moment(begin), free_time.moment(end)) for begin, end in times]


def at(day, hour, minute=0):
    return dt.datetime(2027, 2, day, hour, minute, tzinfo=dt.UTC)


def test_times_are_read_with_and_without_a_zone_and_whole_days(now):
    content = calendar(
        event("DTSTART:20270203T100000Z", "DTEND:20270203T110000Z", "SUMMARY:Ward round with Mr Secret"),
        event("DTSTART;TZID=America/New_York:20270204T090000", "DURATION:PT1H").replace("UID:1", "UID:2"),
        event("DTSTART;VALUE=DATE:20270206", "DTEND;VALUE=DATE:20270207").replace("UID:1", "UID:3"),
        event("DTSTART:20270210T080000", "DTEND:20270210T083000").replace("UID:1", "UID:4"),
    )

    assert read(content, now, "Asia/Kolkata") == [
        (at(3, 10), at(3, 11)),
        (at(4, 14), at(4, 15)),
        (at(5, 18, 30), at(6, 18, 30)),
        (at(10, 2, 30), at(10, 3)),
    ]


def test_what_repeats_is_unrolled_to_the_horizon_and_what_is_free_is_left_out(now):
    content = calendar(
        event("DTSTART:20270202T100000Z", "DTEND:20270202T110000Z", "RRULE:FREQ=WEEKLY"),
        event("DTSTART:20270202T150000Z", "DTEND:20270202T160000Z", "TRANSP:TRANSPARENT").replace("UID:1", "UID:2"),
        event("DTSTART:20270202T170000Z", "DTEND:20270202T180000Z", "STATUS:CANCELLED").replace("UID:1", "UID:3"),
    )

    times = read(content, now)

    assert len(times) == 26
    assert {begin.hour for begin, _end in times} == {10}


def test_a_free_busy_answer_is_read_too(now):
    content = calendar(
        "BEGIN:VFREEBUSY\r\nUID:f\r\nDTSTAMP:20270101T000000Z\r\n"
        "FREEBUSY:20270203T100000Z/PT1H,20270203T130000Z/20270203T140000Z\r\nEND:VFREEBUSY\r\n"
    )

    assert read(content, now) == [(at(3, 10), at(3, 11)), (at(3, 13), at(3, 14))]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name,email", "not a calendar"),
        (b"", "no calendar"),
        (b"\x00\xff\xfe", "not a calendar|no calendar"),
        (b"x" * (busy.MOST_BYTES + 1), "too large"),
        (calendar(event("DTSTART:20270202T100000Z", "RRULE:FREQ=SECONDLY")), "by the hour or faster"),
        (calendar(event("DTSTART:20270202T100000Z", "RRULE:FREQ=DAILY;BYSECOND=1,2,3")), "by the hour or faster"),
        (calendar(*[event("DTSTART:20270202T100000Z")] * 5001), "too many entries"),
        (calendar(*[event("DTSTART:20270202T100000Z", "RRULE:FREQ=DAILY")] * 301), "too many repeating"),
        (calendar().replace(b"-//Elsewhere//EN", b"-//Mentorship//Meetings//EN"), "your mentoring calendar"),
    ],
)
def test_what_is_no_calendar_or_too_much_of_one_is_refused_in_words(now, content, words):
    with pytest.raises(Refused, match=words):
        read(content, now)


@pytest.mark.usefixtures("frozen")
def test_a_file_is_read_on_the_page_and_nothing_of_what_it_says_is_kept(as_mentee, mentee):
    content = calendar(event("DTSTART:20270203T100000Z", "DTEND:20270203T110000Z", "SUMMARY:Mr Secret"))

    for _time in range(2):
        file = SimpleUploadedFile("work.ics", content, content_type="text/calendar")
        page = as_mentee.post(reverse("meetings:busy-file"), {"file": file}, follow=True)

    assert "1 busy time read." in page.content.decode()
    assert BusySource.objects.count() == BusyBlock.objects.count() == 1
    assert "Secret" not in str(BusySource.objects.values()) + str(BusyBlock.objects.values()) + page.content.decode()


@pytest.mark.usefixtures("frozen")
def test_a_file_that_is_none_is_refused_beside_the_field(as_mentee):
    page = as_mentee.post(reverse("meetings:busy-file"), {"file": SimpleUploadedFile("cv.pdf", b"%PDF-1.4")})

    assert "This is not a calendar file" in page.content.decode()


def test_only_the_owner_forgets_a_calendar(mentee, mentor, now):
    source = BusySourceFactory(user=mentee)
    with pytest.raises(NotAllowed):
        availability.remove_busy_source(source_id=source.pk, by=mentor, now=now)

    for _time in range(2):
        availability.remove_busy_source(source_id=source.pk, by=mentee, now=now)

    assert not BusySource.objects.exists()


# Fetching


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104 - nobody listens here
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1", "198.18.0.1", "192.0.2.1",
    ],
)  # fmt: skip
def test_no_address_inside_a_network_is_public(address):
    assert not fetching.is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"])
def test_addresses_of_the_open_internet_are_public(address):
    assert fetching.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.ics", "ftp://example.org/", "file:///etc/passwd", "https://example.org:8443/a.ics",
        "https://user:word@example.org/", "https://", "example.org", "https://example.org/\r\nHost: inside",
        "https://[::1", "gopher://example.org/", "https://example.org:notaport/",
    ],
)  # fmt: skip
def test_only_plain_https_addresses_are_taken(address):
    with pytest.raises(fetching.Unreachable):
        fetching.tidied(address)


def test_webcal_means_https():
    assert fetching.tidied(" webcal://example.org/a.ics ") == "https://example.org/a.ics"


class Server:
    """Stands for the far side: what each host answers, and to which addresses we connected."""

    def __init__(self, answers):
        self.answers = answers
        self.connected = []

    def connection(self, host, ip, *, timeout):
        self.connected.append((host, ip))
        return SimpleNamespace(
            request=lambda *_args, **_facts: None,
            getresponse=lambda: self.answers[host],
            cut=lambda: None,
            close=lambda: None,
        )


def response(body=b"", status=200, location=""):
    left = [body[at : at + 65536] for at in range(0, len(body), 65536)]
    headers = {"Location": location} if location else {}
    return SimpleNamespace(status=status, headers=headers, read=lambda _size: left.pop(0) if left else b"")


@pytest.fixture
def internet(monkeypatch):
    """A small internet: names and where they lead, hosts and what they answer."""

    def make(names, answers):
        server = Server(answers)

        def getaddrinfo(host, _port, **_facts):
            if host not in names:
                raise socket.gaierror
            return [(0, 0, 0, "", (ip, 443)) for ip in names[host]]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(fetching, "_PinnedConnection", server.connection)
        monkeypatch.setattr(fetching._ask, "__defaults__", (server.connection,))
        return server

    return make


def test_the_connection_goes_to_the_address_that_was_checked(internet):
    server = internet({"a.example": ["93.184.216.34"]}, {"a.example": response(b"calendar")})

    assert fetching.fetch("https://a.example/x.ics") == b"calendar"
    assert server.connected == [("a.example", "93.184.216.34")]


@pytest.mark.parametrize("inside", [["10.0.0.7"], ["93.184.216.34", "127.0.0.1"], ["::1"]])
def test_a_name_that_leads_inside_is_never_connected_to(internet, inside):
    server = internet({"a.example": inside}, {"a.example": response(b"secret")})

    with pytest.raises(fetching.Unreachable, match="private network"):
        fetching.fetch("https://a.example/")
    assert server.connected == []


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "0x7f.1",
        "[::ffff:7f00:1]",
        "[::ffff:10.0.0.1]",
    ],
)
def test_an_inner_address_written_in_another_way_is_never_connected_to(host, monkeypatch):
    connected = []
    monkeypatch.setattr(fetching.socket, "create_connection", lambda *facts, **_more: connected.append(facts))

    with pytest.raises(fetching.Unreachable, match="private network"):
        fetching.fetch(f"https://{host}/x.ics")
    assert connected == []


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("https://inside.example/", "private network"),
        ("http://a.example/plain", "begins with https"),
        ("https://169.254.169.254/latest", "private network"),
        ("https://[::ffff:a9fe:a9fe]/latest", "private network"),
        ("https://a.example/again", "on and on"),
        ("https://gone.example/", "no server of that name"),
    ],
)
def test_each_redirect_is_checked_anew(internet, location, words):
    names = {"a.example": ["93.184.216.34"], "inside.example": ["10.0.0.7"], "169.254.169.254": ["169.254.169.254"]}
    names["::ffff:a9fe:a9fe"] = ["::ffff:169.254.169.254"]
    server = internet(names, {"a.example": response(status=302, location=location)})

    with pytest.raises(fetching.Unreachable, match=words):
        fetching.fetch("https://a.example/")
    assert {ip for _host, ip in server.connected} == {"93.184.216.34"}


def test_what_is_too_large_or_an_error_is_refused(internet):
    internet({"a.example": ["93.184.216.34"]}, {"a.example": response(b"x" * (fetching.MOST_BYTES + 1))})
    with pytest.raises(fetching.Unreachable, match="too large"):
        fetching.fetch("https://a.example/")

    internet({"a.example": ["93.184.216.34"]}, {"a.example": response(status=404)})
    with pytest.raises(fetching.Unreachable, match="answered with 404"):
        fetching.fetch("https://a.example/")


def test_what_takes_too_long_is_refused(internet, monkeypatch):
    internet({"a.example": ["93.184.216.34"]}, {"a.example": response(b"slow")})
    monkeypatch.setattr(fetching, "MOST_SECONDS", -1.0)

    with pytest.raises(fetching.Unreachable, match="too long"):
        fetching.fetch("https://a.example/")


def test_an_address_is_read_again_and_keeps_what_it_had_when_it_fails(internet, mentee, now):
    content = calendar(event("DTSTART:20270203T100000Z", "DTEND:20270203T110000Z"))
    internet({"a.example": ["93.184.216.34"]}, {"a.example": response(content)})
    source = availability.add_busy_address(address="webcal://a.example/x.ics", by=mentee, now=now)
    assert availability.read_addresses_again(now=now) == 0

    internet({}, {})
    assert availability.read_addresses_again(now=now + dt.timedelta(hours=7)) == 0

    source.refresh_from_db()
    assert source.problem == "There is no server of that name."
    assert source.blocks.count() == 1


@pytest.mark.usefixtures("frozen")
def test_an_address_inside_is_refused_beside_the_field(as_mentee, internet):
    internet({"a.example": ["10.0.0.7"]}, {})

    page = as_mentee.post(reverse("meetings:busy-address"), {"address": "https://a.example/x.ics"})

    assert "lies inside a private network" in page.content.decode()
    assert "https://a.example/x.ics" in page.content.decode()
