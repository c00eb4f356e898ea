"""The links a mentee gave away, and when each was opened."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from evaluation.models import PortfolioLink, PortfolioOpening

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mentorship.accounts.models import User

OPENINGS_SHOWN = 20


@dataclass(frozen=True)
class LinkShown:
    """One link, how often it was opened, and the latest of these times, the newest first."""

    link: PortfolioLink
    is_open: bool
    n_openings: int
    openings: Sequence[datetime]


def links_of(user: User, now: datetime) -> list[LinkShown]:
    """The links of this person's portfolio, the newest first, in two queries."""
    links = list(
        PortfolioLink.objects.filter(portfolio__owner=user).annotate(n_openings=Count("openings")).order_by("-pk")
    )
    place = Window(RowNumber(), partition_by="link_id", order_by=F("opened_at").desc())
    latest = PortfolioOpening.objects.filter(link__in=links).annotate(place=place).filter(place__lte=OPENINGS_SHOWN)
    of_link: dict[int, list[datetime]] = defaultdict(list)
    for opening in latest.order_by("-opened_at", "-pk"):
        of_link[opening.link_id].append(opening.opened_at)
    return [
        LinkShown(link, link.revoked_at is None and link.expires_at > now, link.n_openings, of_link[link.pk])
        for link in links
    ]
