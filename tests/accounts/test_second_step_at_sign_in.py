"""A second step that is on cannot be gone around."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from tests.accounts.factories import UserFactory
from tests.accounts.signing import PASSWORD, figures, sign_in, with_app, with_password
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def rosa():
    return with_password(UserFactory(full_name="Rosa Lindqvist", email="leader@example.org"))


@pytest.fixture
def secret(rosa):
    return with_app(rosa)


def is_in(client):
    return "_auth_user_id" in client.session


def test_s14_the_password_alone_does_not_open(client, rosa, secret):
    response = sign_in(client, rosa.email)

    assert response["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": figures(secret)})
    assert is_in(client)


def test_s14_the_same_six_figures_work_once(client, rosa, secret):
    sign_in(client, rosa.email)
    client.post(reverse("mfa_authenticate"), {"code": figures(secret)})
    client.logout()

    sign_in(client, rosa.email)
    client.post(reverse("mfa_authenticate"), {"code": figures(secret)})

    assert not is_in(client)


def test_s14_a_recovery_code_works_once(client, rosa, secret):
    client.force_login(rosa)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_generate_recovery_codes"))
    code = re.search(r"<code>(\d{8})</code>", client.get(reverse("mfa_view_recovery_codes")).content.decode()).group(1)
    outcomes = []
    for _ in range(2):
        client.logout()
        sign_in(client, rosa.email)
        client.post(reverse("mfa_authenticate"), {"code": code})
        outcomes.append(is_in(client))

    assert outcomes == [True, False]


def test_s14_a_new_password_by_mail_does_not_go_around_it(client, rosa, secret, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": rosa.email})
    link = re.search(r"http://testserver(/\S+)", mailoutbox[0].body).group(1)
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "another-pass-phrase", "password2": "another-pass-phrase"})
    assert not is_in(client)

    sign_in(client, rosa.email, "another-pass-phrase")

    assert not is_in(client)


def test_s14_a_code_by_mail_does_not_go_around_it(client, rosa, secret, mailoutbox):
    client.post(reverse("account_request_login_code"), {"email": rosa.email})
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", mailoutbox[0].body, re.MULTILINE).group(1)

    response = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert response["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_in(client)


def test_s15_the_session_is_another_after_each_step(client, rosa, secret):
    client.get(reverse("account_login"))
    keys = [client.session.session_key]
    sign_in(client, rosa.email)
    keys.append(client.session.session_key)
    client.post(reverse("mfa_authenticate"), {"code": figures(secret)})
    keys.append(client.session.session_key)

    assert is_in(client)
    assert keys[1] != keys[2]
    assert keys[0] != keys[2]
