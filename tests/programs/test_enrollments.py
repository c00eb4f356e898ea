"""People are approved and withdrawn, and write down themselves what they need or can teach."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.domain.enrollments import (
    approve,
    document_expertise,
    document_need,
    remove_expertise,
    remove_need,
    withdraw,
)
from programs.enums import EnrollmentState, NeedKind, TopicKind
from programs.models import Competency, CompetencyFramework, Enrollment
from tests.programs.factories import ProgramFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return TopicFactory(name="Shoulder reduction")


def in_state(enrollment: Enrollment, state: str) -> Enrollment:
    Enrollment.objects.filter(pk=enrollment.pk).update(state=state)
    return enrollment


def test_who_applied_is_approved_once(mentee_enrollment, leader, now):
    in_state(mentee_enrollment, EnrollmentState.APPLIED)

    for _again in range(2):
        approve(enrollment_id=mentee_enrollment.pk, by=leader, now=now)

    mentee_enrollment.refresh_from_db()
    assert mentee_enrollment.state == EnrollmentState.APPROVED
    entry = AuditEntry.objects.get(verb="approve")
    assert (entry.old, entry.new) == ("applied", "approved")


def test_who_withdrew_is_not_approved(mentee_enrollment, leader, now):
    in_state(mentee_enrollment, EnrollmentState.WITHDRAWN)

    with pytest.raises(Refused):
        approve(enrollment_id=mentee_enrollment.pk, by=leader, now=now)


def test_somebody_withdraws_once(mentee_enrollment, leader, now):
    for _again in range(2):
        withdraw(enrollment_id=mentee_enrollment.pk, by=leader, now=now)

    mentee_enrollment.refresh_from_db()
    assert mentee_enrollment.state == EnrollmentState.WITHDRAWN
    assert AuditEntry.objects.filter(verb="withdraw").count() == 1


def test_who_leaves_a_pair_ends_it_and_the_leader_is_told_before(pairing, mentee_enrollment, client, leader, now):
    in_state(mentee_enrollment, EnrollmentState.ACTIVE)
    client.force_login(leader)
    text = client.get(reverse("programs:withdraw", args=[mentee_enrollment.uuid])).content.decode()
    assert "The pair with Amara Osei ends, without fault." in text

    for _again in range(2):
        withdraw(enrollment_id=mentee_enrollment.pk, by=leader, now=now)

    pairing.refresh_from_db()
    mentee_enrollment.refresh_from_db()
    assert (pairing.state, pairing.end_reason, pairing.place) == ("ended", "withdrawn", None)
    assert mentee_enrollment.state == EnrollmentState.WITHDRAWN
    assert AuditEntry.objects.filter(verb="end_pairing").count() == 1


@pytest.mark.parametrize("verb", [approve, withdraw])
def test_only_the_leader_approves_and_withdraws(verb, mentee_enrollment, mentee, mentor, other_leader, now):
    for person in (mentee, mentor, other_leader):
        with pytest.raises(NotAllowed):
            verb(enrollment_id=mentee_enrollment.pk, by=person, now=now)


def test_a_need_is_written_once_and_its_level_can_change(mentee_enrollment, mentee, topic, now):
    for level in (2, 2, 3):
        need = document_need(
            enrollment_id=mentee_enrollment.pk, topic_id=topic.pk, self_rating=level, by=mentee, now=now
        )

    assert mentee_enrollment.needs.get() == need
    assert need.self_rating == 3
    assert AuditEntry.objects.filter(verb="document_need").count() == 2


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (TopicKind.PROCEDURE, NeedKind.COMPETENCY_GAP),
        (TopicKind.CAREER, NeedKind.CAREER_NEED),
        (TopicKind.RESEARCH, NeedKind.RESEARCH_INTEREST),
    ],
)
def test_the_kind_of_a_need_follows_its_topic(mentee_enrollment, mentee, now, kind, expected):
    topic = TopicFactory(name=f"A topic of {kind}", kind=kind)

    need = document_need(enrollment_id=mentee_enrollment.pk, topic_id=topic.pk, by=mentee, now=now)

    assert need.kind == expected


def test_a_competency_is_a_need_too(mentee_enrollment, mentee, now):
    framework = CompetencyFramework.objects.create(name="A framework", version="1")
    competency = Competency.objects.create(framework=framework, code="X", title="Handover")

    need = document_need(enrollment_id=mentee_enrollment.pk, competency_id=competency.pk, by=mentee, now=now)

    assert str(need) == "Handover"


def test_a_word_of_another_program_is_refused(mentee_enrollment, mentee, now):
    foreign = TopicFactory(name="Foreign", program=ProgramFactory())

    with pytest.raises(Refused, match="does not use"):
        document_need(enrollment_id=mentee_enrollment.pk, topic_id=foreign.pk, by=mentee, now=now)


def test_a_need_names_one_thing(mentee_enrollment, mentee, now):
    with pytest.raises(Refused, match="one topic"):
        document_need(enrollment_id=mentee_enrollment.pk, by=mentee, now=now)


def test_nobody_writes_anothers_need(mentee_enrollment, leader, mentor, other_mentee, topic, now):
    for person in (leader, mentor, other_mentee):
        with pytest.raises(NotAllowed):
            document_need(enrollment_id=mentee_enrollment.pk, topic_id=topic.pk, by=person, now=now)


def test_who_withdrew_writes_nothing_more(mentee_enrollment, mentee, topic, now):
    in_state(mentee_enrollment, EnrollmentState.WITHDRAWN)

    with pytest.raises(Refused, match="over"):
        document_need(enrollment_id=mentee_enrollment.pk, topic_id=topic.pk, by=mentee, now=now)


def test_a_need_is_struck_out_once(mentee_enrollment, mentee, topic, now):
    need = document_need(enrollment_id=mentee_enrollment.pk, topic_id=topic.pk, by=mentee, now=now)

    for _again in range(2):
        remove_need(enrollment_id=mentee_enrollment.pk, need_id=need.pk, by=mentee, now=now)

    assert not mentee_enrollment.needs.exists()
    assert AuditEntry.objects.filter(verb="remove_need").count() == 1


def test_a_mentor_writes_and_strikes_out_expertise(mentor_enrollment, mentor, topic, now):
    for _again in range(2):
        item = document_expertise(enrollment_id=mentor_enrollment.pk, topic_id=topic.pk, by=mentor, now=now)
    assert mentor_enrollment.expertise.get() == item

    for _again in range(2):
        remove_expertise(enrollment_id=mentor_enrollment.pk, expertise_id=item.pk, by=mentor, now=now)

    assert not mentor_enrollment.expertise.exists()
    assert AuditEntry.objects.filter(verb__endswith="expertise").count() == 2


def test_a_mentee_has_no_expertise_and_a_mentor_no_need(
    mentor_enrollment, mentee_enrollment, mentor, mentee, topic, now
):
    with pytest.raises(Refused, match="as mentee"):
        document_expertise(enrollment_id=mentee_enrollment.pk, topic_id=topic.pk, by=mentee, now=now)
    with pytest.raises(Refused, match="as mentor"):
        document_need(enrollment_id=mentor_enrollment.pk, topic_id=topic.pk, by=mentor, now=now)
