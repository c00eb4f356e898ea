"""What people say of themselves."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mentorship.accounts.domain.profile import change_profile
from mentorship.core.errors import NotAllowed
from mentorship.core.models import AuditEntry
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
URL = "/profile/"
SAID = {
    "full_name": "Lena Maria Fischer",
    "preferred_name": "Leni",
    "pronouns": "she/her",
    "time_zone": "Europe/Vienna",
}


@pytest.fixture
def lena(client):
    user = UserFactory(full_name="Lena Fischer", email="mentee@example.org")
    client.force_login(user)
    return user


def test_it_shows_what_one_said_who_reads_it_and_the_ways_to_sign_in(client, lena):
    page = client.get(URL).content.decode()

    assert 'value="Lena Fischer"' in page
    assert "Read by the people you are paired with and your program leaders." in page
    assert all(reverse(name) in page for name in ("account_change_password", "account_email", "mfa_index"))


def test_what_is_said_is_kept_and_recorded_without_its_words(client, lena):
    response = client.post(URL, SAID, follow=True)

    lena.refresh_from_db()
    assert {name: getattr(lena, name) for name in SAID} == SAID
    assert "Saved." in response.content.decode()
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.target_uuid, entry.new) == ("change_profile", lena, lena.uuid, "")


def test_saying_the_same_twice_records_once(client, lena):
    client.post(URL, SAID)
    client.post(URL, SAID)

    assert AuditEntry.objects.count() == 1


def test_a_name_is_needed_and_nothing_typed_is_lost(client, lena):
    response = client.post(URL, {**SAID, "full_name": ""})

    lena.refresh_from_db()
    assert response.status_code == 200
    assert 'value="Leni"' in response.content.decode()
    assert (lena.full_name, lena.preferred_name) == ("Lena Fischer", "")


def test_a_time_zone_that_does_not_exist_is_refused(client, lena):
    client.post(URL, {**SAID, "time_zone": "Europe/Atlantis"})

    lena.refresh_from_db()
    assert lena.time_zone == "Europe/London"


def test_rights_cannot_be_slipped_in(client, lena):
    client.post(URL, {**SAID, "is_staff": "on", "is_superuser": "on", "email": "leader@example.org"})

    lena.refresh_from_db()
    assert (lena.is_staff, lena.is_superuser, lena.email) == (False, False, "mentee@example.org")


def test_nobody_changes_what_another_says(lena, now):
    with pytest.raises(NotAllowed):
        change_profile(user_id=lena.pk, by=UserFactory(), now=now, **SAID)


def test_the_verb_refuses_a_wrong_time_zone_too(lena, now):
    with pytest.raises(ValidationError):
        change_profile(user_id=lena.pk, by=lena, now=now, **{**SAID, "time_zone": "Nowhere"})


def test_the_page_asks_few_questions(client, lena, django_assert_max_num_queries):
    client.get(URL)

    with django_assert_max_num_queries(6):
        client.get(URL)
