"""What Lena shows of her work: a portfolio, and a link that was opened twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from evaluation.domain.choosing import choose, decide_looks
from evaluation.domain.links import make_link, note_opening
from evaluation.enums import PortfolioPart
from evaluation.queries.portfolio_parts import own

if TYPE_CHECKING:
    from matching.models import Pairing
    from mentorship.demo.story.calendar import Calendar


def show_of(pairing: Pairing, calendar: Calendar) -> None:
    """Let the mentee choose what the portfolio shows, and give a link to it for an interview."""
    owner, then = pairing.mentee.user, calendar.at(6, 20)
    read = own(PortfolioPart.FEEDBACK, owner).filter(read_at__isnull=False).values_list("uuid", flat=True)
    goals = own(PortfolioPart.GOALS, owner).values_list("uuid", flat=True)
    choose(part=PortfolioPart.FEEDBACK, offered=None, chosen=list(read), by=owner, now=then)
    choose(part=PortfolioPart.GOALS, offered=None, chosen=list(goals), by=owner, now=then)
    decide_looks(
        by=owner, now=then, names_observers=False, shows_what_to_improve=False, lists_attempts=True, shows_pictures=True
    )
    link, _token = make_link(
        label="Interview, St Mary's emergency department",
        expires_at=then + timedelta(days=90),
        password="",
        by=owner,
        now=then,
    )
    for day, hour in ((5, 7), (3, 18)):
        note_opening(link_id=link.pk, now=calendar.at(day, hour, 25))
