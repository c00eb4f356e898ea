"""The figures of a window, reckoned from its answers: what is shown of each scale, and what is withheld and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean, stdev
from typing import TYPE_CHECKING, Any

from evaluation.enums import SurveyMeasure, Withheld
from evaluation.surveys.scoring import is_beyond, scores_of
from evaluation.surveys.withholding import reason_for, reason_for_change, reasons_for_groups

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EVERYBODY = ""
PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Entry:
    """The answers of one person, without the person."""

    answers: Mapping[str, int]
    group: str = ""
    pseudonym: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure as `SurveyFigure` keeps it."""

    measure: SurveyMeasure
    scale: str
    group: str
    n: int | None = None
    mean: Decimal | None = None
    deviation: Decimal | None = None
    at_line: int | None = None
    withheld: Withheld = Withheld.NOT


def levels(definition: Mapping[str, Any], entries: Sequence[Entry], least: int) -> list[Figure]:
    """Reckon each scale for everybody, and for each group; a scale that is not averaged tells the share only."""
    scored = [(entry, scores_of(definition, entry.answers)) for entry in entries]
    found = []
    for scale in definition["scales"]:
        by_group: dict[str, list[Decimal]] = {}
        for entry, scores in scored:
            score = scores[scale["key"]]
            if score is not None:
                by_group.setdefault(entry.group, []).append(_compared(scale, score))
        everybody = [value for values in by_group.values() for value in values]
        found.append(_level(scale, EVERYBODY, everybody, reason_for(everybody, least)))
        if set(by_group) - {EVERYBODY}:
            reasons = reasons_for_groups(by_group, least)
            all_hidden = bool(found[-1].withheld)
            found.extend(
                _level(scale, name, by_group[name], Withheld.PROTECTS_OTHERS if all_hidden else reasons[name])
                for name in sorted(by_group)
                if name
            )
    return found


def _compared(scale: Mapping[str, Any], score: Decimal) -> Decimal:
    """Return what is compared of a score: itself, or beyond the line (1) or not (0)."""
    return score if scale["is_averaged"] else Decimal(is_beyond(scale["lines"][0], score))


def _level(scale: Mapping[str, Any], group: str, values: Sequence[Decimal], reason: Withheld) -> Figure:
    if reason:
        return Figure(SurveyMeasure.LEVEL, scale["key"], group, withheld=reason)
    if not scale["is_averaged"]:
        return Figure(SurveyMeasure.LEVEL, scale["key"], group, n=len(values), at_line=int(sum(values)))
    beyond = sum(is_beyond(scale["lines"][0], value) for value in values) if scale["lines"] and not group else None
    return Figure(
        SurveyMeasure.LEVEL,
        scale["key"],
        group,
        n=len(values),
        mean=mean(values).quantize(PLACES),
        deviation=stdev(values).quantize(PLACES),
        at_line=None if beyond in (0, len(values)) else beyond,
    )


def changes(
    definition: Mapping[str, Any], earlier: Sequence[Entry], later: Sequence[Entry], least: int
) -> list[Figure]:
    """Reckon, on each scale that is averaged, the change of those whose two answers their own code joins."""
    before, after = _by_code(earlier), _by_code(later)
    joined = before.keys() & after.keys()
    found = []
    for scale in definition["scales"]:
        if not scale["is_averaged"]:
            continue
        key = scale["key"]
        scored = {
            code: (_score(definition, before[code], key), _score(definition, after[code], key)) for code in joined
        }
        pairs = {code: pair for code, pair in scored.items() if None not in pair}
        differences = [after - before for before, after in pairs.values() if before is not None and after is not None]
        left_over = [_unjoined(definition, entries, key, pairs) for entries in (earlier, later)]
        reason = reason_for_change(differences, left_over, least)
        found.append(
            Figure(SurveyMeasure.CHANGE, key, EVERYBODY, withheld=reason)
            if reason
            else Figure(
                SurveyMeasure.CHANGE,
                key,
                EVERYBODY,
                n=len(differences),
                mean=mean(differences).quantize(PLACES),
                deviation=stdev(differences).quantize(PLACES),
            )
        )
    return found


def _by_code(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Return who can be joined: a code that two people chose joins nobody."""
    often = Counter(entry.pseudonym for entry in entries)
    return {entry.pseudonym: entry for entry in entries if entry.pseudonym and often[entry.pseudonym] == 1}


def _score(definition: Mapping[str, Any], entry: Entry, scale: str) -> Decimal | None:
    return scores_of(definition, entry.answers)[scale]


def _unjoined(
    definition: Mapping[str, Any], entries: Sequence[Entry], scale: str, joined: Mapping[str, Any]
) -> list[Decimal]:
    scores = (_score(definition, entry, scale) for entry in entries if entry.pseudonym not in joined)
    return [score for score in scores if score is not None]
