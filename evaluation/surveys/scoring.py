"""Scores of one person's answers: exact, by the rules that stand in the questionnaire."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Answers = dict[str, int]
"""The value chosen for each item; what was left out is not in it."""


def accepted(definition: Mapping[str, Any], answers: Mapping[str, Any]) -> Answers:
    """Return the answers that this questionnaire knows, as numbers; blank ones are left out.

    Raises:
        ValueError: an answer is none of those offered.
    """
    found: Answers = {}
    for item in definition["items"]:
        given = answers.get(item["key"], "")
        if given in ("", None):
            continue
        offered = {str(option["value"]): option["value"] for option in definition["answers"][item["answers"]]}
        if str(given) not in offered:
            raise ValueError(item["key"])
        found[item["key"]] = offered[str(given)]
    return found


def scores_of(definition: Mapping[str, Any], answers: Mapping[str, int]) -> dict[str, Decimal | None]:
    """Return the score on each scale; None where too few items are answered."""
    values = _counted(definition, answers)
    return {scale["key"]: _score(scale, values) for scale in definition["scales"]}


def _counted(definition: Mapping[str, Any], answers: Mapping[str, int]) -> dict[str, int]:
    """Turn reversed items round: the highest answer counts as the lowest."""
    values = {}
    for item in definition["items"]:
        if item["key"] in answers:
            offered = [option["value"] for option in definition["answers"][item["answers"]]]
            value = answers[item["key"]]
            values[item["key"]] = min(offered) + max(offered) - value if item["reversed"] else value
    return values


def _score(scale: Mapping[str, Any], values: Mapping[str, int]) -> Decimal | None:
    answered = [values[key] for key in scale["items"] if key in values]
    if len(answered) < scale["least"]:
        return None
    total = Decimal(sum(answered)) * scale["times"]
    return total if scale["method"] == "sum" else total / len(answered)


def is_beyond(line: Mapping[str, Any], score: Decimal) -> bool:
    """Whether a score lies on the far side of a line; the line itself does."""
    at = Decimal(line["at"])
    return score >= at if line["side"] == "from" else score <= at


def as_gmc_reports(work: Decimal) -> Decimal:
    """Return work-related burnout as the UK's GMC reports it: the same items the other way round, 0 worst and 100 best."""
    return 100 - work


def words_for(scale: Mapping[str, Any], score: Decimal) -> str:
    """Return the label of the furthest line that a score lies beyond, or nothing."""
    beyond = [line["label"] for line in scale["lines"] if is_beyond(line, score)]
    return str(beyond[-1]) if beyond else ""
