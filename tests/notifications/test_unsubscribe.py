"""One click turns a kind of mail off (RFC 8058)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from mentorship.notifications.domain.delivery import deliver_due
from mentorship.notifications.domain.planning import plan_due
from mentorship.notifications.models import KindChoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(kind, mentee, now, mailoutbox):
    """The path of the link in the header of a mail that has left."""
    kind.add(mentee, now)
    plan_due(now)
    deliver_due(now)
    header = mailoutbox[0].message()["List-Unsubscribe"]
    return re.fullmatch(r"<http://testserver(/mail/off/[^>]+/)>", header.replace("\n", "")).group(1)


def test_an_optional_mail_says_how_to_stop_it(link, mailoutbox):
    mail = mailoutbox[0]

    assert mail.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in mail.body
    assert link in mail.alternatives[0][0]


def test_what_is_mandatory_offers_no_way_to_stop_it(add_kind, mentee, now, mailoutbox):
    add_kind("important", mandatory=True).add(mentee, now)
    plan_due(now)

    deliver_due(now)

    assert "List-Unsubscribe" not in mailoutbox[0].message()
    assert "Stop this kind" not in mailoutbox[0].body


def test_opening_the_link_asks_first(link, client):
    response = client.get(link)

    assert "Stop this mail?" in response.content.decode()
    assert not KindChoice.objects.exists()


def test_the_post_of_a_mail_program_needs_no_cookie_and_stops_it(link, kind, mentee, now, mailoutbox):
    response = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})

    kind.add(mentee, now, slot="second")
    plan_due(now)
    deliver_due(now)
    assert response.status_code == 200
    assert len(mailoutbox) == 1
    assert KindChoice.objects.get().how == "off"


def test_twice_is_once(link, client):
    client.post(link)

    assert client.post(link).status_code == 200
    assert KindChoice.objects.count() == 1


def test_a_link_somebody_changed_leads_nowhere(link, client):
    assert client.post(link[:-3] + "x/").status_code == 404
    assert not KindChoice.objects.exists()


def test_a_link_of_a_closed_account_leads_nowhere(link, client, mentee):
    mentee.is_active = False
    mentee.save(update_fields=["is_active"])

    assert client.post(link).status_code == 404
