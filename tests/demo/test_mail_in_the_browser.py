"""In the demo anybody reads in the browser what would have been sent."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse

from mentorship.demo import mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_the_demo(settings, tmp_path):
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def send(in_the_demo):
    """Send mails over one connection: (to, subject) each."""

    def send(*mails):
        messages = []
        for to, subject in mails:
            message = EmailMultiAlternatives(subject, f"Read {subject} at http://testserver/goals/", to=[to])
            message.attach_alternative(f"<html><head></head><body><b>{subject}</b></body></html>", "text/html")
            message.attach("meeting.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar")
            messages.append(message)
        get_connection().send_messages(messages)

    return send


def test_without_mail_it_says_what_will_be_here(client, in_the_demo):
    response = client.get(reverse("demo:mail"))

    assert "No mail yet" in response.content.decode()


def test_sent_mail_is_listed_the_newest_first(client, send):
    send(("mentee@example.org", "First"), ("mentor@example.org", "Second"))

    page = client.get(reverse("demo:mail")).content.decode()

    assert 0 < page.index("Second") < page.index("First")


def test_one_persons_mail_can_be_chosen(client, send):
    send(("mentee@example.org", "First"), ("mentor@example.org", "Second"))

    page = client.get(reverse("demo:mail"), {"to": "mentor@example.org"}).content.decode()

    assert "Second" in page
    assert "First" not in page


def test_a_mail_shows_its_text_with_links_and_its_files(client, send):
    send(("mentee@example.org", "First"))
    (mail,) = mailbox.mails()

    page = client.get(reverse("demo:mail-message", args=[mail.key])).content.decode()
    file = client.get(reverse("demo:mail-file", args=[mail.key, 0]))

    assert 'href="http://testserver/goals/"' in page
    assert "meeting.ics" in page
    assert file.content == b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"
    assert file["Content-Type"] == "text/calendar"


def test_the_html_of_a_mail_is_kept_in_a_frame_that_runs_nothing(client, send):
    send(("mentee@example.org", "First"))
    (mail,) = mailbox.mails()

    response = client.get(reverse("demo:mail-page", args=[mail.key]))

    assert "<b>First</b>" in response.content.decode()
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy


@pytest.mark.parametrize("key", ["nothing", "20270201-090000-1-0", "20270201-090000-1-x"])
def test_a_mail_that_is_not_there_is_not_found(key, client, in_the_demo):
    assert client.get(reverse("demo:mail-message", args=[key])).status_code == 404


def test_a_file_that_is_not_there_is_not_found(client, send):
    send(("mentee@example.org", "First"))
    (mail,) = mailbox.mails()

    assert client.get(reverse("demo:mail-file", args=[mail.key, 1])).status_code == 404


def test_every_page_of_the_demo_leads_to_the_mail_and_no_other_does(client, settings):
    def link_in(path):
        return reverse("demo:mail") in client.get(path).content.decode()

    outside = link_in("/accounts/login/")
    settings.DEMO = True

    assert not outside
    assert link_in("/accounts/login/")
