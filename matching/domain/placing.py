"""Many pairs at once, each with a place: what publishing does, in a handful of queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.domain.pairings import lock_enrollments
from matching.models import Exclusion, Pairing
from mentorship.core.errors import Refused
from programs.enums import EnrollmentState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from matching.models import Proposal
    from programs.models import Cohort, Enrollment

TAKES_PART = {EnrollmentState.APPROVED, EnrollmentState.ACTIVE}
NAMED_AT_MOST = 5


def place_all(proposals: Sequence[Proposal], cohort: Cohort, *, now: datetime) -> list[Pairing]:
    """Give every proposal a place of its mentor and propose the pair, under the lock of everybody concerned.

    Raises:
        Refused: some pairs cannot be any more; they are named and nothing is done.
    """
    concerned = {proposal.mentor_id for proposal in proposals} | {proposal.mentee_id for proposal in proposals}
    people = lock_enrollments(*concerned)
    taken = _taken_places(people)
    excluded = set(Exclusion.objects.filter(mentee__in=people).values_list("mentee_id", "mentor_id"))
    has_a_mentor = set(Pairing.objects.live().filter(mentee__in=people).values_list("mentee_id", "track_id"))
    answer_by = now + timedelta(days=cohort.policy.proposal_answer_days)
    pairings, problems = [], []
    for proposal in proposals:
        mentor, mentee = people[proposal.mentor_id], people[proposal.mentee_id]
        place = _next_place(mentor, taken[mentor.pk])
        problem = _problem(mentor, mentee, place, excluded)
        if not problem and (mentee.pk, proposal.track_id) in has_a_mentor:
            problem = _("%(mentee)s has a mentor in this track already") % {"mentee": mentee.user}
        if problem or place is None:
            problems.append(problem)
            continue
        taken[mentor.pk].add(place)
        pairings.append(
            Pairing(
                mentor=mentor,
                mentee=mentee,
                track_id=proposal.track_id,
                proposal=proposal,
                place=place,
                proposed_at=now,
                answer_by=answer_by,
            ),
        )
    if problems:
        raise Refused(_told(problems))
    try:
        with transaction.atomic():
            return Pairing.objects.bulk_create(pairings)
    except IntegrityError as error:
        raise Refused(_("Somebody was matched a moment ago. Nothing was published; please look again.")) from error


def _taken_places(people: dict[int, Enrollment]) -> dict[int, set[int]]:
    taken: dict[int, set[int]] = defaultdict(set)
    for mentor, place in Pairing.objects.live().filter(mentor__in=people).values_list("mentor_id", "place"):
        taken[mentor].add(place or 0)
    return taken


def _next_place(mentor: Enrollment, taken: set[int]) -> int | None:
    capacity = mentor.capacity or 0
    if len(taken) >= capacity:
        return None
    return next((place for place in range(1, capacity + 1) if place not in taken), None)


def _problem(mentor: Enrollment, mentee: Enrollment, place: int | None, excluded: set[tuple[int, int]]) -> str:
    """Say what has come between the two since the run; empty when nothing has."""
    for person in (mentor, mentee):
        if person.state not in TAKES_PART:
            return _("%(name)s does not take part any more") % {"name": person.user}
    if (mentee.pk, mentor.pk) in excluded:
        return _("%(mentee)s and %(mentor)s are excluded from each other") % {
            "mentee": mentee.user,
            "mentor": mentor.user,
        }
    if place is None:
        return _("%(mentor)s has no free place for %(mentee)s") % {"mentor": mentor.user, "mentee": mentee.user}
    return ""


def _told(problems: list[str]) -> str:
    shown = "; ".join(problems[:NAMED_AT_MOST])
    more = len(problems) - NAMED_AT_MOST
    if more > 0:
        shown += ngettext("; and %(more)d more", "; and %(more)d more", more) % {"more": more}
    return _("Nothing was published, because things changed since this run: %(problems)s. Change or reject these.") % {
        "problems": shown
    }
