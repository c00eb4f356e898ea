"""The steps Match and Needs of the MENTOR strip."""

from __future__ import annotations

from matching.queries.pairs import accepted_by_both, with_documented_needs
from mentorship.core import stages
from mentorship.core.stages import MentorStage


def register() -> None:
    """Answer for both steps; each opens the pair's own page."""
    stages.register(MentorStage.MATCH, done=accepted_by_both, pairing="pk", url_name="matching:pairing")
    stages.register(MentorStage.NEEDS, done=with_documented_needs, pairing="pk", url_name="matching:pairing")
