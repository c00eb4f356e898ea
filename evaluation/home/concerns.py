"""Concerns on a leader's home page: before everything else, until they are settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.enums import ConcernKind
from evaluation.models import Concern
from mentorship.core.home import NextThing, rows_of
from mentorship.core.navigation import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from mentorship.core.home import Visit

RAISED = "concerns-raised"
BEFORE_EVERYTHING = -100
"""Before what is late too, which moves up by ten."""


def rows(visit: Visit) -> Iterator[QuerySet[Any]]:
    """What is asked together with all other apps: the concerns that nobody has settled."""
    if visit.role == Role.LEADER:
        yield rows_of(Concern.objects.visible_to(visit.user).raised(), RAISED, at="raised_at", words="kind")


def next_things(visit: Visit) -> Iterator[NextThing]:
    """Offer each concern that nobody has settled."""
    for row in visit.rows(RAISED):
        yield NextThing(
            title=_("Read a serious concern now"),
            why=_("%(kind)s. Only the leaders of the program read it.") % {"kind": ConcernKind(row.words).label},
            button=_("Read the concern"),
            url=reverse("evaluation:concern", args=[row.uuid]),
            rank=BEFORE_EVERYTHING,
        )
