"""The life of a pair: proposed, answered, active, ended.

Locks are taken in one order everywhere, the pairing first and then enrollments by key, so that two verbs that meet wait
for each other instead of dying of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from matching.domain import occasions
from matching.enums import PAIRING_MOVES, EndReason, PairingState
from matching.models import Exclusion, Pairing
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from mentorship.core.wording import day_words
from programs.enums import ENROLLMENT_MOVES, EnrollmentRole, EnrollmentState
from programs.models import Enrollment

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


@transaction.atomic
def propose_pairing(
    *,
    mentor_id: int,
    mentee_id: int,
    track_id: int | None,
    answer_by: datetime,
    now: datetime,
    by: User | None = None,
    proposal_id: int | None = None,
) -> Pairing:
    """Ask a mentor and a mentee whether they want to be a pair; the pair holds a place of the mentor from now on.

    Raises:
        Refused: the mentor has no free place, one of them takes part no more, an exclusion forbids the pair, or the
            mentee has a mentor in this track already.
    """
    people = lock_enrollments(mentor_id, mentee_id)
    mentor, mentee = people[mentor_id], people[mentee_id]
    if by is not None and not rules.has_perm("matching.lead_matching", by, mentee.cohort):
        raise NotAllowed(_("Only the program leader proposes pairs."))
    _can_meet(mentor, mentee)
    pairing = Pairing(
        mentor=mentor,
        mentee=mentee,
        track_id=track_id,
        proposal_id=proposal_id,
        place=_free_place(mentor),
        proposed_at=now,
        answer_by=answer_by,
    )
    try:
        with transaction.atomic():
            pairing.save()
    except IntegrityError as error:
        raise Refused(
            _("%(mentee)s has a mentor in this track already.") % {"mentee": mentee.user.full_name},
        ) from error
    audit.record(verb="propose_pairing", actor=by, target=pairing, now=now, new=pairing.state)
    return pairing


@transaction.atomic
def accept_pairing(*, pairing_id: int, by: User, now: datetime) -> Pairing:
    """Say yes; the second yes makes the pairing accepted and lets the later stages begin.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: the time to answer is over, or the pairing has ended.
    """
    pairing = _lock(pairing_id)
    if not rules.has_perm("matching.answer_pairing", by, pairing):
        raise NotAllowed(_("Only the two people of this pair can accept it."))
    if pairing.holds_a_place and pairing.has_accepted(by):
        return pairing
    _is_open_to_answers(pairing, now)
    side = "mentor_accepted_at" if pairing.mentor.user_id == by.pk else "mentee_accepted_at"
    setattr(pairing, side, now)
    old = pairing.state
    both = pairing.mentor_accepted_at is not None and pairing.mentee_accepted_at is not None
    if both:
        move(pairing, PairingState.ACCEPTED, moves=PAIRING_MOVES)
    pairing.save(update_fields=[side, "state"])
    audit.record(verb="accept_pairing", actor=by, target=pairing, now=now, old=old, new=pairing.state)
    if both:
        occasions.accepted(pairing_id=pairing.pk, now=now)
    return pairing


@transaction.atomic
def decline_pairing(*, pairing_id: int, by: User, now: datetime) -> Pairing:
    """Say no to a proposed pair; the place is free again and the program leader looks for somebody else.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: both have accepted already, or the time to answer is over.
    """
    pairing = _lock(pairing_id)
    if not rules.has_perm("matching.answer_pairing", by, pairing):
        raise NotAllowed(_("Only the two people of this pair can decline it."))
    if pairing.end_reason == EndReason.DECLINED and pairing.ended_by_id == by.pk:
        return pairing
    _is_open_to_answers(pairing, now)
    _end(pairing, EndReason.DECLINED, verb="decline_pairing", by=by, now=now)
    return pairing


@transaction.atomic
def activate_pairing(*, pairing_id: int, now: datetime) -> Pairing:
    """Put an accepted pair to work, because both have signed their agreement; both people become active.

    Raises:
        Refused: the pairing is not accepted.
    """
    pairing = _lock(pairing_id)
    if pairing.state == PairingState.ACTIVE:
        return pairing
    if pairing.state != PairingState.ACCEPTED:
        raise Refused(_("Only a pair that both have accepted can begin."))
    old = pairing.state
    people = lock_enrollments(pairing.mentor_id, pairing.mentee_id)
    move(pairing, PairingState.ACTIVE, moves=PAIRING_MOVES)
    pairing.activated_at = now
    pairing.save(update_fields=["state", "activated_at"])
    for person in people.values():
        if person.state == EnrollmentState.APPROVED:
            move(person, EnrollmentState.ACTIVE, moves=ENROLLMENT_MOVES)
            person.save(update_fields=["state"])
    audit.record(verb="activate_pairing", actor=None, target=pairing, now=now, old=old, new=pairing.state)
    return pairing


@transaction.atomic
def pause_pairing(*, pairing_id: int, by: User, now: datetime) -> Pairing:
    """Let a pair rest; the place stays theirs.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the pair is not at work.
    """
    return _rest(pairing_id, PairingState.PAUSED, verb="pause_pairing", by=by, now=now)


@transaction.atomic
def resume_pairing(*, pairing_id: int, by: User, now: datetime) -> Pairing:
    """Let a pair that rested go on.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the pair does not rest.
    """
    return _rest(pairing_id, PairingState.ACTIVE, verb="resume_pairing", by=by, now=now)


def _rest(pairing_id: int, state: PairingState, *, verb: str, by: User, now: datetime) -> Pairing:
    pairing = _lock(pairing_id)
    if not rules.has_perm("matching.rest_pairing", by, pairing):
        raise NotAllowed(_("Only the program leader pauses a pair."))
    if pairing.state == state:
        return pairing
    if pairing.state not in {PairingState.ACTIVE, PairingState.PAUSED}:
        raise Refused(_("Only a pair at work can pause, and only one that pauses can go on."))
    old = pairing.state
    move(pairing, state, moves=PAIRING_MOVES)
    pairing.save(update_fields=["state"])
    audit.record(verb=verb, actor=by, target=pairing, now=now, old=old, new=pairing.state)
    return pairing


@transaction.atomic
def end_pairing(*, pairing_id: int, reason: EndReason, by: User, now: datetime, wants_another: bool = True) -> Pairing:
    """End a pair, without fault unless the reason says otherwise; the mentor's place is free again.

    `wants_another` is what who ends it says of themselves: a mentee who wants nobody new waits in no queue and no run.

    Raises:
        NotAllowed: `by` is neither one of the two nor the program leader.
    """
    pairing = _lock(pairing_id)
    if not rules.has_perm("matching.end_pairing", by, pairing):
        raise NotAllowed(_("Only the two people of this pair or the program leader can end it."))
    if pairing.state == PairingState.ENDED:
        return pairing
    if pairing.mentee.user_id == by.pk and not wants_another:
        pairing.mentee_wants_another = False
    _end(pairing, reason, verb="end_pairing", by=by, now=now)
    return pairing


@transaction.atomic
def look_again(*, pairing_id: int, by: User, now: datetime) -> Pairing:
    """Let the mentee of an ended pair, who wanted nobody new, wait for another mentor after all.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the pair has not ended.
    """
    pairing = _lock(pairing_id)
    if not rules.has_perm("matching.rest_pairing", by, pairing):
        raise NotAllowed(_("Only the program leader takes somebody back into the matching."))
    if pairing.state != PairingState.ENDED:
        raise Refused(_("This pair has not ended."))
    if pairing.mentee_wants_another:
        return pairing
    pairing.mentee_wants_another = True
    pairing.save(update_fields=["mentee_wants_another"])
    audit.record(verb="look_again", actor=by, target=pairing, now=now)
    return pairing


def expire_unanswered(*, now: datetime) -> int:
    """End every proposed pair whose time to answer is over, each in its own transaction; say how many."""
    return sum(_expire(pairing_id, now) for pairing_id in Pairing.objects.unanswered(now).values_list("pk", flat=True))


@transaction.atomic
def _expire(pairing_id: int, now: datetime) -> bool:
    pairing = _lock(pairing_id)
    if pairing.state != PairingState.PROPOSED or pairing.answer_by >= now:
        return False
    _end(pairing, EndReason.EXPIRED, verb="expire_unanswered", by=None, now=now)
    return True


def lock_enrollments(*enrollment_ids: int) -> dict[int, Enrollment]:
    """Lock these people's enrollments, in the order of their keys."""
    rows = Enrollment.objects.select_for_update(of=["self"], no_key=True).filter(pk__in=enrollment_ids).order_by("pk")
    return {row.pk: row for row in rows.select_related("user", "cohort__program")}


