"""Counting a survey that is over: the urn is opened, figures are reckoned, who took part is forgotten."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from evaluation.enums import SurveyMoment
from evaluation.models import (
    SurveyComment,
    SurveyFigure,
    SurveyParticipation,
    SurveyResponse,
    SurveyUrn,
    SurveyWindow,
)
from evaluation.queries.surveys import asked_in, over
from evaluation.surveys.figures import Entry, Figure, changes, levels
from evaluation.surveys.sealing import opened
from mentorship.core import audit
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)


def count_closed(*, now: datetime) -> int:
    """Count every survey whose last day has gone; return how many. Running this twice or in parallel counts once."""
    counted = 0
    for window_id in over(now):
        try:
            counted += count_survey(window_id=window_id, now=now)
        except Refused:
            logger.exception("a survey cannot be counted: its urn does not open")
    return counted


@transaction.atomic
def count_survey(*, window_id: int, now: datetime) -> bool:
    """Count one survey once it is over; return whether it was counted now.

    Answers of fewer people than `least` are destroyed unread: they would never be shown, and who took part would know
    whose they are. All others are written together, drawn by lot, so that neither order nor transaction tells them apart.
    """
    found = SurveyWindow.objects.select_for_update(of=["self"]).select_related("cohort__policy", "instrument")
    window = found.get(pk=window_id)
    if window.counted_at or not window.is_over(now):
        return False
    least = max(window.least or 0, window.cohort.policy.minimum_group_size)
    urn = SurveyUrn.objects.filter(window=window).first()
    kept = opened(bytes(urn.sealed)) if urn else []
    window.asked, window.answered = asked_in(window).count(), len(kept)
    window.least, window.counted_at = least, now
    if len(kept) >= least:
        secrets.SystemRandom().shuffle(kept)
        entries = [Entry(one["answers"], one["group"], one["pseudonym"]) for one in kept]
        SurveyResponse.objects.bulk_create(
            SurveyResponse(window=window, answers=entry.answers, pseudonym=entry.pseudonym) for entry in entries
        )
        _keep_comments(window, [one["comment"] for one in kept if one["comment"]])
        _keep(window, [*levels(window.definition, entries, least), *_changes(window, entries, least)])
    if window.moment == SurveyMoment.END:
        _forget_codes(window)
    SurveyParticipation.objects.filter(window=window).delete()
    if urn:
        urn.delete()
    window.save(update_fields=["asked", "answered", "least", "counted_at"])
    audit.record(verb="count_survey", actor=None, target=window, now=now)
    return True


def _keep_comments(window: SurveyWindow, comments: list[str]) -> None:
    secrets.SystemRandom().shuffle(comments)
    SurveyComment.objects.bulk_create(SurveyComment(window=window, text=text) for text in comments)


def _keep(window: SurveyWindow, figures: list[Figure]) -> None:
    SurveyFigure.objects.bulk_create(
        SurveyFigure(
            window=window,
            measure=figure.measure,
            scale=figure.scale,
            group=figure.group,
            n=figure.n,
            mean=figure.mean,
            deviation=figure.deviation,
            at_line=figure.at_line,
            withheld=figure.withheld,
        )
        for figure in figures
    )


def _of_the_same(window: SurveyWindow) -> list[SurveyWindow]:
    """Return the windows in which the same people are asked the same."""
    same = SurveyWindow.objects.filter(cohort=window.cohort, instrument=window.instrument, audience=window.audience)
    return list(same.order_by("pk"))


def _changes(window: SurveyWindow, entries: list[Entry], least: int) -> list[Figure]:
    """Reckon the change from the start to the end, and no other.

    A change to the middle as well would let the two be compared: one person more or less among the joined would show.
    """
    if window.moment != SurveyMoment.END:
        return []
    start = next((other for other in _of_the_same(window) if other.moment == SurveyMoment.START), None)
    if start is None or start.counted_at is None:
        return []
    earlier = [Entry(row.answers, pseudonym=row.pseudonym) for row in SurveyResponse.objects.filter(window=start)]
    return changes(window.definition, earlier, entries, max(least, start.least or 0)) if earlier else []


def _forget_codes(window: SurveyWindow) -> None:
    """Nothing is left to be joined."""
    SurveyResponse.objects.filter(window__in=_of_the_same(window)).update(pseudonym="")
