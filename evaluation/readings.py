"""What can be read here that is somebody's own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mentorship.core import readings

OBSERVATION = "observation"
CONCERN = "concern"
PORTFOLIO = "portfolio_link"
EXPORT = "export_of_pairs"
TO_LEADER = "review_to_leader"
OUTCOME = "outcome"


def register() -> None:
    """Name them in words."""
    readings.register(
        {
            OBSERVATION: _("feedback on you"),
            CONCERN: _("a concern you raised"),
            PORTFOLIO: _("your portfolio, by a link you gave away"),
            TO_LEADER: _("what you wrote in a review to the program leader"),
            OUTCOME: _("what is recorded of how your time ended"),
            EXPORT: _("your line in the list of pairs, taken out as a file"),
        }
    )
