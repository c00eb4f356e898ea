"""What has changed in the pool since a run wrote it down: the run goes on counting with what it wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.domain.freezing import freeze_people, freeze_weights

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from matching.models import MatchRun

Pool = dict[str, Any]

APART = {"pk", "wants", "places", "training_missing"}
"""What is told in sentences of its own, or follows from them; the rest is what a person answered."""


def changed_since(run: MatchRun, *, now: datetime) -> list[str]:
    """Say in words how the pool differs from what the run wrote down; empty when it does not."""
    before, after = run.inputs, freeze_people(run.cohort, now=now)
    if "mentees" not in before:
        return []
    sentences = [
        *_people(before, after),
        *_places(before, after),
        *_answers(before, after),
    ]
    if [pair for pair in after["never"] if pair not in before["never"]]:
        sentences.append(_("There are new exclusions; whom they concern cannot be chosen, nor published."))
    if run.weights != freeze_weights(run.cohort) or before["approach"] != after["approach"]:
        sentences.append(_("What counts, or how people are matched, is no longer the same."))
    return sentences


def _people(before: Pool, after: Pool) -> list[str]:
    old, new = ({side: _by_key(pool[side]) for side in ("mentees", "mentors")} for pool in (before, after))
    counted = {
        "mentees more": len(new["mentees"].keys() - old["mentees"].keys()),
        "mentees fewer": len(old["mentees"].keys() - new["mentees"].keys()),
        "mentors more": len(new["mentors"].keys() - old["mentors"].keys()),
        "mentors fewer": len(old["mentors"].keys() - new["mentors"].keys()),
    }
    templates = {
        "mentees more": ngettext("%(n)d mentee has joined.", "%(n)d mentees have joined.", counted["mentees more"]),
        "mentees fewer": ngettext(
            "%(n)d mentee does not wait for a mentor any more.",
            "%(n)d mentees do not wait for a mentor any more.",
            counted["mentees fewer"],
        ),
        "mentors more": ngettext("%(n)d mentor has joined.", "%(n)d mentors have joined.", counted["mentors more"]),
        "mentors fewer": ngettext("%(n)d mentor has left.", "%(n)d mentors have left.", counted["mentors fewer"]),
    }
    return [templates[name] % {"n": count} for name, count in counted.items() if count]


def _places(before: Pool, after: Pool) -> list[str]:
    old, new = _by_key(before["mentors"]), _by_key(after["mentors"])
    both = [(old[key], new[key]) for key in old.keys() & new.keys()]
    more = sum(max(now["places"] - then["places"], 0) for then, now in both)
    fewer = sum(max(then["places"] - now["places"], 0) for then, now in both)
    sentences = []
    if more:
        sentences.append(ngettext("%(n)d place more is free.", "%(n)d places more are free.", more) % {"n": more})
    if fewer:
        told = ngettext(
            "%(n)d place is taken or taken back; publishing names the pairs that lack it.",
            "%(n)d places are taken or taken back; publishing names the pairs that lack one.",
            fewer,
        )
        sentences.append(told % {"n": fewer})
    trained = sum(bool(then["training_missing"]) != bool(now["training_missing"]) for then, now in both)
    if trained:
        told = ngettext(
            "The training of %(n)d mentor has been completed or has run out.",
            "The training of %(n)d mentors has been completed or has run out.",
            trained,
        )
        sentences.append(told % {"n": trained})
    return sentences


def _answers(before: Pool, after: Pool) -> list[str]:
    changed = 0
    for side in ("mentees", "mentors"):
        old, new = _by_key(before[side]), _by_key(after[side])
        changed += sum(_answered(old[key]) != _answered(new[key]) for key in old.keys() & new.keys())
    sentences = []
    if changed:
        told = ngettext("%(n)d person has changed an answer.", "%(n)d people have changed their answers.", changed)
        sentences.append(told % {"n": changed})
    if before["preferences"] != after["preferences"]:
        sentences.append(_("Ranked wishes have changed."))
    return sentences


def _by_key(people: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {person["pk"]: person for person in people}


def _answered(person: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said for name, said in person.items() if name not in APART}
