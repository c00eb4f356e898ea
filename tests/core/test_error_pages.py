"""What people read when something is not as they expected."""

from __future__ import annotations

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.test import Client, override_settings
from django.urls import path

from mentorship.accounts.models import User
from mentorship.urls import urlpatterns as real_patterns


@login_not_required
def fail(request, kind):
    raise {"400": BadRequest, "403": PermissionDenied, "404": Http404, "500": RuntimeError}[kind]


urlpatterns = [path("fail/<kind>/", fail), *real_patterns]


@pytest.fixture
def visitor(db, settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("400", "We could not read this request"),
        ("403", "This is not yours to do"),
        ("404", "There is nothing here for you"),
        ("500", "Something went wrong on our side"),
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_each_error_says_what_happened_and_leads_home(visitor, kind, words, signed_in):
    if signed_in:
        visitor.force_login(User.objects.create_user("lena@example.org", "a-long-password", full_name="Lena Novak"))

    answer = visitor.get(f"/fail/{kind}/")

    assert answer.status_code == int(kind)
    assert words in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_a_page_that_was_open_too_long_says_what_to_do(db):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "lena@example.org"})

    assert answer.status_code == 403
    assert "This page was open too long" in answer.content.decode()


@override_settings(DEBUG=False)
def test_an_address_that_does_not_exist(visitor):
    assert "There is nothing here for you" in visitor.get("/no/such/page/").content.decode()
