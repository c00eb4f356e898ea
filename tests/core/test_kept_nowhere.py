"""Wards share their computers: what a browser may keep of a page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mentorship.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena(client):
    client.force_login(User.objects.create_user("lena@example.org", "a-long-password", full_name="Lena Novak"))
    return client


@pytest.mark.parametrize("view", ["core:home", "accounts:profile"])
def test_no_browser_keeps_a_page_of_somebody_signed_in(lena, view):
    assert lena.get(reverse(view))["Cache-Control"] == "private, no-store"


def test_the_setup_is_kept_nowhere_either(lena):
    User.objects.update(is_staff=True)

    assert "no-store" in lena.get(reverse("admin:index"))["Cache-Control"]


def test_what_says_itself_how_it_may_be_kept_stays_so(client):
    assert "private, no-store" not in client.get(reverse("livez")).get("Cache-Control", "")
