"""Requests on the home page: what one was asked to observe and has not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.queries.requests import requests_to
from mentorship.core.home import NextThing, rows_of
from mentorship.core.navigation import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from mentorship.core.home import Visit

ASKED = "observations-asked"


def rows(visit: Visit) -> Iterator[QuerySet[Any]]:
    """What is asked together with all other apps: the requests that wait for this person."""
    if visit.role != Role.LEADER:
        waiting = requests_to(visit.user).select_related(None)
        yield rows_of(waiting, ASKED, at="answer_by", words="pairing__mentee__user__full_name")


def next_things(visit: Visit) -> Iterator[NextThing]:
    """Offer each request, whichever role one acts in but the leader's."""
    for row in visit.rows(ASKED):
        yield NextThing(
            title=_("Watch %(name)s at work") % {"name": row.words},
            why=_("They asked you for feedback. The form takes two minutes; if you cannot, one tap says so."),
            button=_("Answer the request"),
            url=reverse("evaluation:request", args=[row.uuid]),
            rank=20,
            due_at=row.at,
        )