def _lock(pairing_id: int) -> Pairing:
    return Pairing.objects.select_for_update(of=["self"]).with_people().get(pk=pairing_id)


def _can_meet(mentor: Enrollment, mentee: Enrollment) -> None:
    names = {"mentor": mentor.user.full_name, "mentee": mentee.user.full_name}
    roles = (mentor.role, mentee.role)
    if roles != (EnrollmentRole.MENTOR, EnrollmentRole.MENTEE) or mentor.cohort_id != mentee.cohort_id:
        raise Refused(_("%(mentor)s and %(mentee)s are not a mentor and a mentee of one cohort.") % names)
    for person in (mentor, mentee):
        if person.state not in {EnrollmentState.APPROVED, EnrollmentState.ACTIVE}:
            raise Refused(_("%(name)s does not take part at present.") % {"name": person.user.full_name})
    if Exclusion.objects.filter(mentor=mentor, mentee=mentee).exists():
        raise Refused(_("%(mentor)s and %(mentee)s must not be paired: there is an exclusion.") % names)


def _free_place(mentor: Enrollment) -> int:
    """Return the lowest free place; the mentor's row is locked, so nobody else takes it meanwhile."""
    capacity = mentor.capacity or 0
    taken = set(Pairing.objects.live().filter(mentor=mentor).values_list("place", flat=True))
    free = next((place for place in range(1, capacity + 1) if place not in taken), None)
    if free is None or len(taken) >= capacity:
        raise Refused(
            _("%(mentor)s has no free place: %(capacity)d of %(capacity)d are taken.")
            % {"mentor": mentor.user.full_name, "capacity": capacity},
        )
    return free


def _is_open_to_answers(pairing: Pairing, now: datetime) -> None:
    if pairing.state == PairingState.ENDED:
        raise Refused(_("This proposal is closed. The program leader is looking for somebody else."))
    if pairing.state != PairingState.PROPOSED:
        raise Refused(_("Both of you have accepted already."))
    if pairing.answer_by < now:
        raise Refused(
            _("The time to answer ended on %(day)s. Please write to your program leader.")
            % {"day": day_words(pairing.answer_by, now)},
        )


def _end(pairing: Pairing, reason: str, *, verb: str, by: User | None, now: datetime) -> None:
    old = pairing.state
    move(pairing, PairingState.ENDED, moves=PAIRING_MOVES)
    pairing.place = None
    pairing.ended_at = now
    pairing.end_reason = reason
    pairing.ended_by = by
    pairing.save(
        update_fields=["state", "place", "ended_at", "end_reason", "ended_by", "mentee_wants_another"],
    )
    audit.record(verb=verb, actor=by, target=pairing, now=now, old=old, new=pairing.state)
    occasions.ended(pairing_id=pairing.pk, now=now)
