"""Match: what goes in, what is proposed, and the pairs that come of it."""

from __future__ import annotations

from matching.models.approach import Approach
from matching.models.inputs import Background, Criterion, Exclusion, Preference
from matching.models.pairing import Pairing
from matching.models.run import MatchRun, Proposal, UnmatchedMentee

__all__ = [
    "Approach",
    "Background",
    "Criterion",
    "Exclusion",
    "MatchRun",
    "Pairing",
    "Preference",
    "Proposal",
    "UnmatchedMentee",
]
