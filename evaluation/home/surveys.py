"""Surveys on the home page: what waits for an answer, in the role in which one is asked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.queries.surveys import waiting_for
from mentorship.core.home import NextThing, rows_of
from mentorship.core.navigation import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from mentorship.core.home import Visit

ASKED = "surveys-to-answer"
BETWEEN = "|"


def rows(visit: Visit) -> Iterator[QuerySet[Any]]:
    """What is asked together with all other apps: the surveys of this role that are about open, with their days."""
    if visit.role in (Role.MENTOR, Role.MENTEE):
        windows = waiting_for(visit.user, visit.now).filter(audience=visit.role)
        parts = (
            Cast("opens_on", CharField()),
            Cast("closes_on", CharField()),
            "cohort__time_zone",
            "instrument__title",
        )
        joined = [piece for part in parts for piece in (part, Value(BETWEEN))][:-1]
        yield rows_of(windows, ASKED, words=Concat(*joined, output_field=CharField()))


def next_things(visit: Visit) -> Iterator[NextThing]:
    """Offer each survey that is open where its cohort is."""
    for row in visit.rows(ASKED):
        opens, closes, zone, title = row.words.split(BETWEEN, 3)
        local = ZoneInfo(zone)
        today = visit.now.astimezone(local).date()
        first, last = dt.date.fromisoformat(opens), dt.date.fromisoformat(closes)
        if first <= today <= last:
            yield NextThing(
                title=_("Answer: %(survey)s") % {"survey": _(title)},
                why=_("A few minutes, without your name. Nobody sees what you answer."),
                button=_("Answer the survey"),
                url=reverse("evaluation:survey", args=[row.uuid]),
                rank=40,
                due_at=dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, tzinfo=local),
            )
