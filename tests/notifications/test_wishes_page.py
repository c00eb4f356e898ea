"""The page on which people say which mail they want, and when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from mentorship.notifications.models import KindChoice, MailWishes

pytestmark = pytest.mark.django_db
WHEN = {"digest_at": "07:30", "digest_on": "0", "quiet_from": "", "quiet_until": ""}


@pytest.fixture
def address(client, mentee):
    client.force_login(mentee)
    return reverse("notifications:wishes")


def test_it_shows_each_kind_that_can_be_chosen_and_names_those_that_always_come(client, address, kind, add_kind):
    add_kind("important", mandatory=True)

    text = client.get(address).content.decode()

    assert 'name="sign_it"' in text
    assert 'name="important"' not in text
    assert "These always come" in text


def test_what_is_of_no_use_in_a_digest_offers_none(client, address, add_kind):
    add_kind("soon", pressing=True)

    assert client.get(address).content.decode().count("In a daily digest") == 0


def test_what_only_leaders_get_is_shown_to_leaders(client, address, add_kind, leader):
    add_kind("for_leaders", for_leaders=True)
    as_mentee = client.get(address).content.decode()
    client.force_login(leader)
    as_leader = client.get(address).content.decode()

    assert 'name="for_leaders"' not in as_mentee
    assert 'name="for_leaders"' in as_leader


def test_it_keeps_what_was_chosen(client, address, kind, mentee):
    client.post(
        address,
        {**WHEN, "sign_it": "daily", "quiet_from": "20:00", "quiet_until": "08:00", "free_weekends": "on"},
    )

    wishes = MailWishes.objects.get(user=mentee)
    assert (wishes.quiet_from, wishes.quiet_until, wishes.free_weekends) == (dt.time(20), dt.time(8), True)
    assert KindChoice.objects.get(user=mentee).how == "daily"


def test_twice_is_once(client, address, kind):
    for how in ("daily", "off"):
        client.post(address, {**WHEN, "sign_it": how})

    assert KindChoice.objects.get().how == "off"
    assert MailWishes.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"quiet_from": "20:00"}, {"quiet_until": "07:00"}, {"quiet_from": "08:00", "quiet_until": "08:00"}],
)
def test_half_of_the_quiet_hours_is_refused_beside_the_field_and_nothing_is_lost(client, address, kind, wrong):
    response = client.post(address, {**WHEN, "sign_it": "weekly", **wrong})

    text = response.content.decode()
    assert "Quiet hours" in text
    assert '<option value="weekly" selected>' in text
    assert not KindChoice.objects.exists()


def test_a_kind_that_cannot_be_turned_off_is_not_turned_off_by_a_forged_field(client, address, kind, add_kind):
    add_kind("important", mandatory=True)

    client.post(address, {**WHEN, "sign_it": "off", "important": "off"})

    assert list(KindChoice.objects.values_list("kind", flat=True)) == ["sign_it"]


def test_one_whose_address_refuses_mail_reads_why_and_can_try_again(client, address, mentee, now):
    MailWishes.objects.create(user=mentee, stopped_at=now, stopped_because="550 5.1.1 No such user")

    before = client.get(address).content.decode()
    client.post(reverse("notifications:try-address-again"))

    assert "550 5.1.1 No such user" in before
    assert "550" not in client.get(address).content.decode()


def test_the_number_of_questions_does_not_grow_with_the_kinds(client, address, add_kind, django_assert_num_queries):
    for number in range(3):
        add_kind(f"kind {number}")
    client.get(address)

    with django_assert_num_queries(8):
        client.get(address)
