"""Feedback on the home page: what a mentee has not read, and for a mentor the one tap to write down what they saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.queries.observations import feedback_of, observed_pairings, unread_by
from evaluation.queries.procedures import logbook_of
from mentorship.core.home import NextThing, Section
from mentorship.core.navigation import Role
from mentorship.core.wording import day_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mentorship.accounts.models import User

NEWEST = 3


def next_things(user: User, role: str, now: datetime) -> Iterator[NextThing]:
    """Offer a mentee each piece of feedback that is still unread."""
    if role != Role.MENTEE:
        return
    for observation in unread_by(user):
        yield NextThing(
            title=_("Read what %(observer)s saw on %(day)s")
            % {"observer": observation.observer_name, "day": day_words(observation.observed_on, now)},
            why=_("%(kind)s, with one next step for you. Feedback is for learning, not an exam.")
            % {"kind": observation.get_kind_display()},
            button=_("Read it · 2 minutes"),
            url=reverse("evaluation:observation", args=[observation.uuid]),
            rank=20,
        )


def sections(user: User, role: str, now: datetime) -> Iterator[Section]:
    """Show a mentee the newest feedback and the logbook's total; a mentor, whom they can write about."""
    if role == Role.MENTEE:
        newest = list(feedback_of(user, role)[:NEWEST])
        logged = list(logbook_of(user).values_list("observation", flat=True))
        yield Section(
            key="feedback",
            title=_("Feedback and procedures"),
            template="evaluation/_home_mentee.html",
            order=40,
            context={
                "observations": newest,
                "n_procedures": len(logged),
                "n_observed": sum(observation is not None for observation in logged),
                "now": now,
            },
        )
    if role == Role.MENTOR:
        pairings = list(observed_pairings(user))
        if pairings:
            yield Section(
                key="log",
                title=_("Log what you saw"),
                template="evaluation/_home_mentor.html",
                order=20,
                context={"pairings": pairings},
            )
