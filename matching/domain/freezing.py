"""The pool of a cohort as it is now, written down once, so that a run can be repeated and defended."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q

from matching import engine
from matching.enums import EndReason, PairingState, ProposalState, RunState
from matching.models import Criterion, Exclusion, Pairing, Preference, Proposal
from programs.models import Enrollment, Expertise, Need, Track, TrainingCompletion, TrainingModule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from programs.models import Cohort

NOT_AGAIN = [EndReason.DECLINED, EndReason.NO_FAULT, EndReason.RE_MATCHED]
"""Pairs that ended for these reasons are not proposed a second time."""


def freeze_pool(cohort: Cohort, *, now: datetime) -> dict[str, Any]:
    """Write down who may be matched and all that their scores are made of; no names, no free text.

    Mentees who have a mentor already are not in it; mentors are, with the places they have left.
    """
    pool = list(_pool(cohort))
    held = Counter(Pairing.objects.live().filter(mentee__cohort=cohort).values_list("mentor_id", flat=True))
    matched = set(Pairing.objects.live().filter(mentee__cohort=cohort).values_list("mentee_id", flat=True))
    mentors = [person for person in pool if person.role == "mentor"]
    lacking = training_missing(cohort, [mentor.user_id for mentor in mentors], on=now.date())
    return {
        "mentees": [_person(person, person.needs.all()) for person in pool if _is_open_mentee(person, matched)],
        "mentors": [
            {
                **_person(mentor, mentor.expertise.all()),
                "places": max((mentor.capacity or 0) - held[mentor.pk], 0),
                "training_missing": lacking.get(mentor.user_id, []),
            }
            for mentor in mentors
        ],
        "never": sorted(
            map(list, Exclusion.objects.filter(mentee__cohort=cohort).values_list("mentee_id", "mentor_id"))
        ),
        "ended": sorted(map(list, _ended_pairs(cohort))),
        "preferences": sorted(
            map(list, Preference.objects.filter(chooser__cohort=cohort).values_list("chooser_id", "chosen_id", "rank")),
        ),
        "locked": sorted(map(list, _said_of_pairs(cohort, ProposalState.LOCKED))),
        "rejected": sorted(map(list, _said_of_pairs(cohort, ProposalState.REJECTED))),
    }


def freeze_weights(cohort: Cohort) -> dict[str, Any]:
    """Write down what counts how much."""
    return {
        criterion.kind: {"weight": criterion.weight, "must_have": criterion.is_must_have}
        for criterion in Criterion.objects.filter(cohort=cohort).order_by("kind")
    }


def digest(inputs: dict[str, Any], weights: dict[str, Any]) -> str:
    """SHA-256 of inputs, weights and the engine's version: the same digest means the same pairs."""
    text = json.dumps([inputs, weights, engine.VERSION], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def training_missing(cohort: Cohort, user_ids: Iterable[int], *, on: date) -> dict[int, list[str]]:
    """Name, for each mentor, the required modules that are not done or have run out."""
    modules = list(TrainingModule.objects.filter(program=cohort.program_id, is_required=True))
    done = {
        (completion.module_id, completion.user_id)
        for completion in TrainingCompletion.objects.filter(module__in=modules).select_related("module")
        if completion.module.valid_for_days is None
        or completion.completed_on + timedelta(days=completion.module.valid_for_days) >= on
    }
    missing = {user: [module.title for module in modules if (module.pk, user) not in done] for user in user_ids}
    return {user: titles for user, titles in missing.items() if titles}


def _pool(cohort: Cohort) -> Iterable[Enrollment]:
    return (
        Enrollment.objects.filter(cohort=cohort)
        .in_the_pool()
        .prefetch_related(
            Prefetch("needs", Need.objects.select_related("topic", "competency")),
            Prefetch("expertise", Expertise.objects.select_related("topic", "competency")),
            Prefetch("tracks", Track.objects.order_by("pk")),
        )
        .order_by("pk")
    )


def _is_open_mentee(person: Enrollment, matched: set[int]) -> bool:
    return person.role == "mentee" and person.pk not in matched


def _person(person: Enrollment, terms: Iterable[Need | Expertise]) -> dict[str, Any]:
    return {
        "pk": person.pk,
        "uuid": str(person.uuid),
        "user": person.user_id,
        "terms": {_key(term): str(term) for term in terms},
        "tracks": {str(track.pk): track.name for track in person.tracks.all()},
        "specialty": person.specialty,
        "site": person.site,
        "languages": sorted(map(str, person.languages)),
        "communication_style": person.communication_style,
        "availability": sorted(map(str, person.availability)),
    }


def _key(term: Need | Expertise) -> str:
    return f"topic {term.topic_id}" if term.topic_id else f"competency {term.competency_id}"


def _ended_pairs(cohort: Cohort) -> Iterable[tuple[int, int]]:
    ended = Pairing.objects.filter(mentee__cohort=cohort, state=PairingState.ENDED, end_reason__in=NOT_AGAIN)
    return set(ended.values_list("mentee_id", "mentor_id"))


def _said_of_pairs(cohort: Cohort, state: ProposalState) -> Iterable[tuple[int, int]]:
    """Pairs that the leader locked or rejected in the proposals that are on the table."""
    of_people_still_open = ~Q(mentee__pairings_as_mentee__in=Pairing.objects.live())
    on_the_table = Proposal.objects.filter(run__cohort=cohort, run__state=RunState.PROPOSED, state=state)
    return set(on_the_table.filter(of_people_still_open).values_list("mentee_id", "mentor_id"))
