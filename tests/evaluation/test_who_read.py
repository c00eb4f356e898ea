"""Each opening of what is confidential stands on the page of whose it is, once."""

from __future__ import annotations

from uuid import uuid4

import pytest
import time_machine

from evaluation.domain.concerns import raise_concern
from evaluation.domain.links import make_link
from evaluation.models import ReviewAnswer
from mentorship.core.models import AuditEntry, Reading
from tests.agreements.factories import AgreementFactory
from tests.cast import NOW
from tests.evaluation.factories import ReviewFactory
from tests.evaluation.observations import ObservationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def noted():
    """Who read what of whom."""
    return sorted(
        (str(reading.reader), reading.what, str(reading.about))
        for reading in Reading.objects.select_related("reader", "about")
    )


def test_s40_feedback_read_by_the_mentor_and_not_by_the_mentee_herself(client, pairing, mentee, mentor, other_mentee):
    observation = ObservationFactory(pairing=pairing, observer=mentor)

    for person in (mentee, mentor, other_mentee):
        client.force_login(person)
        client.get(f"/feedback/{observation.uuid}/")

    assert noted() == [("Amara Osei", "observation", "Lena Fischer")]
    client.force_login(mentee)
    assert "feedback on you" in client.get("/profile/readings/").content.decode()


def test_s40_an_agreement_read_by_the_leader_is_on_both_pages(client, pairing, mentee, leader):
    agreement = AgreementFactory(pairing=pairing)

    for person in (mentee, leader):
        client.force_login(person)
        assert client.get(f"/pairings/{pairing.uuid}/agreement/").status_code == 200

    assert noted() == [
        ("Rosa Lindqvist", "agreement", "Amara Osei"),
        ("Rosa Lindqvist", "agreement", "Lena Fischer"),
    ]
    assert AuditEntry.objects.filter(verb="read_agreement", target_uuid=agreement.uuid).count() == 1


def test_s40_what_one_said_of_oneself_read_by_the_leader(client, pairing, leader):
    client.force_login(leader)

    client.get(f"/people/{pairing.mentee.uuid}/")

    assert noted() == [("Rosa Lindqvist", "profile_in_a_cohort", "Lena Fischer")]


def test_s40_only_who_raised_a_concern_learns_that_it_was_read(client, pairing, mentor, leader):
    concern = raise_concern(
        pairing_id=pairing.pk, by=mentor, kind="patient_safety", text="Said.", client_key=uuid4(), now=NOW
    )
    client.force_login(leader)

    client.get(f"/concerns/{concern.uuid}/")

    assert noted() == [("Rosa Lindqvist", "concern", "Amara Osei")]


def test_s40_a_portfolio_opened_by_its_link(client, pairing, mentee):
    _link, token = make_link(label="Interview", expires_at=NOW.replace(month=3), password="", by=mentee, now=NOW)

    assert client.get(f"/shown/{token}/").status_code == 200
    client.get(f"/shown/{token}/")

    assert noted() == [("None", "portfolio_link", "Lena Fischer")]


@pytest.mark.parametrize("query", ["", "?format=csv"])
def test_s40_a_list_taken_out_is_on_record_and_on_everybodys_page(client, pairing, cohort, leader, query):
    client.force_login(leader)

    assert client.get(f"/report/export/{query}").status_code == 200

    assert noted() == [
        ("Rosa Lindqvist", "export_of_pairs", "Amara Osei"),
        ("Rosa Lindqvist", "export_of_pairs", "Lena Fischer"),
    ]
    assert AuditEntry.objects.filter(verb="export_report", actor=leader, target_uuid=cohort.uuid).count() == 1


def test_s40_who_may_not_export_leaves_no_trace(client, pairing, mentee):
    client.force_login(mentee)

    assert client.get("/report/export/").status_code == 404
    assert noted() == []


def test_s40_words_to_the_leader_read_by_the_leader_are_on_their_authors_page_alone(client, pairing, mentee, leader):
    review = ReviewFactory(pairing=pairing, state="answered")
    ReviewAnswer.objects.create(
        review=review, author=mentee, went_well="Well.", to_leader="For you.", answered_at=NOW, satisfaction=4
    )
    client.force_login(leader)

    assert "For you." in client.get("/report/reviews/").content.decode()
    client.get("/report/reviews/")

    assert noted() == [("Rosa Lindqvist", "review_to_leader", "Lena Fischer")]
