"""Who a run left without a mentor, why, and what would help; and what it changed against the run before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.domain.wording import barrier_words
from matching.queries.runs import names_of

if TYPE_CHECKING:
    from matching.models import MatchRun


RIVALS_NAMED = 60


@dataclass(frozen=True)
class LeftOut:
    """A mentee without a mentor in a track."""

    uuid: UUID
    name: str
    track: str


@dataclass(frozen=True)
class Rivals:
    """Who competes for too few places, and with whom these are; `more` are not named."""

    mentees: tuple[str, ...]
    mentors: tuple[str, ...]
    more_mentees: int
    more_mentors: int


@dataclass(frozen=True)
class UnmatchedGroup:
    """People without a mentor for one and the same reason, and what would help."""

    reason: str
    people: tuple[LeftOut, ...]
    reliefs: tuple[str, ...]
    rivals: Rivals | None = None


@dataclass(frozen=True)
class ChangeLine:
    """People who changed together, and what that gained; `is_new` where all of them had nobody before."""

    lines: tuple[str, ...]
    gain: int
    is_new: bool = False


def unmatched_groups(run: MatchRun) -> list[UnmatchedGroup]:
    """Put together who goes without for the same reason, the largest group first."""
    rows = list(run.unmatched.select_related("mentee__user", "track").order_by("mentee__user__full_name", "pk"))
    names = names_of(
        {key for row in rows for relief in row.relief for key in (relief["mentor"], *relief["people"])}
        | {key for row in rows for side in ("mentees", "mentors") for key in row.rivals.get(side, [])}
    )
    members: dict[str, set[int]] = {}
    for row in rows:
        members.setdefault(row.reason, set()).add(row.mentee_id)
    grouped: dict[str, tuple[list[LeftOut], dict[str, None]]] = {}
    rivals: dict[str, Rivals | None] = {}
    for row in rows:
        people, reliefs = grouped.setdefault(row.reason, ([], {}))
        rivals.setdefault(row.reason, _rivals(row.rivals, names))
        people.append(LeftOut(row.uuid, row.mentee.user.full_name, row.track.name if row.track else ""))
        reliefs.update(dict.fromkeys(_relief_words(relief, names, members[row.reason]) for relief in row.relief))
    groups = [
        UnmatchedGroup(reason, tuple(people), tuple(words), rivals[reason])
        for reason, (people, words) in grouped.items()
    ]
    return sorted(groups, key=lambda group: -len(group.people))


def _rivals(found: dict[str, Any], names: dict[int, str]) -> Rivals | None:
    if len(found.get("mentees", [])) < 2:
        return None
    mentees = sorted(names[key] for key in found["mentees"] if key in names)
    mentors = sorted(names[key] for key in found["mentors"] if key in names)
    return Rivals(
        mentees=tuple(mentees[:RIVALS_NAMED]),
        mentors=tuple(mentors[:RIVALS_NAMED]),
        more_mentees=max(len(mentees) - RIVALS_NAMED, 0),
        more_mentors=max(len(mentors) - RIVALS_NAMED, 0),
    )


def changes_against_before(run: MatchRun) -> list[ChangeLine]:
    """What is other than in the run before, in words, the greatest gain first."""
    return change_lines(run.figures.get("changes", []))


def change_lines(changes: list[dict[str, Any]]) -> list[ChangeLine]:
    """Put changes in words, the greatest gain first."""
    moves = [move for change in changes for move in change["moves"]]
    names = names_of({key for move in moves for key in (move["mentee"], move["before"], move["after"]) if key})
    lines = [
        ChangeLine(
            tuple(_change_words(move, names) for move in change["moves"]),
            change["gain"],
            is_new=all(move["before"] is None for move in change["moves"]),
        )
        for change in changes
    ]
    return sorted(lines, key=lambda line: -line.gain)


def _relief_words(relief: dict[str, Any], names: dict[int, str], members: set[int]) -> str:
    """Say what would help; a place that somebody of another group would get in the best pairs is told as such."""
    mentor = names.get(relief["mentor"], "")
    who = ", ".join(names[key] for key in relief["people"] if key in names)
    if relief["rule"]:
        words = _("Without the rule “%(rule)s” for this pair alone: %(who)s with %(mentor)s") % {
            "rule": barrier_words(relief["rule"]),
            "who": who,
            "mentor": mentor,
        }
    elif members.isdisjoint(relief["people"]):
        words = _("One more place with %(mentor)s would go to %(who)s in the best pairs") % {
            "mentor": mentor,
            "who": who,
        }
    else:
        words = _("One more place with %(mentor)s: a mentor for %(who)s") % {"mentor": mentor, "who": who}
    if relief["moved"]:
        words += ngettext("; %(n)d other person moves", "; %(n)d others move", relief["moved"]) % {"n": relief["moved"]}
    return words + "."


def _change_words(move: dict[str, Any], names: dict[int, str]) -> str:
    values = {
        "mentee": names.get(move["mentee"], ""),
        "before": names.get(move["before"], ""),
        "after": names.get(move["after"], ""),
    }
    if move["before"] is None:
        return _("%(mentee)s: now with %(after)s") % values
    if move["after"] is None:
        return _("%(mentee)s: no longer with %(before)s") % values
    return _("%(mentee)s: %(after)s instead of %(before)s") % values
