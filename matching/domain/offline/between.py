"""What the files say of two people: who must not meet, who must, and whom somebody ranked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.domain.participants.columns import plain_question
from programs.enums import EnrollmentRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from programs.domain.participants.parsing import ParsedRow


class Said(TextChoices):
    """What a column can say of people of the other file."""

    NEVER = "never", gettext_lazy("Not with")
    LOCKED = "locked", gettext_lazy("Locked with")
    WISHES = "wishes", gettext_lazy("Ranked choices")


ASKS_FOR: Sequence[tuple[Said, str]] = (
    (Said.NEVER, r"\b(not|never) with\b|\bexclu(de|ded|sions?)\b|\bconflicts? of interest\b"),
    (Said.LOCKED, r"\block(ed)?\b|\bmust be with\b|\bkeep with\b"),
    (Said.WISHES, r"\bchoices?\b|\bpreferences?\b|\bpreferred (mentors?|mentees?)\b|\branked\b|\bwish(es)?\b"),
)
"""Patterns over a header as `plain_question` folds it; the first that fits decides."""

SEPARATORS = re.compile(r"[;,\n]")


@dataclass
class Between:
    """Pairs by key (mentee, mentor), and who ranked whom how (chooser, chosen, rank from 1)."""

    never: set[tuple[int, int]] = field(default_factory=set)
    locked: set[tuple[int, int]] = field(default_factory=set)
    preferences: list[list[int]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def columns_between(header: Sequence[str], used: Iterable[int]) -> dict[int, Said]:
    """Find the columns about people of the other file among those that hold nothing else."""
    taken = set(used)
    found = {}
    for column, question in enumerate(header):
        fits = (said for said, pattern in ASKS_FOR if re.search(pattern, plain_question(question)))
        said = None if column in taken else next(fits, None)
        if said is not None:
            found[column] = said
    return found


def read_between(
    rows: Mapping[EnrollmentRole, Sequence[tuple[int, ParsedRow]]],
    columns: Mapping[EnrollmentRole, Mapping[int, Said]],
    headers: Mapping[EnrollmentRole, Sequence[str]],
) -> Between:
    """Read the columns about the other file; people are named by e-mail address, or by a full name that only one has.

    `rows` are, by role, the key and the row of each person. Ranks follow the columns from left to right, and within a
    cell the order of the names.
    """
    between = Between()
    for role, mine in rows.items():
        other = EnrollmentRole.MENTOR if role == EnrollmentRole.MENTEE else EnrollmentRole.MENTEE
        known = _by_name(rows[other])
        for key, row in mine:
            ranked: list[int] = []
            for column, said in columns[role].items():
                for name in _names(row.cells[column]):
                    chosen = known.get(name.casefold(), [])
                    if len(chosen) != 1:
                        between.errors.append(_unknown(role, row, headers[role][column], name, many=bool(chosen)))
                    elif said == Said.WISHES:
                        ranked += [chosen[0]] if chosen[0] not in ranked else []
                    else:
                        pair = (key, chosen[0]) if role == EnrollmentRole.MENTEE else (chosen[0], key)
                        (between.never if said == Said.NEVER else between.locked).add(pair)
            between.preferences += [[key, chosen, rank] for rank, chosen in enumerate(ranked, start=1)]
    return between


def locks_of(locked: Iterable[tuple[int, int]], mentees: Mapping[int, Any], mentors: Mapping[int, Any]) -> list[Any]:
    """Give each lock the track it is in: one that both chose, of those in which the mentee wants somebody."""
    found = []
    for mentee, mentor in sorted(locked):
        wants, theirs = mentees[mentee]["wants"], mentors[mentor]["tracks"]
        found.append([mentee, mentor, next((track for track in wants if str(track) in theirs), wants[0])])
    return found


def _by_name(people: Iterable[tuple[int, ParsedRow]]) -> dict[str, list[int]]:
    known: dict[str, list[int]] = {}
    for key, row in people:
        for name in {row.values["email"].casefold(), row.values["full_name"].casefold()}:
            known.setdefault(name, []).append(key)
    return known


def _names(cell: str) -> list[str]:
    return [name for piece in SEPARATORS.split(cell) if (name := " ".join(piece.split()))]


def _unknown(role: EnrollmentRole, row: ParsedRow, column: str, name: str, *, many: bool) -> str:
    why = _("several people are called that; write the e-mail address") if many else _("nobody in the other file")
    return _("%(role)s, row %(row)d, %(column)s: %(value)s – %(reason)s") % {
        "role": role.label,
        "row": row.number,
        "column": column,
        "value": name,
        "reason": why,
    }
