"""How long a log-in lasts, and ending it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from mentorship.accounts.devices import in_words
from mentorship.accounts.domain.sessions import forget_ended
from tests.accounts.factories import UserFactory
from tests.accounts.signing import PASSWORD, sign_in, with_password
from tests.cast import NOW

pytestmark = pytest.mark.django_db
WARD = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile Safari/604.1"
LIST = "/accounts/sessions/"


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def lena():
    return with_password(UserFactory(full_name="Lena Fischer", email="mentee@example.org"))


@pytest.fixture
def ward(lena):
    """A computer of the ward on which Lena is signed in."""
    client = Client(headers={"user-agent": WARD})
    sign_in(client, lena.email)
    return client


@pytest.fixture
def phone(lena):
    client = Client(headers={"user-agent": PHONE})
    sign_in(client, lena.email)
    return client


def is_in(client):
    return client.get("/profile/").status_code == 200


def test_s17_one_sees_where_one_is_signed_in(ward, phone):
    page = phone.get(LIST).content.decode()

    assert "Chrome on Windows" in page
    assert "Safari on iPhone" in page
    assert page.count("this one") == 1
    assert 'href="/accounts/sessions/"' in phone.get("/profile/").content.decode()


def test_s17_one_device_is_signed_out_from_another(ward, phone):
    old = UserSession.objects.get(user_agent=WARD)

    response = phone.post(reverse("accounts:end-session", args=[old.pk]), follow=True)

    assert "That device is signed out." in response.content.decode()
    assert (is_in(ward), is_in(phone)) == (False, True)


def test_s17_all_others_are_signed_out_at_once(ward, phone, lena):
    third = Client()
    sign_in(third, lena.email)

    phone.post(LIST)

    assert [is_in(client) for client in (ward, third, phone)] == [False, False, True]


def test_s17_nobody_ends_or_sees_anothers(ward, client):
    client.force_login(UserFactory())
    pk = UserSession.objects.get().pk

    assert client.post(reverse("accounts:end-session", args=[pk])).status_code == 404
    assert "Windows" not in client.get(LIST).content.decode()
    assert is_in(ward)


def test_s17_ending_needs_a_post(ward):
    assert ward.get(reverse("accounts:end-session", args=[UserSession.objects.get().pk])).status_code == 405


def test_s17_ending_twice_is_harmless(ward, phone):
    url = reverse("accounts:end-session", args=[UserSession.objects.get(user_agent=WARD).pk])
    phone.post(url)

    assert phone.post(url).status_code == 404
    assert is_in(phone)


def test_s17_a_new_password_ends_every_other_log_in(ward, phone):
    phone.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    phone.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "another-pass-phrase", "password2": "another-pass-phrase"},
    )

    assert not is_in(ward)


def test_s17_what_was_signed_out_is_ended_on_the_server(ward):
    cookie = ward.cookies["session"].value
    ward.post(reverse("account_logout"))

    ward.cookies["session"] = cookie

    assert not is_in(ward)


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_s16_a_leader_who_left_is_signed_out_after_half_an_hour(client, leader, settings, frozen, minutes, stays):
    settings.LEADER_IDLE_MINUTES = 30
    client.force_login(leader)
    client.get("/profile/")

    frozen.shift(dt.timedelta(minutes=minutes))
    response = client.get("/profile/")

    assert (response.status_code == 200) is stays
    assert stays or response["Location"] == "/accounts/login/?next=%2Fprofile%2F"


def test_s16_who_goes_on_working_stays(client, leader, settings, frozen):
    settings.LEADER_IDLE_MINUTES = 30
    client.force_login(leader)
    for _ in range(12):
        frozen.shift(dt.timedelta(minutes=20))
        assert is_in(client)


def test_s16_a_mentor_may_put_the_phone_away(client, mentor, settings, frozen):
    settings.LEADER_IDLE_MINUTES = 30
    client.force_login(mentor)
    client.get("/profile/")

    frozen.shift(dt.timedelta(hours=7))

    assert is_in(client)


def test_s16_after_eight_hours_everybody_signs_in_again(client, mentor, settings, frozen):
    settings.LEADER_IDLE_MINUTES = 30
    client.force_login(mentor)
    stayed = []
    for _ in range(9):
        stayed.append(is_in(client))
        frozen.shift(dt.timedelta(hours=1, minutes=-1))
    frozen.shift(dt.timedelta(minutes=10))

    assert all(stayed)
    assert not is_in(client)


def test_ended_log_ins_are_forgotten_with_their_addresses(ward, phone, frozen):
    assert forget_ended(NOW) == 0
    assert UserSession.objects.count() == 2

    assert forget_ended(NOW + dt.timedelta(hours=9)) == 2
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (WARD, "Chrome on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_device_is_named_as_people_do(user_agent, words):
    assert in_words(user_agent) == words
