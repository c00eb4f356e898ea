"""Links to a portfolio: made, opened by strangers, taken back.

A link always shows what is chosen now: what is taken out of the portfolio is gone from the page at once, and what is put in
stands there too. A PDF that was given away stays as it was.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.domain.choosing import portfolio_for
from evaluation.models import PortfolioLink, PortfolioOpening
from evaluation.readings import PORTFOLIO
from mentorship.core import audit, readings
from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User

MOST_OPEN = 20
LONGEST = timedelta(days=366)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def make_link(*, label: str, expires_at: datetime, password: str, by: User, now: datetime) -> tuple[PortfolioLink, str]:
    """Make an address and return it with its token, which nobody can look up later; without a password anybody opens it.

    Raises:
        NotAllowed: `by` never was a mentee.
        Refused: it would be open for more than a year, or there are many already.
    """
    portfolio = portfolio_for(by)
    if not now < expires_at <= now + LONGEST:
        raise Refused(_("A link is open for a year at most."))
    if portfolio.links.open(now).count() >= MOST_OPEN:
        raise Refused(_("You have %(most)d links open. Take one back first.") % {"most": MOST_OPEN})
    token = secrets.token_urlsafe(32)
    link = PortfolioLink.objects.create(
        portfolio=portfolio,
        label=label,
        token_sha256=digest_of(token),
        password=make_password(password) if password else "",
        expires_at=expires_at,
    )
    audit.record(verb="make_portfolio_link", actor=by, target=link, now=now)
    return link, token


@transaction.atomic
def take_back_link(*, link_id: int, by: User, now: datetime) -> PortfolioLink:
    """Close a link for good; one that is closed is left as it is.

    Raises:
        NotAllowed: it is not `by`'s.
    """
    link = PortfolioLink.objects.select_for_update(of=["self"], no_key=True).select_related("portfolio").get(pk=link_id)
    if link.portfolio.owner_id != by.pk:
        raise NotAllowed(_("Only its owner takes a link back."))
    if link.revoked_at is None:
        link.revoked_at = now
        link.save(update_fields=["revoked_at"])
        audit.record(verb="take_back_portfolio_link", actor=by, target=link, now=now)
    return link


def open_link_of(token: str, now: datetime) -> PortfolioLink | None:
    """Find the link of a token; None where there is none, or it expired or was taken back, told apart by nobody."""
    found = PortfolioLink.objects.open(now).filter(token_sha256=digest_of(token), portfolio__owner__is_active=True)
    return found.select_related("portfolio__owner").first()


def is_password_of(link: PortfolioLink, password: str) -> bool:
    """Say whether this is the link's password."""
    return check_password(password, link.password)


def note_opening(*, link_id: int, now: datetime) -> PortfolioOpening:
    """Note that a stranger opened a link: when, and nothing of who."""
    link = PortfolioLink.objects.select_related("portfolio").get(pk=link_id)
    readings.note(reader=None, about=[link.portfolio.owner_id], what=PORTFOLIO, target=link, now=now)
    return PortfolioOpening.objects.create(link_id=link_id, opened_at=now)
