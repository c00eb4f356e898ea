"""The pool of a cohort as it is now, written down once, so that a run can be repeated and defended."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from matching import engine
from matching.domain.approaches import DECIDED
from matching.enums import EndReason, PairingState, ProposalState, RunState
from matching.models import Approach, Criterion, Exclusion, MatchRun, Pairing, Preference, Proposal
from programs import training
from programs.models import Enrollment, Expertise, Need, Track

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from programs.models import Cohort

NOT_AGAIN = [EndReason.DECLINED, EndReason.NO_FAULT, EndReason.RE_MATCHED]
"""Pairs that ended for these reasons are not proposed a second time."""


def freeze_pool(cohort: Cohort, *, now: datetime) -> dict[str, Any]:
    """Write down who may be matched and all that their scores are made of; no names, no free text.

    Mentees who have a mentor in every track they chose, or want nobody new there, are not in it; mentors are, with the
    places they have left.
    """
    return {**freeze_people(cohort, now=now), "ended": sorted(map(list, _ended_pairs(cohort))), **on_the_table(cohort)}


def freeze_people(cohort: Cohort, *, now: datetime) -> dict[str, Any]:
    """Write down who may be matched and how, without what was decided of single pairs before."""
    approach = freeze_approach(cohort)
    pool = list(_pool(cohort))
    held = list(Pairing.objects.live().filter(mentee__cohort=cohort).values_list("mentee_id", "mentor_id", "track_id"))
    taken = Counter(mentor for _mentee, mentor, _track in held)
    mentors = [person for person in pool if person.role == "mentor"]
    lacking = training.missing(cohort.program_id, [mentor.user_id for mentor in mentors], on=now.date())
    tracks_held: dict[int, list[int | None]] = {}
    for mentee, track in [*((mentee, track) for mentee, _mentor, track in held), *_wanting_nobody_new(cohort)]:
        tracks_held.setdefault(mentee, []).append(track)
    mentees = [
        (person, _wants(person, tracks_held.get(person.pk, []), approach)) for person in pool if person.role == "mentee"
    ]
    return {
        "approach": approach,
        "mentees": [{**_person(person, person.needs.all()), "wants": wants} for person, wants in mentees if wants],
        "mentors": [
            {
                **_person(mentor, mentor.expertise.all()),
                "places": max((mentor.capacity or 0) - taken[mentor.pk], 0),
                "training_missing": lacking.get(mentor.user_id, []),
            }
            for mentor in mentors
        ],
        "never": sorted(
            map(list, Exclusion.objects.filter(mentee__cohort=cohort).values_list("mentee_id", "mentor_id"))
        ),
        "paired": [] if approach["same_mentor_twice"] else sorted([mentee, mentor] for mentee, mentor, _track in held),
        "preferences": sorted(
            map(list, Preference.objects.filter(chooser__cohort=cohort).values_list("chooser_id", "chosen_id", "rank")),
        ),
    }


def freeze_approach(cohort: Cohort) -> dict[str, Any]:
    """Write down how the cohort is matched."""
    approach = Approach.objects.filter(cohort=cohort).first() or Approach(cohort=cohort)
    return {name: getattr(approach, name) for name in DECIDED}


def on_the_table(cohort: Cohort) -> dict[str, list[list[int | None]]]:
    """What the leader said of the proposals that are on the table, and which pairs stand.

    What was rejected stays rejected from run to run, until the leader brings it back or puts the run aside.
    """
    proposals = Proposal.objects.filter(run__cohort=cohort, run__state=RunState.PROPOSED)
    said: dict[str, list[list[int | None]]] = {"locked": [], "rejected": [], "current": []}
    for mentee, mentor, track, state in proposals.values_list("mentee_id", "mentor_id", "track_id", "state"):
        if state == ProposalState.REJECTED:
            said["rejected"].append([mentee, mentor, track])
            continue
        said["current"].append([mentee, mentor, track])
        if state == ProposalState.LOCKED:
            said["locked"].append([mentee, mentor, track])
    run = MatchRun.objects.filter(cohort=cohort, state=RunState.PROPOSED).only("inputs").first()
    if run is not None:
        said["rejected"] += [pair for pair in run.inputs.get("rejected", []) if pair not in said["rejected"]]
    return {name: sorted(pairs, key=str) for name, pairs in said.items()}


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


def _pool(cohort: Cohort) -> Iterable[Enrollment]:
    return (
        Enrollment.objects.filter(cohort=cohort)
        .in_the_pool()
        .select_related("background")
        .prefetch_related(
            Prefetch("needs", Need.objects.select_related("topic", "competency").order_by("pk")),
            Prefetch("expertise", Expertise.objects.select_related("topic", "competency").order_by("pk")),
            Prefetch("tracks", Track.objects.order_by("pk")),
        )
        .order_by("pk")
    )


def _wants(person: Enrollment, mine: list[int | None], approach: dict[str, Any]) -> list[int | None]:
    """List the tracks in which a mentee wants a mentor besides those of `mine`; [None] for one whatever the track."""
    tracks = [track.pk for track in person.tracks.all()]
    if not approach["mentor_per_track"] or not tracks or None in mine:
        return [] if mine else [None]
    return [track for track in tracks if track not in mine]


def _person(person: Enrollment, terms: Iterable[Need | Expertise]) -> dict[str, Any]:
    background = getattr(person, "background", None)
    return {
        "pk": person.pk,
        "uuid": str(person.uuid),
        "user": person.user_id,
        "terms": {_key(term): str(term) for term in terms},
        "levels": {_key(term): term.self_rating for term in terms if isinstance(term, Need) and term.self_rating},
        "tracks": {str(track.pk): track.name for track in person.tracks.all()},
        "specialty": person.specialty,
        "site": person.site,
        "languages": sorted(map(str, person.languages)),
        "communication_style": person.communication_style,
        "availability": sorted(map(str, person.availability)),
        "background": sorted(map(str, background.words)) if background else [],
        "asks_for_background": bool(background and background.asks_for_it),
    }


def _key(term: Need | Expertise) -> str:
    return f"topic {term.topic_id}" if term.topic_id else f"competency {term.competency_id}"


def _wanting_nobody_new(cohort: Cohort) -> Iterable[tuple[int, int | None]]:
    ended = Pairing.objects.filter(mentee__cohort=cohort, state=PairingState.ENDED, mentee_wants_another=False)
    return ended.values_list("mentee_id", "track_id")


def _ended_pairs(cohort: Cohort) -> Iterable[tuple[int, int]]:
    ended = Pairing.objects.filter(mentee__cohort=cohort, state=PairingState.ENDED, end_reason__in=NOT_AGAIN)
    return set(ended.values_list("mentee_id", "mentor_id"))
