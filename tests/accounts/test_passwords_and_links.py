"""Passwords, how often one may try, and the link to a new one."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.urls import reverse

from tests.accounts.factories import UserFactory
from tests.accounts.signing import PASSWORD, sign_in, with_app, with_password
from tests.cast import NOW

pytestmark = pytest.mark.django_db
NEW = "another-pass-phrase"


@pytest.fixture(autouse=True)
def frozen():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def lena():
    return with_password(UserFactory(full_name="Lena Fischer", email="mentee@example.org"))


@pytest.fixture
def limited(settings):
    from mentorship import settings as own

    settings.ACCOUNT_RATE_LIMITS = own.ACCOUNT_RATE_LIMITS


@pytest.fixture
def link(client, lena, mailoutbox):
    """The path in the mail with which Lena chooses a new password."""
    client.post(reverse("account_reset_password"), {"email": lena.email})
    return re.search(r"http://testserver(/\S+)", mailoutbox[-1].body).group(1)


def take(client, link, password=NEW):
    """Open a link and choose a password where it leads; returns the page it led to."""
    page = client.get(link, follow=True)
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("elevenchars", False),
        ("twelve stars", True),
        ("1q2w3e4r5t6y", False),  # one of the 20,000 most common
        ("lena fischer", False),  # one's own name
        ("Mentorship2027!", False),  # the first guess of who knows the place
        ("the mentor sleeps under a blue tree", True),
        ("123456789012", False),
        ("ünïcödé 🩺 " * 12, True),
    ],
)
def test_s11_which_passwords_are_taken(client, lena, link, password, is_taken):
    take(client, link, password)

    assert (sign_in(client, lena.email, password).status_code == 302) is is_taken


def test_s12_the_eleventh_wrong_password_within_the_hour_is_not_looked_at(client, lena, limited, frozen):
    for _ in range(10):
        sign_in(client, lena.email, "wrong", REMOTE_ADDR="203.0.113.5")

    sign_in(client, lena.email, PASSWORD, REMOTE_ADDR="203.0.113.5")
    assert not is_in(client)
    frozen.shift(dt.timedelta(hours=1, seconds=1))
    sign_in(client, lena.email, PASSWORD, REMOTE_ADDR="203.0.113.5")
    assert is_in(client)


def test_s12_one_address_tries_at_most_twenty_times_an_hour(client, lena, limited):
    for number in range(20):
        sign_in(client, f"person{number}@example.org", "wrong", REMOTE_ADDR="203.0.113.5")

    sign_in(client, lena.email, REMOTE_ADDR="203.0.113.5")
    assert not is_in(client)
    sign_in(client, lena.email, REMOTE_ADDR="203.0.113.6")
    assert is_in(client)


def test_s24_a_made_up_forwarded_address_does_not_help(client, lena, limited):
    for number in range(20):
        sign_in(client, f"person{number}@example.org", "wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")

    sign_in(client, lena.email, HTTP_X_FORWARDED_FOR="198.51.100.99")

    assert not is_in(client)


@pytest.mark.parametrize(
    ("view", "data"),
    [
        ("account_email", {"email": "new@example.org", "action_add": ""}),
        ("mfa_activate_totp", {"code": "000000"}),
        ("mfa_add_webauthn", {"credential": "{}"}),
    ],
)
def test_s18_what_changes_how_one_signs_in_asks_again_who_it_is(view, data, client, lena):
    client.force_login(lena)

    response = client.post(reverse(view), data)

    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not EmailAddress.objects.filter(email="new@example.org").exists()


def test_s18_a_new_password_needs_the_old_one(client, lena):
    client.force_login(lena)

    client.post(reverse("account_change_password"), {"oldpassword": "guessed", "password1": NEW, "password2": NEW})

    client.logout()
    assert sign_in(client, lena.email).status_code == 302


@pytest.mark.parametrize("view", ["mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"])
def test_s18_so_does_what_weakens_the_second_step(view, client, lena):
    with_app(lena)
    RecoveryCodes.activate(lena)
    client.force_login(lena)

    assert client.get(reverse(view))["Location"].startswith(reverse("account_reauthenticate"))


def test_s18_the_proof_holds_five_minutes(client, lena, frozen):
    client.force_login(lena)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200

    frozen.shift(dt.timedelta(minutes=5, seconds=1))

    assert client.get(reverse("mfa_activate_totp")).status_code == 302


def test_s19_the_link_works_once(client, lena, link):
    take(client, link)
    take(client, link, "a-third-pass-phrase")

    assert sign_in(client, lena.email, NEW).status_code == 302


@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (1, False)])
def test_s19_the_link_works_an_hour(client, lena, link, frozen, seconds, works):
    frozen.shift(dt.timedelta(hours=1, seconds=seconds))

    take(client, link)

    assert (sign_in(client, lena.email, NEW).status_code == 302) is works


def test_s19_another_letter_in_the_link_and_it_is_dead(client, lena, link):
    last = link.rstrip("/")[-1]

    take(client, link.rstrip("/")[:-1] + ("a" if last != "a" else "b") + "/")

    assert sign_in(client, lena.email, NEW).status_code == 200


def test_s19_the_link_is_of_no_use_for_another_person(client, lena, link):
    other = with_password(UserFactory(email="other@example.org"))
    other_link = re.sub(r"key/[^-]+-", lambda _match: f"key/{_key_of(other)}-", link)
    assert other_link != link

    take(client, other_link)

    assert sign_in(client, other.email, NEW).status_code == 200


def _key_of(user):
    from allauth.account.utils import user_pk_to_url_str

    return user_pk_to_url_str(user)


@pytest.mark.parametrize("what", ["password", "email"])
def test_s19_the_link_dies_when_password_or_address_change(client, lena, link, what):
    if what == "password":
        lena.set_password("chosen meanwhile")
    else:
        lena.email = "moved@example.org"
        EmailAddress.objects.filter(user=lena).update(email=lena.email)
    lena.save()

    take(client, link)

    assert sign_in(client, lena.email, NEW).status_code == 200


def test_s19_the_secret_of_the_link_leaves_the_address_at_once(client, lena, link):
    page = client.get(link)

    assert page.status_code == 302
    assert page["Location"].endswith("-set-password/")
    assert page["Referrer-Policy"] == "same-origin"
