"""How reviews and survey windows move when somebody goes on leave."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.leave import of_scope
from evaluation.domain.reviewing import reviews_from
from evaluation.enums import ReviewState
from evaluation.models import Review, SurveyWindow
from matching.models import Pairing
from programs.domain.leave.shifting import DatedKind, Shift
from programs.domain.leave.writing import as_dates, reader, writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from programs.domain.leave.shifting import Scope

DUE, WINDOW = ["due_at"], ["opens_on", "closes_on"]


def reviews(scope: Scope) -> Iterator[Shift]:
    """Return the last days to answer of reviews that are open."""
    first = dt.datetime.combine(scope.starts_on, dt.time.min, tzinfo=dt.UTC)
    found = (
        Review.objects.exclude(state=ReviewState.CLOSED)
        .filter(of_scope(scope), due_at__gte=first)
        .select_related("pairing__mentor__user", "pairing__mentee__user")
    )
    for review in found.order_by("due_at", "pk"):
        new = review.due_at + scope.by
        label = _("Review of %(pair)s, to answer by") % {"pair": review.pairing}
        yield Shift("review", review.pk, label, review.due_at, new, as_dates(review, DUE), {"due_at": new.isoformat()})


def next_reviews(scope: Scope) -> Iterator[Shift]:
    """Return when the next review of each pair opens: derived from the leave, so that nothing is written."""
    pairings = Pairing.objects.active().filter(mentee__cohort=scope.cohort)
    if scope.enrollment_ids is not None:
        chosen = scope.enrollment_ids
        pairings = pairings.filter(mentee__in=chosen) | pairings.filter(mentor__in=chosen)
    at_hand = pairings.with_people().select_related("mentee__cohort__policy")
    for pairing, opens_at in reviews_from(at_hand, scope.starts_on, scope.now):
        if timezone.localdate(opens_at) <= pairing.last_day:
            label = _("Next review of %(pair)s opens") % {"pair": pairing}
            day = timezone.localdate(opens_at)
            yield Shift("next_review", pairing.pk, label, day, day + scope.by, {}, {})


def windows(scope: Scope) -> Iterator[Shift]:
    """Return the survey windows of the whole cohort; one that is open already closes later."""
    if not scope.is_whole_cohort:
        return
    found = SurveyWindow.objects.filter(cohort=scope.cohort, closes_on__gte=scope.starts_on, counted_at__isnull=True)
    for window in found.select_related("instrument").order_by("opens_on", "pk"):
        moves_whole = window.opens_on >= scope.starts_on
        after = {
            "opens_on": (window.opens_on + scope.by if moves_whole else window.opens_on).isoformat(),
            "closes_on": (window.closes_on + scope.by).isoformat(),
        }
        old = window.opens_on if moves_whole else window.closes_on
        label = (_("Survey “%(survey)s” opens") if moves_whole else _("Survey “%(survey)s” closes")) % {
            "survey": window
        }
        yield Shift("survey", window.pk, label, old, old + scope.by, as_dates(window, WINDOW), after)


REVIEWS = DatedKind(
    "review", gettext_lazy("Open reviews"), reviews, reader(Review.objects, DUE), writer(Review.objects, DUE)
)
NEXT_REVIEWS = DatedKind("next_review", gettext_lazy("Next reviews"), next_reviews)
WINDOWS = DatedKind(
    "survey",
    gettext_lazy("Survey windows"),
    windows,
    reader(SurveyWindow.objects, WINDOW),
    writer(SurveyWindow.objects, WINDOW),
)
