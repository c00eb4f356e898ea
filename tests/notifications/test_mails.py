"""What a reminder looks like as a mail."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest
from django.core.mail import EmailMultiAlternatives

from mentorship.notifications.domain.delivery import deliver_due
from mentorship.notifications.domain.planning import plan_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(kind, mentee, now, mailoutbox):
    """Send what the fields describe, and return the mail."""

    def send(**fields):
        kind.add(mentee, now, **fields)
        plan_due(now)
        deliver_due(now)
        return mailoutbox[0]

    return send


def test_it_says_what_to_do_with_one_link_and_why_it_came(sent):
    mail = sent()

    assert mail.subject == "Sign the agreement with Amara Osei"
    assert mail.body.startswith("Hello Lena,\n\nIt is ready and waits for your name.\n")
    assert "Read and sign:\nhttp://testserver/agreements/1/\n" in mail.body
    assert "Why you get this: Agreements to sign." in mail.body
    assert mail.body.count("http://testserver/agreements/1/") == 1


def test_a_kind_may_say_why_in_its_own_words(add_kind, mentee, now, mailoutbox):
    add_kind(why="you are in a pair that has not signed yet").add(mentee, now)
    plan_due(now)

    deliver_due(now)

    assert "You get this because you are in a pair that has not signed yet." in mailoutbox[0].body


def test_the_html_says_the_same(sent):
    mail = sent()

    ((html, media_type),) = mail.alternatives
    assert media_type == "text/html"
    assert "It is ready and waits for your name." in html
    assert 'href="http://testserver/agreements/1/"' in html


def test_names_are_escaped_in_html_and_plain_in_text(sent):
    mail = sent(lines=("Waiting for <b>O'Neil & Sons</b>.",))

    assert "Waiting for <b>O'Neil & Sons</b>." in mail.body
    assert "&lt;b&gt;O&#x27;Neil &amp; Sons&lt;/b&gt;" in mail.alternatives[0][0]


def test_a_line_break_in_a_name_cannot_make_a_header(sent):
    mail = sent(headline="Sign with Amara\r\nBcc: everybody@example.org")

    assert mail.subject == "Sign with Amara Bcc: everybody@example.org"
    assert "\nBcc:" not in mail.message().as_string()


def test_a_calendar_file_goes_along_and_says_what_it_asks(sent):
    media_type = 'text/calendar; method=REQUEST; charset="utf-8"'
    mail = sent(attachments=(("invitation.ics", media_type, "BEGIN:VCALENDAR\r\nSUMMARY:Café\r\nEND:VCALENDAR\r\n"),))

    (attached,) = [part for part in mail.message().walk() if part.get_filename() == "invitation.ics"]
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_param("method") == "REQUEST"
    assert attached["Content-Type"].count("charset") == 1
    assert "Café" in attached.get_payload(decode=True).decode("utf-8")


def test_it_says_that_a_machine_sent_it_and_carries_an_id_of_our_host(sent):
    headers = sent().message()

    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"].endswith("@testserver>")


@pytest.mark.parametrize(
    "headline", ["Short and plain", "Naïve Ärzte fragen", "word " * 60], ids=["plain", "accents", "long"]
)
def test_written_quickly_it_reads_as_the_standard_library_would_write_it(sent, headline):
    mail = sent(headline=headline)

    quick = message_from_bytes(mail.message().as_bytes(linesep="\r\n"), policy=default)
    slow = message_from_bytes(EmailMultiAlternatives.message(mail).as_bytes(linesep="\r\n"), policy=default)
    without_boundary = [(key, value) for key, value in slow.items() if key not in {"Content-Type", "Date"}]
    assert [(key, value) for key, value in quick.items() if key not in {"Content-Type", "Date"}] == without_boundary
    assert [part.get_content() for part in quick.iter_parts()] == [part.get_content() for part in slow.iter_parts()]
    assert quick["Subject"] == " ".join(headline.split())
    assert all(len(line) <= 998 for line in mail.message().as_bytes(linesep="\r\n").split(b"\r\n"))


def test_two_mails_are_not_divided_by_the_same_line(sent):
    mail = sent()

    assert mail.message().get_boundary() != mail.message().get_boundary()
