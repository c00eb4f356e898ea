"""Who must never be paired is declared in the setup, by the program's leader alone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.domain.exclusions import declare_exclusion
from matching.models import Exclusion
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from tests.accounts.factories import UserFactory
from tests.matching.factories import PairingFactory

pytestmark = pytest.mark.django_db
ADD, LIST = "admin:matching_exclusion_add", "admin:matching_exclusion_changelist"


def test_the_leader_declares_an_exclusion_in_the_setup(client, leader, mentor_enrollment, mentee_enrollment):
    client.force_login(leader)
    data = {"mentor": mentor_enrollment.pk, "mentee": mentee_enrollment.pk, "reason": "supervisor"}

    assert client.post(reverse(ADD), data).status_code == 302
    assert Exclusion.objects.get().declared_by == leader
    assert AuditEntry.objects.get(verb="declare_exclusion").actor == leader
    assert "Lena Fischer" in client.get(reverse(LIST)).content.decode()

    again = client.post(reverse(ADD), data)
    assert again.status_code == 200
    assert Exclusion.objects.count() == 1


def test_only_people_of_ones_own_program_are_offered(client, leader, mentor_enrollment, mentee_enrollment):
    stranger = PairingFactory()
    client.force_login(leader)

    shown = client.get(reverse(ADD)).content.decode()

    assert "Amara Osei" in shown
    assert stranger.mentor.user.full_name not in shown


def test_two_of_different_cohorts_are_refused(leader, mentor_enrollment, mentee_enrollment, now):
    stranger = PairingFactory().mentor
    with pytest.raises(Refused, match="same cohort"):
        declare_exclusion(mentor_id=stranger.pk, mentee_id=mentee_enrollment.pk, reason="family", by=leader, now=now)

    declare_exclusion(
        mentor_id=mentor_enrollment.pk, mentee_id=mentee_enrollment.pk, reason="family", by=leader, now=now
    )
    with pytest.raises(Refused, match="already"):
        declare_exclusion(
            mentor_id=mentor_enrollment.pk, mentee_id=mentee_enrollment.pk, reason="family", by=leader, now=now
        )


def test_nobody_else_declares_or_reads_exclusions(
    client, leader, other_leader, mentor, mentor_enrollment, mentee_enrollment, now
):
    declare_exclusion(
        mentor_id=mentor_enrollment.pk, mentee_id=mentee_enrollment.pk, reason="family", by=leader, now=now
    )
    for person in (other_leader, UserFactory(is_staff=True, is_superuser=True)):
        client.force_login(person)
        answer = client.get(reverse(LIST))
        assert answer.status_code == 403 or "Lena Fischer" not in answer.content.decode()
        with pytest.raises(NotAllowed):
            declare_exclusion(
                mentor_id=mentor_enrollment.pk, mentee_id=mentee_enrollment.pk, reason="family", by=person, now=now
            )
    client.force_login(mentor)
    assert client.get(reverse(LIST)).status_code in {302, 403}
