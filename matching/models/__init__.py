"""Match: what goes in, what is proposed, and the pairs that come of it."""

from __future__ import annotations

from matching.models.inputs import Criterion, Exclusion, Preference
from matching.models.pairing import Pairing
from matching.models.run import MatchRun, Proposal, UnmatchedMentee

__all__ = ["Criterion", "Exclusion", "MatchRun", "Pairing", "Preference", "Proposal", "UnmatchedMentee"]
