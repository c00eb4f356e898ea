"""Nobody learns here whether an address is known: not from the words, the status, or the time."""

from __future__ import annotations

import re
import threading

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.mail.backends import locmem
from django.urls import reverse

from tests.accounts.factories import UserFactory
from tests.accounts.signing import sign_in, with_password

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "mentee@example.org", "nobody@example.org"
ASKING = ["account_reset_password", "account_request_login_code"]


class CountingHasher(MD5PasswordHasher):
    """The one thing that takes long at sign-in, counted."""

    hashed = 0

    def encode(self, *args, **kwargs):
        type(self).hashed += 1
        return super().encode(*args, **kwargs)


class WaitingServer(locmem.EmailBackend):
    """A mail server that takes its time."""

    may_go_on = threading.Event()
    asked = threading.Event()

    def send_messages(self, messages):
        self.asked.set()
        assert self.may_go_on.wait(60), "Nobody let the mail server go on."
        return super().send_messages(messages)


@pytest.fixture
def lena():
    return with_password(UserFactory(full_name="Lena Fischer", email=KNOWN))


@pytest.fixture
def slow_mail(settings):
    settings.ACCOUNT_MAIL_BESIDE = True
    settings.EMAIL_BACKEND = f"{__name__}.WaitingServer"
    WaitingServer.may_go_on.clear()
    WaitingServer.asked.clear()
    yield WaitingServer
    WaitingServer.may_go_on.set()
    for thread in threading.enumerate():
        if thread.name == "account mail":
            thread.join(60)


def said(response):
    """Return what a page says, without what is another each time."""
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce|X-CSRFToken": )[="\s]*[^"&]+', "", response.content.decode())
    return text.replace("mentee@", "nobody@")


@pytest.mark.parametrize("view", ASKING)
def test_s13_asking_for_a_link_or_code_gets_the_same_answer(view, client, lena, mailoutbox):
    answers = []
    for email in (KNOWN, UNKNOWN):
        client.logout()
        response = client.post(reverse(view), {"email": email})
        answers.append((response.status_code, response["Location"], said(client.get(response["Location"]))))

    assert answers[0] == answers[1]
    assert [mail.to for mail in mailoutbox] == [[KNOWN]]


@pytest.mark.parametrize("view", ASKING)
def test_s13_the_answer_does_not_wait_for_the_mail_that_only_a_known_address_gets(
    view, client, lena, slow_mail, mailoutbox
):
    response = client.post(reverse(view), {"email": KNOWN})

    assert response.status_code == 302
    assert slow_mail.asked.wait(60)
    assert not mailoutbox
    slow_mail.may_go_on.set()
    for thread in threading.enumerate():
        if thread.name == "account mail":
            thread.join(60)
    assert [mail.to for mail in mailoutbox] == [[KNOWN]]


def test_s13_a_mail_server_that_refuses_does_not_show_on_the_page(client, lena, settings, slow_mail, monkeypatch):
    def refuse(_self, _messages):
        raise ConnectionRefusedError

    monkeypatch.setattr(WaitingServer, "send_messages", refuse)

    response = client.post(reverse("account_reset_password"), {"email": KNOWN})

    assert response.status_code == 302


@pytest.mark.parametrize("state", ["password", "no password", "closed"])
def test_s13_signing_in_takes_the_same_work_whether_known_or_not(state, client, lena, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    if state == "no password":
        lena.set_unusable_password()
    lena.is_active = state != "closed"
    lena.save()
    work, answers = [], []
    for email in (KNOWN, UNKNOWN):
        CountingHasher.hashed = 0
        answers.append(said(sign_in(client, email, "wrong-pass-phrase")))
        work.append(CountingHasher.hashed)

    assert answers[0] == answers[1]
    assert work[0] == work[1] > 0
