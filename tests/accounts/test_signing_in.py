"""Ways in, and what a closed door says."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-pass-phrase"


@pytest.fixture
def lena():
    user = UserFactory(full_name="Lena Fischer", email="mentee@example.org")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_by_password(client, lena):
    response = sign_in(client, "mentee@example.org")

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(lena.pk)


def test_the_case_of_the_address_does_not_matter(client, lena):
    assert sign_in(client, "Mentee@Example.org").status_code == 302


def test_by_an_emailed_code(client, lena, mailoutbox):
    client.post(reverse("account_request_login_code"), {"email": "mentee@example.org"})
    (mail,) = mailoutbox
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", mail.body, re.MULTILINE).group(1)

    response = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(lena.pk)


def test_the_mail_with_the_code_says_what_to_do_and_nothing_else(client, lena, mailoutbox):
    client.post(reverse("account_request_login_code"), {"email": "mentee@example.org"})
    (mail,) = mailoutbox

    assert mail.subject == "Your code to sign in"
    assert "15 minutes" in mail.body
    assert "Thank you for using" not in mail.body


def test_a_person_who_signed_in_is_not_told_so(client, lena):
    sign_in(client, "mentee@example.org")

    assert "Successfully" not in client.get("/").content.decode()


def test_a_person_without_a_password_comes_in_by_code_only(client, mailoutbox):
    UserFactory(email="mentee@example.org").save()

    response = sign_in(client, "mentee@example.org", "")

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def without_the_token(response):
    return re.sub(r'(csrfmiddlewaretoken" value|nonce|X-CSRFToken": )[="\s]*[^"&]+', "", response.content.decode())


def test_a_wrong_password_says_nothing_about_whether_the_account_exists(client, lena):
    known = sign_in(client, "mentee@example.org", "wrong")
    unknown = sign_in(client, "nobody@example.org", "wrong")

    assert known.status_code == unknown.status_code == 200
    assert without_the_token(known).replace("mentee@", "nobody@") == without_the_token(unknown)


def test_asking_for_a_code_says_nothing_about_whether_the_account_exists(client, lena, mailoutbox):
    known = client.post(reverse("account_request_login_code"), {"email": "mentee@example.org"})
    client.logout()
    unknown = client.post(reverse("account_request_login_code"), {"email": "nobody@example.org"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.to for mail in mailoutbox] == [["mentee@example.org"]]


def test_a_closed_account_stays_out(client, lena):
    lena.is_active = False
    lena.save(update_fields=["is_active"])

    sign_in(client, "mentee@example.org")

    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_alone(client):
    response = client.post(
        reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert "_auth_user_id" not in client.session
    assert response.status_code == 200


def test_the_admin_sends_people_to_the_sign_in_everybody_uses(client, leader):
    response = client.get("/admin/login/", {"next": "/admin/"})

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
    assert client.post("/admin/login/", {"username": leader.email, "password": "x"}).status_code == 302


def test_signing_out_needs_a_post(client, lena):
    sign_in(client, "mentee@example.org")

    client.get(reverse("account_logout"))
    after_get = "_auth_user_id" in client.session
    client.post(reverse("account_logout"))

    assert after_get
    assert "_auth_user_id" not in client.session
