"""Leaders and site staff show a second step; nobody else has to."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from mentorship.accounts import second_step
from tests.accounts.signing import PASSWORD, figures, has_app, sign_in, with_app, with_password
from tests.cast import NOW

pytestmark = pytest.mark.django_db
URL = "/profile/second-step/"
PAGE = "/profile/"


@pytest.fixture(autouse=True)
def required(settings, cohort):
    settings.SECOND_STEP_REQUIRED = True
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.mark.parametrize("role", ["leader", "other_leader", "staff"])
def test_s14_who_opens_others_records_is_led_to_set_one_up_and_back(role, client, request):
    client.force_login(request.getfixturevalue(role))

    response = client.get("/profile/?from=mail")

    assert response.status_code == 302
    assert response["Location"] == f"{URL}?next=%2Fprofile%2F%3Ffrom%3Dmail"
    assert "One more step, once" in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_nobody_else_is(role, client, request):
    client.force_login(request.getfixturevalue(role))

    assert client.get(PAGE).status_code == 200


def test_a_form_sent_without_a_second_step_changes_nothing(client, leader):
    client.force_login(leader)

    response = client.post(PAGE, {"full_name": "Somebody Else", "time_zone": "Europe/London"})

    leader.refresh_from_db()
    assert (response["Location"], leader.full_name) == (URL, "Rosa Lindqvist")


def test_a_fragment_leads_the_whole_page(client, leader):
    client.force_login(leader)

    response = client.get(PAGE, HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/people/")

    assert response["HX-Redirect"] == f"{URL}?next=%2Fpeople%2F"


def test_the_admin_is_closed_as_well(client, staff):
    client.force_login(staff)

    assert client.get("/admin/")["Location"].startswith(URL)


def test_signing_out_and_setting_up_stay_open(client, leader):
    leader.set_unusable_password()
    leader.save()
    client.force_login(leader)

    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200


def test_from_the_password_to_the_page_one_wanted(client, leader):
    with_password(leader)
    sign_in(client, leader.email)
    client.get(client.get("/people/")["Location"])

    again = client.get(reverse("mfa_activate_totp"))
    client.post(again["Location"], {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    codes = client.post(reverse("mfa_activate_totp"), {"code": figures(secret)}, follow=True).content.decode()

    assert has_app(leader)
    assert "Go on where you were" in codes
    assert codes.count("<code>") == 10
    assert client.get(URL)["Location"] == "/people/"
    assert client.get(PAGE).status_code == 200
    assert "Go on where you were" not in client.get(reverse("mfa_index")).content.decode()


def test_nobody_is_led_to_another_site(client, leader):
    with_app(leader)
    client.force_login(leader)

    assert client.get(URL, {"next": "https://evil.example/"})["Location"] == "/"


def test_taking_the_last_one_away_leads_to_a_new_one_at_once(client, leader):
    with_app(leader)
    with_password(leader)
    client.force_login(leader)
    assert client.get(PAGE).status_code == 200
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    client.post(reverse("mfa_deactivate_totp"))

    assert not has_app(leader)
    assert client.get(PAGE)["Location"].startswith(URL)


def test_it_asks_the_database_once_in_five_minutes(client, leader, required, django_assert_num_queries):
    with_app(leader)
    client.force_login(leader)
    client.get(PAGE)
    with django_assert_num_queries(5) as without:  # session, person, the page's own copy, and the frame's two
        client.get(PAGE)

    required.shift(dt.timedelta(minutes=5))
    with django_assert_num_queries(len(without) + 5):  # has one, leads, and the session written in a transaction
        client.get(PAGE)


def test_who_comes_to_lead_is_asked_within_five_minutes(client, mentor, cohort, required):
    client.force_login(mentor)
    client.get(PAGE)
    cohort.program.leaderships.create(user=mentor)

    required.shift(dt.timedelta(minutes=5))

    assert client.get(PAGE)["Location"].startswith(URL)


def test_where_it_is_not_required_nobody_is_asked(client, leader, settings):
    settings.SECOND_STEP_REQUIRED = False
    client.force_login(leader)

    assert client.get(PAGE).status_code == 200


def test_an_app_names_its_own_people(mentee, monkeypatch):
    monkeypatch.setattr(second_step, "_opens_records", [])
    second_step.register(lambda user: user.email == mentee.email)

    assert second_step.is_missing(mentee)


def test_a_passkey_is_named_after_the_device(client, leader):
    leader.set_unusable_password()
    leader.save()
    client.force_login(leader)

    page = client.get(reverse("mfa_add_webauthn"), HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Safari/604.1").content.decode()

    assert 'value="Safari on iPhone"' in page
    assert "It signs me in alone" in page
