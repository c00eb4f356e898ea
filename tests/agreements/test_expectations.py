"""What each side expects: private first, then side by side, settled before anybody signs."""

from __future__ import annotations

import pytest

from agreements import expectations
from agreements.domain.agreements import open_agreement, sign_agreement
from agreements.domain.expectations import answer_expectations, settle_differences
from agreements.domain.versions import NewerVersion, change_text
from agreements.enums import AgreementState
from agreements.models import Agreement, Expectation
from matching.enums import PairingState
from matching.models import Pairing
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from tests.agreements.factories import ExpectationFactory

pytestmark = pytest.mark.django_db

ANSWERS = {
    "clinical": "main",
    "career": "some",
    "research": "none",
    "how_often": "fortnight",
    "reach": "email",
    "off_limits": "",
}


@pytest.fixture
def draft(accepted_pairing, now):
    return open_agreement(pairing_id=accepted_pairing.pk, now=now)


def answer(pairing, user, now, **changes):
    return answer_expectations(pairing_id=pairing.pk, by=user, now=now, **{**ANSWERS, **changes})


def settle(draft, user, now, base_version=1, **settled):
    return settle_differences(pairing_id=draft.pairing_id, settled=settled, base_version=base_version, by=user, now=now)


def test_answers_are_their_authors_alone_until_both_have_answered(draft, mentee, mentor, now):
    answer(draft.pairing, mentee, now, off_limits="My private life")
    assert not Expectation.objects.visible_to(mentor).exists()
    assert Expectation.objects.visible_to(mentee).count() == 1

    answer(draft.pairing, mentor, now)

    assert Expectation.objects.visible_to(mentor).count() == 2
    assert Expectation.objects.visible_to(mentee).count() == 2


@pytest.mark.parametrize("who", ["leader", "other_mentee", "other_mentor", "other_leader", "staff"])
def test_nobody_else_ever_reads_them(draft, mentee, mentor, who, now, request):
    answer(draft.pairing, mentee, now)
    answer(draft.pairing, mentor, now)

    assert not Expectation.objects.visible_to(request.getfixturevalue(who)).exists()


def test_two_who_expect_the_same_can_sign_at_once(draft, mentee, mentor, now):
    answer(draft.pairing, mentee, now)
    answer(draft.pairing, mentor, now)

    agreement = Agreement.objects.get()
    assert (agreement.state, agreement.version) == (AgreementState.AWAITING, 1)


def test_what_is_off_limits_stands_in_the_agreement_and_needs_no_settling(draft, mentee, mentor, now):
    answer(draft.pairing, mentee, now, off_limits="Calls   at *night*")
    answer(draft.pairing, mentor, now)

    agreement = Agreement.objects.open().get()
    assert agreement.version == 2
    assert "- Lena Fischer: Calls at *night*" in agreement.text


def test_where_two_differ_nobody_signs_before_it_is_settled(draft, mentee, mentor, now):
    answer(draft.pairing, mentee, now, how_often="weekly")
    answer(draft.pairing, mentor, now, how_often="monthly", research="some")
    with pytest.raises(Refused, match="First each of you"):
        sign_agreement(agreement_id=draft.pk, by=mentee, typed_name=mentee.full_name, now=now)
    with pytest.raises(Refused, match="Research"):
        settle(draft, mentee, now, how_often="Every two weeks")

    agreement = settle(draft, mentee, now, how_often="Every two weeks", research="One paper, later")

    assert (agreement.state, agreement.version) == (AgreementState.AWAITING, 2)
    assert "- **How often to meet**: Every two weeks" in agreement.text
    assert "- **Research**: One paper, later" in agreement.text
    draft.refresh_from_db()
    assert draft.state == AgreementState.SUPERSEDED


def test_settling_upon_an_older_text_is_refused_and_nothing_is_lost(draft, mentee, mentor, now):
    answer(draft.pairing, mentee, now, reach="text")
    answer(draft.pairing, mentor, now)
    change_text(pairing_id=draft.pairing_id, text="Shorter.", base_version=1, by=mentor, now=now)

    with pytest.raises(NewerVersion):
        settle(draft, mentee, now, reach="By text, never at night")

    assert "By text, never at night" in settle(draft, mentee, now, base_version=2, reach="By text, never at night").text


def test_settling_twice_is_refused_in_words(draft, mentee, mentor, now):
    answer(draft.pairing, mentee, now, reach="text")
    answer(draft.pairing, mentor, now)
    settle(draft, mentee, now, reach="By text")

    with pytest.raises(Refused, match="settled already"):
        settle(draft, mentor, now, reach="By phone")


def test_answers_change_until_the_other_has_answered(draft, mentee, mentor, now):
    answer(draft.pairing, mentee, now)
    answer(draft.pairing, mentee, now, reach="phone")
    answer(draft.pairing, mentor, now)

    with pytest.raises(Refused, match="both answered"):
        answer(draft.pairing, mentee, now, reach="text")

    assert Expectation.objects.get(person=mentee).reach == "phone"


def test_the_same_answers_twice_are_one_and_one_audit_row(draft, mentee, now):
    assert answer(draft.pairing, mentee, now) == answer(draft.pairing, mentee, now)

    assert AuditEntry.objects.filter(verb="answer_expectations").count() == 1


@pytest.mark.parametrize("who", ["leader", "other_mentee", "other_mentor", "other_leader", "staff"])
def test_only_the_two_answer_and_settle(draft, mentee, mentor, who, now, request):
    stranger = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        answer(draft.pairing, stranger, now)
    answer(draft.pairing, mentee, now, reach="text")
    answer(draft.pairing, mentor, now)

    with pytest.raises(NotAllowed):
        settle(draft, stranger, now, reach="By text")


def test_one_missing_answer_is_refused(draft, mentee, now):
    with pytest.raises(Refused):
        answer_expectations(pairing_id=draft.pairing_id, by=mentee, now=now, clinical="main")


@pytest.mark.parametrize("state", [PairingState.PROPOSED, PairingState.ENDED])
def test_no_answers_before_the_pair_or_after_it(draft, mentee, state, now):
    ended = {"ended_at": now, "end_reason": "no_fault", "place": None} if state == PairingState.ENDED else {}
    Pairing.objects.update(state=state, **ended)

    with pytest.raises(Refused):
        answer(draft.pairing, mentee, now)


def test_side_by_side_marks_exactly_where_two_differ(pairing, mentor):
    mentee_side = ExpectationFactory(pairing=pairing, off_limits="My health")
    mentor_side = ExpectationFactory(pairing=pairing, person=mentor, how_often="monthly")

    rows = expectations.compare(mentee_side, mentor_side)

    assert [row.name for row in rows if row.differs] == ["how_often", "off_limits"]
    assert [row.name for row in expectations.differences(mentee_side, mentor_side)] == ["how_often"]
    assert (rows[3].left, rows[3].right) == ("every two weeks", "once a month")
