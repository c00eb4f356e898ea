"""Feedback on the home page: what a mentee has not read, and for a mentor the one tap to write down what they saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.queries.observations import feedback_of
from evaluation.queries.procedures import logbook_of
from matching.queries.pairs import pairs_at_work
from mentorship.core.home import NextThing, Section, rows_of
from mentorship.core.navigation import Role
from mentorship.core.wording import day_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from evaluation.models import Observation
    from mentorship.core.home import Visit

NEWEST = 3
MOST_UNREAD = 20
"""So much feedback that was not read yet is offered at once."""

LOGGED, LOGGED_AND_OBSERVED = "logged", "logged-and-observed"
"""Rows of procedures in the mentee's own logbook."""


def rows(visit: Visit) -> Iterator[QuerySet[Any]]:
    """What is asked together with all other apps: the totals of a mentee's logbook."""
    if visit.role == Role.MENTEE:
        logged = logbook_of(visit.user).select_related(None)
        yield rows_of(logged.filter(observation=None), LOGGED)
        yield rows_of(logged.exclude(observation=None), LOGGED_AND_OBSERVED)


def next_things(visit: Visit) -> Iterator[NextThing]:
    """Offer a mentee each piece of feedback that is still unread, the oldest first."""
    if visit.role != Role.MENTEE:
        return
    for observation in reversed([piece for piece in visit.once(_feedback) if piece.read_at is None]):
        yield NextThing(
            title=_("Read what %(observer)s saw on %(day)s")
            % {"observer": observation.observer_name, "day": day_words(observation.observed_on, visit.now)},
            why=_("%(kind)s, with one next step for you. Feedback is for learning, not an exam.")
            % {"kind": observation.get_kind_display()},
            button=_("Read it · 2 minutes"),
            url=reverse("evaluation:observation", args=[observation.uuid]),
            rank=20,
        )


def sections(visit: Visit) -> Iterator[Section]:
    """Show a mentee the newest feedback and the logbook's total; a mentor, whom they can write about."""
    if visit.role == Role.MENTEE:
        n_observed = len(visit.rows(LOGGED_AND_OBSERVED))
        yield Section(
            key="feedback",
            title=_("Feedback and procedures"),
            template="evaluation/_home_mentee.html",
            order=40,
            context={
                "observations": visit.once(_feedback)[:NEWEST],
                "n_procedures": len(visit.rows(LOGGED)) + n_observed,
                "n_observed": n_observed,
                "now": visit.now,
            },
        )
    if visit.role == Role.MENTOR:
        pairings = visit.once(pairs_at_work)
        if pairings:
            yield Section(
                key="log",
                title=_("Log what you saw"),
                template="evaluation/_home_mentor.html",
                order=20,
                context={"pairings": pairings},
            )


def _feedback(visit: Visit) -> list[Observation]:
    """The mentee's feedback as home needs it: the unread first, in either case the newest first."""
    return list(feedback_of(visit.user, visit.role)[: MOST_UNREAD + NEWEST])
