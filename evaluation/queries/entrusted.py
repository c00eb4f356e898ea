"""How much supervision each observed procedure of a mentee needed: what observers said, not what is logged alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.entrustment import Entrustment, LevelSeen, Seen, summary_of
from evaluation.enums import ProcedureSetting, SupervisionLevel
from evaluation.models import Observation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matching.models import Pairing


@dataclass(frozen=True)
class LevelLine:
    """One level in words, with how often it was given."""

    words: str
    seen: LevelSeen


@dataclass(frozen=True)
class ProcedureEntrusted:
    """One procedure, on patients or in simulation, and what its observations say together."""

    name: str
    is_simulation: bool
    summary: Entrustment
    lines: Sequence[LevelLine]


def entrusted_in(pairing: Pairing) -> list[ProcedureEntrusted]:
    """Sum up what was observed in this pair, by procedure and setting, the most often seen first; one query.

    Who may read the observations of the pair may read this: the two of them.
    """
    rows = (
        Observation.objects.filter(pairing=pairing, topic__isnull=False)
        .exclude(supervision_level="")
        .order_by("observed_on", "pk")
        .values_list(
            "topic__name",
            "procedure__setting",
            "supervision_level",
            "observed_on",
            "observer",
            "request__observer_email",
            "observer_name",
        )
    )
    found: dict[tuple[str, bool], list[Seen]] = {}
    for name, setting, level, on, account, address, said in rows:
        by = f"account {account}" if account else (address or said).lower()
        found.setdefault((name, setting == ProcedureSetting.SIMULATION), []).append(Seen(level, on, by))
    most_first = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [_procedure(name, is_simulation, seen) for (name, is_simulation), seen in most_first]


def _procedure(name: str, is_simulation: bool, seen: Sequence[Seen]) -> ProcedureEntrusted:  # noqa: FBT001
    summary = summary_of(seen, SupervisionLevel.values)
    lines = [LevelLine(str(SupervisionLevel(level.level).label), level) for level in summary.levels]
    return ProcedureEntrusted(name, is_simulation, summary, lines)
