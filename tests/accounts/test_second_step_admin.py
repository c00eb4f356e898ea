"""What site administrators see of other people's second step."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def second_step():
    return Authenticator.objects.create(user=UserFactory(), type=Authenticator.Type.TOTP, data={"secret": SECRET})


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_the_secret_is_not_shown(administrator, second_step):
    response = administrator.get(reverse("admin:mfa_authenticator_change", args=[second_step.pk]))

    assert response.status_code == 200
    assert SECRET not in response.content.decode()


def test_nobody_sets_up_a_second_step_for_somebody_else(administrator):
    assert administrator.get(reverse("admin:mfa_authenticator_add")).status_code == 403


def test_nobody_changes_somebody_elses_second_step(administrator, second_step):
    url = reverse("admin:mfa_authenticator_change", args=[second_step.pk])

    assert administrator.post(url, {"data": "{}"}).status_code == 403
    second_step.refresh_from_db()
    assert second_step.data == {"secret": SECRET}


def test_a_lost_second_step_is_taken_away(administrator, second_step):
    administrator.post(reverse("admin:mfa_authenticator_delete", args=[second_step.pk]), {"post": "yes"})

    assert not Authenticator.objects.exists()
