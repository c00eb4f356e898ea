"""Periodic review: opened by the cohort's interval, answered by both sides apart, decided together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.enums import REVIEW_MOVES, ReviewOutcome, ReviewState
from evaluation.evidence_rule import lacking
from evaluation.facts import facts_of
from evaluation.models import Review, ReviewAnswer
from matching.domain.pairings import end_pairing
from matching.enums import EndReason
from matching.models import Pairing
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.enums import CohortStage
from programs.models import Leave

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date, datetime

    from mentorship.accounts.models import User

BATCH = 500


def open_due_reviews(*, now: datetime) -> int:
    """Open the review of the present period for every active pairing that has none; return how many were opened.

    A period is the policy's interval counted from the day the pairing became active, later by its leaves. Only the present one is opened,
    so a long standstill floods nobody. Running this twice or in parallel opens each review once: the unique key on
    pairing and number sees to it.
    """
    active = (
        Pairing.objects.active()
        .filter(mentee__cohort__stage=CohortStage.RUNNING)
        .select_related("mentee__cohort__policy")
        .order_by("pk")
    )
    opened = 0
    last_pk = 0
    while batch := list(active.filter(pk__gt=last_pk)[:BATCH]):
        last_pk = batch[-1].pk
        opened += _open_batch(batch, now)
    return opened


@transaction.atomic
def _open_batch(pairings: list[Pairing], now: datetime) -> int:
    leaves = leaves_of(pairings)
    numbers = {pairing.pk: period_number(pairing, leaves[pairing.pk], now) for pairing in pairings}
    existing = set(Review.objects.filter(pairing__in=numbers).values_list("pairing", "number"))
    due = [p for p in pairings if numbers[p.pk] >= 1 and (p.pk, numbers[p.pk]) not in existing]
    since = ((pairing, opens_at(pairing, numbers[pairing.pk] - 1, leaves[pairing.pk])) for pairing in due)
    facts = facts_of(since, until=now)
    before = Review.objects.filter(pairing__in=due).count()
    Review.objects.bulk_create(
        [
            Review(
                pairing=pairing,
                number=numbers[pairing.pk],
                opened_at=now,
                due_at=now + timedelta(days=pairing.mentee.cohort.policy.review_answer_days),
                facts=facts[pairing.pk].as_json(),
            )
            for pairing in due
        ],
        ignore_conflicts=True,
    )
    return Review.objects.filter(pairing__in=due).count() - before


def reviews_from(pairings: Iterable[Pairing], day: date, now: datetime) -> Iterator[tuple[Pairing, datetime]]:
    """Return, for each active pairing, when its first review opens that is still to come and not before this day."""
    chosen = list(pairings)
    leaves = leaves_of(chosen)
    for pairing in chosen:
        if pairing.activated_at is not None:
            own = leaves[pairing.pk]
            number = period_number(pairing, own, now) + 1
            while timezone.localdate(opens_at(pairing, number, own)) < day:
                number += 1
            yield pairing, opens_at(pairing, number, own)


def leaves_of(pairings: Iterable[Pairing]) -> dict[int, list[Leave]]:
    """Return the leaves that move the reviews of each pairing, in the order in which they were confirmed."""
    chosen = list(pairings)
    cohorts = {pairing.mentee.cohort_id for pairing in chosen}
    confirmed = Leave.objects.in_force().filter(cohort__in=cohorts).order_by("applied_at", "pk")
    people = {
        leave: {person.pk for person in leave.enrollments.all()} for leave in confirmed.prefetch_related("enrollments")
    }
    return {
        pairing.pk: [
            leave
            for leave, those in people.items()
            if leave.cohort_id == pairing.mentee.cohort_id
            and (leave.is_whole_cohort or those & {pairing.mentee_id, pairing.mentor_id})
        ]
        for pairing in chosen
    }


def opens_at(pairing: Pairing, number: int, leaves: Iterable[Leave]) -> datetime:
    """Return when review `number` opens: that many intervals after the pairing became active, later by each leave.

    Raises:
        Refused: the pairing never became active.
    """
    if pairing.activated_at is None:
        raise Refused(_("This pair is not active yet."))
    moment = pairing.activated_at + timedelta(days=pairing.mentee.cohort.policy.review_interval_days) * number
    for leave in leaves if number else ():
        if timezone.localdate(moment) >= leave.starts_on:
            moment += timedelta(weeks=leave.weeks)
    return moment


def period_number(pairing: Pairing, leaves: Collection[Leave], now: datetime) -> int:
    """Return how many reviews of this active pairing should have been opened by now."""
    if pairing.activated_at is None:
        return 0
    number = (now - pairing.activated_at) // timedelta(days=pairing.mentee.cohort.policy.review_interval_days)
    while number > 0 and opens_at(pairing, number, leaves) > now:
        number -= 1
    return number


@transaction.atomic
def close_overdue_reviews(*, now: datetime) -> int:
    """Close without an outcome whatever was not answered and decided in time; return how many were closed."""
    overdue = Review.objects.select_for_update(of=["self"]).open().filter(due_at__lt=now)
    closed = 0
    for review in overdue:
        old = review.state
        move(review, ReviewState.CLOSED, moves=REVIEW_MOVES)
        review.closed_at = now
        review.save(update_fields=["state", "closed_at"])
        audit.record(verb="close_overdue_review", actor=None, target=review, now=now, old=old, new=review.state)
        closed += 1
    return closed


@transaction.atomic
def answer_review(  # the four questions and two choices of one form
    *,
    review_id: int,
    by: User,
    now: datetime,
    went_well: str,
    to_change: str,
    next_focus: str,
    satisfaction: int,
    suggested_outcome: str,
    to_leader: str = "",
) -> ReviewAnswer:
    """Record one side's answers; with the second one both can read both.

    Raises:
        NotAllowed: `by` is not in the pair.
        Refused: the review is not open any more, or `by` has answered.
    """
    review = _locked(review_id)
    _must_be_in_the_pair(review, by)
    if review.answers.filter(author=by).exists():
        raise Refused(_("You have answered this review already."))
    if review.state != ReviewState.OPEN:
        raise Refused(_("This review is closed; the next one opens by itself."))
    answer = ReviewAnswer.objects.create(
        review=review,
        author=by,
        went_well=went_well,
        to_change=to_change,
        next_focus=next_focus,
        satisfaction=satisfaction,
        suggested_outcome=suggested_outcome,
        to_leader=to_leader,
        answered_at=now,
    )
    old = review.state
    if review.answers.count() == 2:
        move(review, ReviewState.ANSWERED, moves=REVIEW_MOVES)
        review.save(update_fields=["state"])
    audit.record(verb="answer_review", actor=by, target=review, now=now, old=old, new=review.state)
    return answer


@transaction.atomic
def decide_review(*, review_id: int, outcome: str, by: User, now: datetime) -> Review:
    """Close the review with what the pair decided.

    Who changes the pairing ends it without fault at once, and the mentee waits in the re-match queue. “Not enough
    evidence” keeps what is missing by the cohort's rule.

    Raises:
        NotAllowed: `by` is not in the pair.
        Refused: not both have answered, or it was decided otherwise a moment ago, or nothing is missing.
    """
    review = _locked(review_id)
    _must_be_in_the_pair(review, by)
    if review.state == ReviewState.CLOSED and review.outcome == outcome:
        return review
    if review.state == ReviewState.CLOSED:
        raise Refused(
            _("This review was closed with “%(outcome)s”.")
            % {"outcome": review.get_outcome_display() or _("no outcome")},
        )
    if review.state != ReviewState.ANSWERED:
        raise Refused(_("You decide together once both of you have answered."))
    if outcome == ReviewOutcome.NOT_ENOUGH_EVIDENCE:
        review.missing = lacking(review.pairing, now)
        if not review.missing:
            raise Refused(_("Nothing is missing by this cohort's rule. Decide on what there is."))
    old = review.state
    move(review, ReviewState.CLOSED, moves=REVIEW_MOVES)
    review.outcome = ReviewOutcome(outcome)
    review.decided_by = by
    review.closed_at = now
    review.save(update_fields=["state", "outcome", "missing", "decided_by", "closed_at"])
    audit.record(verb="decide_review", actor=by, target=review, now=now, old=old, new=review.state)
    if review.outcome == ReviewOutcome.CHANGE_PAIRING:
        end_pairing(pairing_id=review.pairing_id, reason=EndReason.NO_FAULT, by=by, now=now)
    return review


def _locked(review_id: int) -> Review:
    return (
        Review.objects.select_for_update(of=["self"])
        .select_related("pairing__mentor__user", "pairing__mentee__user", "pairing__mentee__cohort__policy")
        .get(pk=review_id)
    )


def _must_be_in_the_pair(review: Review, user: User) -> None:
    if not review.pairing.has_member(user):
        raise NotAllowed(_("Only the two of this pair answer its review."))
