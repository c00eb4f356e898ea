"""Opening an agreement: the text a pair is asked to sign."""

from __future__ import annotations

import hashlib

import pytest

from agreements import terms
from agreements.domain.agreements import open_agreement
from agreements.enums import AgreementState
from agreements.models import Agreement
from matching.domain.pairings import accept_pairing
from matching.enums import PairingState
from matching.models import Pairing
from mentorship.core.errors import Refused
from mentorship.core.models import AuditEntry
from tests.agreements.factories import AgreementTemplateFactory, TemplateSectionFactory

pytestmark = pytest.mark.django_db


def test_an_agreement_opens_when_both_have_accepted(pairing, mentor, mentee, now):
    Pairing.objects.filter(pk=pairing.pk).update(
        state=PairingState.PROPOSED, activated_at=None, mentor_accepted_at=None, mentee_accepted_at=None, answer_by=now
    )

    accept_pairing(pairing_id=pairing.pk, by=mentor, now=now)
    assert not Agreement.objects.exists()
    accept_pairing(pairing_id=pairing.pk, by=mentee, now=now)

    agreement = Agreement.objects.get()
    assert (agreement.pairing, agreement.version, agreement.state) == (pairing, 1, AgreementState.DRAFT)
    assert agreement.opened_at == now


def test_the_names_and_numbers_of_the_pair_fill_the_gaps(accepted_pairing, now):
    agreement = open_agreement(pairing_id=accepted_pairing.pk, now=now)

    assert "Lena Fischer and Amara Osei work together in Emergency Medicine Clerkship" in agreement.text
    assert "from 4 January 2027 to 25 June 2027" in agreement.text
    assert "The two meet once a week" in agreement.text
    assert "4 hours a month" in agreement.text
    assert "for the first time around 3 March 2027" in agreement.text
    assert "{" not in agreement.text


def test_the_limits_of_confidentiality_are_named(accepted_pairing, now):
    text = open_agreement(pairing_id=accepted_pairing.pk, now=now).text

    for limit in ("safety of patients", "serious harm", "safeguarding", "serious misconduct", "order of a court"):
        assert limit in text
    assert "speaks with Lena Fischer first and asks them to act themselves" in text


def test_the_digest_is_that_of_the_exact_text(accepted_pairing, now):
    agreement = open_agreement(pairing_id=accepted_pairing.pk, now=now)

    assert agreement.text_sha256 == hashlib.sha256(agreement.text.encode()).hexdigest()


def test_a_program_with_its_own_text_uses_that(accepted_pairing, now):
    template = AgreementTemplateFactory(program=accepted_pairing.cohort.program)
    TemplateSectionFactory(template=template, order=2, heading="Later", body="Second.")
    TemplateSectionFactory(template=template, order=1, heading="First of all", body="{mentee} & {nothing}")

    text = open_agreement(pairing_id=accepted_pairing.pk, now=now).text

    assert text.startswith("## 1. First of all\n\nLena Fischer & {nothing}\n\n## 2. Later\n\nSecond.")


def test_no_program_can_leave_out_the_limits_of_confidentiality(accepted_pairing, now):
    template = AgreementTemplateFactory(program=accepted_pairing.cohort.program)
    TemplateSectionFactory(template=template, heading="Secrets", body="Everything stays secret for ever.")

    text = open_agreement(pairing_id=accepted_pairing.pk, now=now).text

    assert "## 2. Confidentiality and its limits" in text
    assert "a risk to the safety of patients" in text


def test_a_program_that_words_the_limits_itself_gets_them_once(accepted_pairing, now):
    template = AgreementTemplateFactory(program=accepted_pairing.cohort.program)
    TemplateSectionFactory(template=template, heading="Secrets", body="All, but for\n\n{limits}")

    text = open_agreement(pairing_id=accepted_pairing.pk, now=now).text

    assert text.count("a risk to the safety of patients") == 1
    assert "## 2." not in text


def test_changing_the_template_never_changes_an_agreement(accepted_pairing, now):
    template = AgreementTemplateFactory(program=accepted_pairing.cohort.program)
    section = TemplateSectionFactory(template=template, body="Before.")
    agreement = open_agreement(pairing_id=accepted_pairing.pk, now=now)

    section.body = "After."
    section.save()

    agreement.refresh_from_db()
    assert "Before." in agreement.text
    assert "After." not in agreement.text


def test_a_name_cannot_bring_markup_into_the_text(accepted_pairing, mentee, now):
    mentee.full_name = "Lena *[x](javascript:alert(1))* <b>"
    mentee.save()

    text = open_agreement(pairing_id=accepted_pairing.pk, now=now).text

    assert r"Lena \*\[x\](javascript:alert(1))\* \<b\>" in text


def test_opening_twice_makes_one_agreement_and_one_audit_row(accepted_pairing, now):
    first = open_agreement(pairing_id=accepted_pairing.pk, now=now)
    second = open_agreement(pairing_id=accepted_pairing.pk, now=now)

    assert first == second
    assert AuditEntry.objects.filter(verb="open_agreement").count() == 1


@pytest.mark.parametrize("state", [PairingState.PROPOSED, PairingState.ENDED])
def test_no_agreement_opens_before_both_accepted_or_after_the_end(pairing, state, now):
    ended = {"ended_at": now, "end_reason": "no_fault", "place": None} if state == PairingState.ENDED else {}
    Pairing.objects.filter(pk=pairing.pk).update(state=state, activated_at=None, **ended)

    with pytest.raises(Refused):
        open_agreement(pairing_id=pairing.pk, now=now)


def test_every_gap_of_the_shipped_text_is_known_and_every_section_has_words():
    for section in terms.shipped_sections():
        assert section.heading
        assert section.body
        assert terms.unknown_gaps(section.heading + section.body) == []
    assert terms.unknown_gaps("{mentee} {menthe} {Foo}") == ["menthe"]
