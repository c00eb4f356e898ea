"""How the groups among the mentees fare: who gets a mentor how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matching.enums import FairBy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matching.models import MatchRun
    from matching.queries.runs import OnTable

GROUPS_SHOWN = 12
"""So many groups are shown, those first that fare worst."""


@dataclass(frozen=True)
class GroupRate:
    """A group of mentees, and how many of them have a mentor; `name` is "" for those who said nothing."""

    name: str
    people: int
    matched: int

    @property
    def percent(self) -> int:
        """How many of a hundred have a mentor."""
        return round(100 * self.matched / self.people) if self.people else 0


@dataclass(frozen=True)
class Rates:
    """The groups by one answer, the worst off first; `is_watched` when the run saw to it that none fell behind."""

    label: str
    groups: tuple[GroupRate, ...]
    is_watched: bool


def groups_by(people: Iterable[dict[str, Any]], field: str) -> dict[str, set[int]]:
    """Put people together by what they said in a field, spelling aside; "" for those who said nothing."""
    spelled: dict[str, str] = {}
    groups: dict[str, set[int]] = {}
    for person in people:
        said = str(person[field]).strip()
        groups.setdefault(spelled.setdefault(said.casefold(), said), set()).add(person["pk"])
    return dict(sorted(groups.items()))


def rates_of(run: MatchRun, table: list[OnTable]) -> list[Rates]:
    """Count by site and by specialty, as the proposals stand now; nothing where all are of one group."""
    matched = {one.mentee for one in table if one.stands}
    watched = run.inputs.get("approach", {}).get("fair_by", FairBy.NOTHING)
    found = []
    for field in (FairBy.SITE, FairBy.SPECIALTY):
        groups = groups_by(run.inputs.get("mentees", []), field)
        if len(groups) > 1:
            rates = [GroupRate(name, len(people), len(people & matched)) for name, people in groups.items()]
            worst_first = sorted(rates, key=lambda rate: (rate.matched / rate.people, -rate.people, rate.name))
            found.append(Rates(str(field.label), tuple(worst_first[:GROUPS_SHOWN]), field == watched))
    return found
