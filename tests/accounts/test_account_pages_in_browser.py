"""The pages about signing in and one's own data, in a real browser: nobody is kept out of them."""

from __future__ import annotations

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.urls import reverse

from tests.accounts.signing import PASSWORD, with_app, with_password

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN = ["usersessions_list", "mfa_index", "mfa_list_webauthn", "evaluation:my-data", "core:readings", "accounts:profile"]
SETTING_UP = ["accounts:second-step", "mfa_activate_totp", "mfa_add_webauthn"]
HAVING = ["mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"]


def without_a_password(person):
    """Who signs in by code alone is not asked for a password before each page."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    return person


def test_everybody_can_use_what_is_on_their_profile(visit, mentee):
    visitor = visit(without_a_password(mentee), phone=True)

    for name in OWN:
        visitor.go(reverse(name))
        visitor.check_the_page()


def test_a_leader_can_set_a_second_step_up(visit, leader, settings):
    settings.SECOND_STEP_REQUIRED = True
    visitor = visit(without_a_password(leader), phone=True)

    for name in SETTING_UP:
        visitor.go(reverse(name))
        visitor.check_the_page()


def test_and_look_after_it_once_it_is_clear_who_it_is(visit, leader):
    with_app(with_password(leader))
    RecoveryCodes.activate(leader)
    visitor = visit(leader, phone=True)
    page = visitor.go(reverse(HAVING[0]))
    assert "Is it you?" in page.content()
    visitor.check_the_page()
    page.fill("#id_password", PASSWORD)
    page.click("form.form-own button[type=submit]")
    page.wait_for_url(f"**{reverse(HAVING[0])}")

    for name in HAVING:
        page = visitor.go(reverse(name))
        assert "Is it you?" not in page.content()
        visitor.check_the_page()
