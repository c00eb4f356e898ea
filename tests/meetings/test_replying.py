"""What calendar programs answer: taken once, from whom it concerns, the latest counting."""

from __future__ import annotations

import datetime as dt
import mailbox
from email.message import EmailMessage
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from meetings.domain.replying import take_replies
from meetings.domain.scheduling import schedule_series
from meetings.models import InvitationReply
from mentorship.core.models import AuditEntry
from tests.meetings.factories import MeetingFactory


def reply(uid, who="mentor@example.org", answer="ACCEPTED", stamp="20270131T100000Z", *more, method="REPLY"):
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Elsewhere//EN", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}",
        f"DTSTAMP:{stamp}", "SEQUENCE:0", *more, "ORGANIZER:mailto:mentorship@localhost",
        f"ATTENDEE;PARTSTAT={answer}:MAILTO:{who}", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def mail(content):
    message = EmailMessage()
    message["Subject"], message["From"] = "Accepted", "mentor@example.org"
    message.set_content("Amara has accepted.")
    message.add_attachment(
        content, maintype="text", subtype="calendar", filename="reply.ics", params={"method": "REPLY"}
    )
    return message


@pytest.fixture
def meeting(pairing):
    return MeetingFactory(pairing=pairing)


def test_an_answer_in_a_mail_is_taken_once(meeting, mentor, now):
    content = mail(reply(meeting.uuid)).as_bytes()

    assert [take_replies(content=content, now=now) for _time in range(2)] == [1, 0]

    kept = InvitationReply.objects.get()
    assert (kept.user, kept.meeting, kept.participation) == (mentor, meeting, "accepted")
    assert AuditEntry.objects.get().verb == "reply_to_invitation"


def test_the_latest_answer_counts_however_they_arrive(meeting, now):
    take_replies(content=reply(meeting.uuid, answer="DECLINED", stamp="20270131T120000Z"), now=now)
    take_replies(content=reply(meeting.uuid, answer="ACCEPTED", stamp="20270131T110000Z"), now=now)

    assert InvitationReply.objects.get().participation == "declined"


def test_an_answer_to_a_series_and_one_to_one_of_its_days(pairing, mentee, mentor, now):
    series = schedule_series(
        pairing_id=pairing.pk, first_on=dt.date(2027, 2, 2), starts_at=dt.time(17), time_zone="Europe/London",
        length_minutes=30, count=3, by=mentee, now=now,
    )  # fmt: skip
    one_day = reply(series.uuid, "mentor@example.org", "DECLINED", "20270131T120000Z", "RECURRENCE-ID:20270209T170000Z")

    assert take_replies(content=reply(series.uuid), now=now) == take_replies(content=one_day, now=now) == 1

    to_series, to_day = InvitationReply.objects.order_by("pk")
    assert (to_series.series, to_series.participation) == (series, "accepted")
    assert (to_day.meeting.starts_at.day, to_day.participation) == (9, "declined")


@pytest.mark.parametrize(
    "content",
    [
        lambda meeting: reply(meeting.uuid, who="stranger@example.org"),
        lambda meeting: reply(meeting.uuid, method="REQUEST"),
        lambda meeting: reply(meeting.uuid, answer="DELEGATED"),
        lambda meeting: reply("something-else@example.org"),
        lambda meeting: reply("00000000-0000-0000-0000-000000000000"),
        lambda _meeting: b"BEGIN:VCALENDAR\r\nnonsense",
        lambda _meeting: b"\x00\xff",
        lambda _meeting: b"x" * 2_000_000,
    ],
)
def test_what_does_not_concern_us_is_passed_over(meeting, now, content):
    assert take_replies(content=content(meeting), now=now) == 0
    assert not InvitationReply.objects.exists()


@pytest.mark.usefixtures("frozen")
def test_the_page_says_what_the_calendar_answered(as_mentee, meeting, now):
    take_replies(content=reply(meeting.uuid, answer="DECLINED"), now=now)

    page = " ".join(as_mentee.get(f"/meetings/{meeting.uuid}/").content.decode().split())

    assert "The calendar of Amara answered: declined." in page


@pytest.mark.parametrize("kind", ["maildir", "mbox", "eml", "ics"])
def test_the_command_reads_mailboxes_and_files(meeting, tmp_path, kind):
    path = tmp_path / kind
    if kind == "maildir":
        mailbox.Maildir(path).add(mail(reply(meeting.uuid)))
    elif kind == "mbox":
        box = mailbox.mbox(path)
        box.add(mail(reply(meeting.uuid)))
        box.close()
    else:
        path.write_bytes(mail(reply(meeting.uuid)).as_bytes() if kind == "eml" else reply(meeting.uuid))
    said = StringIO()

    call_command("take_replies", str(path), stdout=said)

    assert said.getvalue() == "1 replies taken.\n"
    with pytest.raises(CommandError, match="nothing at"):
        call_command("take_replies", str(tmp_path / "gone"))
