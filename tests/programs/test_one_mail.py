"""A leader reads a mail before it leaves, sends it now, stops it, changes it, and looks ahead to a day."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from mentorship.core.models import AuditEntry
from mentorship.notifications.domain.delivery import deliver_due
from mentorship.notifications.domain.planning import plan_due
from mentorship.notifications.models import MailWishes, Notification
from tests.agreements.factories import AgreementFactory
from tests.cast import NOW
from tests.meetings.factories import MeetingFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NIGHT = NOW.replace(hour=23)


@pytest.fixture(autouse=True)
def at_night():
    with time_machine.travel(NIGHT, tick=False) as clock:
        yield clock


@pytest.fixture
def waiting(client, leader, pairing, mentee):
    """A reminder to sign that waits for the morning; the leader is signed in."""
    AgreementFactory(pairing=pairing, state="awaiting_signatures", opened_at=NIGHT)
    plan_due(NIGHT)
    deliver_due(NIGHT)
    client.force_login(leader)
    return Notification.objects.get(kind="agreement_unsigned", recipient=mentee)


def reminders_to_sign(mails):
    return [mail for mail in mails if mail.to == ["mentee@example.org"] and mail.subject.startswith("Sign")]


def act(client, row, what, **form):
    return client.post(reverse(f"programs:mail-{what}", args=[row.uuid]), form, follow=True).content.decode()


def test_it_is_shown_as_its_reader_gets_it_without_their_links(client, waiting):
    text = client.get(reverse("programs:mail", args=[waiting.uuid])).content.decode()

    assert "Sign your agreement with Amara Osei" in text
    assert "Hello Lena" in text
    assert "/mail/off/" not in text


def test_sent_now_it_leaves_at_night_and_out_of_a_digest(client, waiting, mailoutbox):
    text = act(client, waiting, "send")
    deliver_due(NIGHT)

    assert "It leaves within a minute." in text
    assert len(reminders_to_sign(mailoutbox)) == 1
    assert AuditEntry.objects.filter(verb="send_mail_now").count() == 1


def test_stopped_it_never_leaves_and_says_who_stopped_it(client, waiting, mailoutbox):
    act(client, waiting, "stop")
    plan_due(NIGHT + DAY)
    deliver_due(NIGHT + 10 * HOUR)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("cancelled", "Stopped by Rosa Lindqvist.")
    assert reminders_to_sign(mailoutbox) == []


def test_changed_it_leaves_later_with_the_leaders_line(client, waiting, mailoutbox):
    act(client, waiting, "change", not_before_0="2027-02-02", not_before_1="12:00", note="The office\nhelps you.")
    deliver_due(NIGHT + 10 * HOUR)
    early = reminders_to_sign(mailoutbox)
    deliver_due(NIGHT + 14 * HOUR)

    (mail,) = reminders_to_sign(mailoutbox)
    assert early == []
    assert "Your program leader adds: The office helps you." in mail.body


@pytest.mark.parametrize("what", ["send", "stop", "change"])
def test_what_has_left_cannot_be_changed(client, waiting, what):
    Notification.objects.update(state="sent", sent_at=NIGHT)

    text = act(client, waiting, what)

    assert "does not wait any more" in text
    assert not AuditEntry.objects.filter(verb__contains="mail").exists()


def test_stopping_twice_is_refused_the_second_time_and_recorded_once(client, waiting):
    act(client, waiting, "stop")

    assert "does not wait any more" in act(client, waiting, "stop")
    assert AuditEntry.objects.filter(verb="stop_mail").count() == 1


def test_what_is_between_the_pair_is_not_read_by_the_leader(client, leader, pairing, mentor):
    MeetingFactory(pairing=pairing, starts_at=NIGHT + 10 * HOUR, place="CANARY cafe", planned_at=NIGHT - DAY)
    plan_due(NIGHT)
    client.force_login(leader)
    row = Notification.objects.filter(kind="meeting_tomorrow").first()

    one = client.get(reverse("programs:mail", args=[row.uuid])).content.decode()
    day = client.get(reverse("programs:dry-run"), {"day": "2027-02-02"}).content.decode()

    assert "between the two of the pair" in one
    assert "CANARY" not in one + day


def test_a_dry_run_says_what_would_leave_and_writes_nothing(client, leader, pairing):
    AgreementFactory(pairing=pairing, state="awaiting_signatures", opened_at=NIGHT)
    client.force_login(leader)

    text = client.get(reverse("programs:dry-run"), {"day": "2027-03-01"}).content.decode()

    assert "Sign your agreement with Amara Osei" in text
    assert "Lena Fischer and Amara Osei have no agreement yet" in text
    assert not Notification.objects.exists()


def test_addresses_that_refuse_mail_are_shown_and_can_be_tried_again(client, leader, mentee, cohort, mentee_enrollment):
    MailWishes.objects.create(user=mentee, stopped_at=NIGHT, stopped_because="550 5.1.1 No such user")
    client.force_login(leader)

    before = client.get(reverse("programs:post-room")).content.decode()
    client.post(reverse("programs:try-address", args=[mentee.uuid]))

    assert "550 5.1.1 No such user" in before
    assert "550" not in client.get(reverse("programs:post-room")).content.decode()
