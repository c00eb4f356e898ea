"""What each side expects: answered privately, compared, settled before anybody signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements import expectations
from agreements.domain.versions import lock_pairing, next_version, offer_for_signing, refuse_stale
from agreements.enums import AgreementState
from agreements.models import Agreement, Expectation
from matching.enums import PairingState
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from matching.models import Pairing
    from mentorship.accounts.models import User


@transaction.atomic
def answer_expectations(*, pairing_id: int, by: User, now: datetime, **answers: Any) -> Expectation:
    """Answer the short questions, or answer them anew while the other has not; two that agree can sign at once.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: the pair has not both accepted or has ended, both have answered already, or an answer is missing.
    """
    pairing = lock_pairing(pairing_id)
    present = Expectation.objects.filter(pairing=pairing, person=by).first()
    expectation = present or Expectation(pairing=pairing, person=by)
    if not by.has_perm("agreements.answer_expectations", expectation):
        raise NotAllowed(_("Only the two people of this pair say what they expect."))
    changed = {name: value for name, value in answers.items() if getattr(expectation, name) != value}
    if present is not None and not changed:
        return expectation
    _can_answer(pairing)
    other = Expectation.objects.filter(pairing=pairing).exclude(person=by).first()
    if present is not None and other is not None:
        raise Refused(_("You have both answered, so the answers stay. What you agree on goes into the agreement."))
    for name, value in changed.items():
        setattr(expectation, name, value)
    expectation.answered_at = now
    try:
        expectation.full_clean(exclude=["pairing", "person"])
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    expectation.save()
    audit.record(verb="answer_expectations", actor=by, target=expectation, now=now)
    if other is not None and not expectations.differences(expectation, other):
        _write_down(pairing, settled={}, by=by, now=now)
    return expectation


@transaction.atomic
def settle_differences(
    *,
    pairing_id: int,
    settled: Mapping[str, str],
    base_version: int,
    by: User,
    now: datetime,
) -> Agreement:
    """Write into the agreement what the two agreed where they differed; from then on it can be signed.

    `settled` holds a sentence for each question in which they differ; `base_version` is the version that was read.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: not both have answered, a question is left open, or somebody changed the text meanwhile.
    """
    pairing = lock_pairing(pairing_id)
    if not pairing.has_member(by):
        raise NotAllowed(_("Only the two people of this pair settle what they expect."))
    mentee, mentor = _both_answers(pairing)
    open_ones = [row for row in expectations.differences(mentee, mentor) if not settled.get(row.name, "").strip()]
    draft = Agreement.objects.unfinished().filter(pairing=pairing).first()
    if draft is None or draft.state != AgreementState.DRAFT:
        raise Refused(_("This is settled already. You can still change the text of the agreement."))
    refuse_stale(draft, base_version)
    if open_ones:
        raise Refused(
            _("Please write what you agreed for: %(names)s.") % {"names": ", ".join(r.question for r in open_ones)}
        )
    return _write_down(pairing, settled=settled, by=by, now=now)


def _write_down(pairing: Pairing, *, settled: Mapping[str, str], by: User, now: datetime) -> Agreement:
    """Add to the draft what came out of the answers, and open it for signing."""
    draft = Agreement.objects.unfinished().get(pairing=pairing)
    mentee, mentor = _both_answers(pairing)
    names = (pairing.mentee.user.full_name, pairing.mentor.user.full_name)
    rows = expectations.differences(mentee, mentor)
    sections = [
        expectations.settled_section(rows, settled, (escape(names[0]), escape(names[1]))) if rows else "",
        expectations.off_limits_section(mentee, mentor, (escape(names[0]), escape(names[1]))),
    ]
    added = [section for section in sections if section]
    if not added:
        return offer_for_signing(draft, by=by, now=now)
    version = next_version(draft, text="\n\n".join([draft.text, *added]), by=by, now=now)
    return offer_for_signing(version, by=by, now=now)


def _both_answers(pairing: Pairing) -> tuple[Expectation, Expectation]:
    by_person = {answers.person_id: answers for answers in Expectation.objects.filter(pairing=pairing)}
    people = (pairing.mentee.user_id, pairing.mentor.user_id)
    if not all(person in by_person for person in people):
        raise Refused(_("Both of you answer first; then you see where you differ."))
    return by_person[people[0]], by_person[people[1]]


def _can_answer(pairing: Pairing) -> None:
    if pairing.state == PairingState.PROPOSED:
        raise Refused(_("The questions open once both of you have accepted."))
    if pairing.state == PairingState.ENDED:
        raise Refused(_("This pair has ended, so there is nothing left to answer."))
