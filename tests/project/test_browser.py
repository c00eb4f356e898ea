"""A real browser drives the site, and its own tools would notice what is wrong."""

from __future__ import annotations

import pytest

from mentorship.accounts.models import User

pytestmark = pytest.mark.browser


@pytest.fixture
def person(transactional_db):
    return User.objects.create_user("ada@example.org", "a-long-password", full_name="Ada Brook")


@pytest.mark.parametrize("phone", [False, True])
def test_the_log_in_page_is_open_to_everybody_and_usable_by_everybody(visit, phone):
    visitor = visit(phone=phone)

    page = visitor.go("/accounts/login/")

    assert page.get_by_label("Password").is_visible()
    visitor.check_the_page()


def test_a_person_logs_in_with_e_mail_address_and_password(visit, person):
    page = visit().go("/accounts/login/")

    page.get_by_label("E").first.fill(person.email)
    page.get_by_label("Password").first.fill("a-long-password")
    page.keyboard.press("Enter")

    page.get_by_text("Ada").first.wait_for()


def test_a_signed_in_person_is_known(visit, person):
    page = visit(person).go("/")

    assert page.get_by_text("Ada").first.is_visible()


def test_what_the_browser_complains_of_fails_the_test(visit):
    visitor = visit()
    visitor.go("/accounts/login/").evaluate("console.error('something is wrong')")

    with pytest.raises(AssertionError, match="something is wrong"):
        visitor.check_the_page()
    visitor.complaints.clear()
