"""From a scored pool to the question that the engine answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.translation import gettext as _

from matching import engine
from matching.domain.wording import barrier_words
from matching.enums import FairBy
from matching.queries.groups import groups_by
from mentorship.core.errors import Refused
from programs.models import Enrollment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matching.domain.scoring import Scored
    from matching.engine.types import Pair


def pose(scored: Scored, *, locked: Iterable[Pair] = (), current: Iterable[Pair] = ()) -> engine.Problem:
    """Ask for the best pairs of a scored pool; locks and current pairs are rows and columns."""
    approach = scored.inputs["approach"]
    people = [mentee["pk"] for mentee in scored.mentees]
    return engine.Problem(
        scores=scored.scores,
        capacities=np.array([mentor["places"] for mentor in scored.mentors], dtype=np.int64),
        rules=scored.barriers,
        people=people if len(set(people)) < len(people) else None,
        same_mentor_twice=approach["same_mentor_twice"],
        locked=sorted(locked),
        current=sorted(current),
        groups=_groups(scored),
        ids=ids_of(scored),
    )


def ids_of(scored: Scored) -> tuple[list[str], list[str]]:
    """Name rows and columns by what never changes, for the fair draw."""
    return (
        [f"{mentee['uuid']} {mentee['track'] or ''}" for mentee in scored.mentees],
        [mentor["uuid"] for mentor in scored.mentors],
    )


def pose_run(scored: Scored, names: Mapping[int, str] | None = None) -> engine.Problem:
    """Ask for the best pairs as the inputs say: locks kept, what stands preferred.

    `names` are those of the people, by key, where they stand in no database.

    Raises:
        Refused: a lock is on a pair that has been ruled out since; it is named.
    """
    locked = as_cells(scored, scored.inputs["locked"])
    for row, column in locked:
        _lock_stands(scored, row, column, names)
    current = [cell for cell in as_cells(scored, scored.inputs["current"]) if scored.eligible[cell]]
    return pose(scored, locked=locked, current=current)


def objective_of(inputs: dict[str, Any], salt: str) -> engine.Objective:
    """Say what is wanted: most people matched, the lowest pair if asked, the highest total, what stands kept."""
    approach = inputs["approach"]
    return engine.Objective(
        salt=salt,
        keep=approach["keep"] if inputs["current"] else 0,
        best_worst=approach.get("best_worst", False),
        floor=approach.get("floor"),
        equity=approach["fair_share"] / 100 if approach.get("fair_by") else None,
    )


def _groups(scored: Scored) -> list[int] | None:
    field = scored.inputs["approach"].get("fair_by")
    if not field:
        return None
    of_person = {
        person: number for number, people in enumerate(groups_by(scored.mentees, field).values()) for person in people
    }
    return [of_person[mentee["pk"]] for mentee in scored.mentees]


def groups_fall_short(scored: Scored, error: engine.InfeasibleError) -> str:
    """Say by name which groups cannot get a mentor as often as the leader wished."""
    approach = scored.inputs["approach"]
    names = list(groups_by(scored.mentees, approach["fair_by"]))
    said = [
        _("%(group)s: %(most)d of the %(least)d mentees wished for can have a mentor")
        % {"group": names[group] or _("nothing said"), "most": most, "least": least}
        for group, (least, most) in error.short.items()
    ]
    return _(
        "Not every %(groups)s can fare as well as you wish. %(short)s. Lower the percent, or find more places."
    ) % {
        "groups": FairBy(approach["fair_by"]).label.lower(),
        "short": "; ".join(said) or _("Each could alone, but not all together"),
    }


def as_cells(scored: Scored, listed: Iterable[Sequence[Any]]) -> list[Pair]:
    """Turn pairs (mentee, mentor, track) into rows and columns; who is not in the pool any more is left out."""
    cells = []
    for mentee, mentor, track in listed:
        row, column = scored.row_of.get((mentee, track)), scored.column_of.get(mentor)
        if row is None:
            row = scored.row_of.get((mentee, None))
        if row is not None and column is not None:
            cells.append((row, column))
    return cells


def names_of_people(enrollment_ids: Iterable[int]) -> dict[int, str]:
    """The full names of people, by the key of their enrollment."""
    people = Enrollment.objects.filter(pk__in=enrollment_ids).select_related("user")
    return {person.pk: person.user.full_name for person in people}


def _lock_stands(scored: Scored, row: int, column: int, names: Mapping[int, str] | None) -> None:
    """Refuse, by name, a lock on a pair that has been ruled out since."""
    against = next((name for name, barred in scored.barriers.items() if barred[row, column]), None)
    if against is not None:
        mentee, mentor = scored.mentees[row]["pk"], scored.mentors[column]["pk"]
        names = names or names_of_people([mentee, mentor])
        raise Refused(
            _("%(mentee)s is locked to %(mentor)s, but that pair cannot be: %(rule)s. Unlock it and run again.")
            % {"mentee": names[mentee], "mentor": names[mentor], "rule": barrier_words(against)},
        )
