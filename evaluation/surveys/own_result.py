"""What somebody's own answers say, for their eyes at the moment of sending; kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from evaluation.surveys.scoring import scores_of, words_for

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class OwnScore:
    """One's own score on a scale, in words where it lies beyond a line."""

    name: str
    score: Decimal
    lowest: int
    highest: int
    higher_is_better: bool
    words: str


def own_scores(definition: Mapping[str, Any], answers: Mapping[str, int]) -> list[OwnScore]:
    """Return the scores of questionnaires on health, whose numbers mean something to one person; none of the others."""
    if not definition["is_health"]:
        return []
    scores = scores_of(definition, answers)
    found = []
    for scale in definition["scales"]:
        score = scores[scale["key"]]
        if score is not None and scale["is_averaged"]:
            words = words_for(scale, score)
            found.append(
                OwnScore(
                    _(scale["label"]),
                    score.quantize(Decimal(1)),
                    scale["lowest"],
                    scale["highest"],
                    scale["higher_is"] == "better",
                    _(words) if words else "",
                )
            )
    return found


def help_is_due(definition: Mapping[str, Any], answers: Mapping[str, int]) -> bool:
    """Whether somebody's answers say that they may need help: at once, and to nobody but them."""
    if any(item.get("help_from") and answers.get(item["key"], 0) >= item["help_from"] for item in definition["items"]):
        return True
    scores = scores_of(definition, answers)
    return any(
        len(scale["lines"]) > 1 and score is not None and words_for(scale, score) == scale["lines"][-1]["label"]
        for scale in definition["scales"]
        if definition["is_health"]
        for score in [scores[scale["key"]]]
    )
