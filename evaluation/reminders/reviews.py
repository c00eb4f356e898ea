"""Who should be told of an open review, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluation.enums import ReviewState
from evaluation.models import Review
from matching.enums import PairingState
from mentorship.notifications.reminders import Due, ReminderKind
from programs.enums import CohortStage
from programs.while_open import until_closed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime
    from uuid import UUID

    from mentorship.accounts.models import User

MISSED_IS_NEWS_FOR = timedelta(days=7)


@until_closed
def open_reviews(now: datetime, about: Collection[UUID] | None = None) -> Iterator[Due]:
    """Tell each side that has not answered: once when the review opens, once so many days before as the cohort says."""
    waiting = (
        Review.objects.filter(state=ReviewState.OPEN, due_at__gt=now)
        .select_related("pairing__mentor__user", "pairing__mentee__user", "pairing__mentee__cohort__policy")
        .prefetch_related("answers")
    )
    for review in (waiting if about is None else waiting.filter(uuid__in=about)).iterator(chunk_size=500):
        answered = {answer.author_id for answer in review.answers.all()}
        for member in (review.pairing.mentor.user, review.pairing.mentee.user):
            if member.pk not in answered:
                yield from _calls(review, member, now)


def _calls(review: Review, member: User, now: datetime) -> Iterator[Due]:
    partner = review.pairing.partner_of(member).user.get_short_name()
    yield _due(
        review, member, "opened", review.opened_at, _("Time to look back with %(partner)s") % {"partner": partner}
    )
    days = review.pairing.cohort.policy.reminder_days_before
    last_call = review.due_at - timedelta(days=days)
    if review.opened_at < last_call <= now:
        words = ngettext(
            "%(days)d day left to look back with %(partner)s", "%(days)d days left to look back with %(partner)s", days
        )
        headline = words % {"days": days, "partner": partner}
        yield _due(review, member, "last-call", last_call, headline)


def _due(review: Review, member: User, slot: str, due_at: datetime, headline: str) -> Due:
    return Due(
        recipient_id=member.pk,
        kind=REVIEW_OPEN.key,
        subject_uuid=review.uuid,
        slot=slot,
        due_at=due_at,
        expires_at=review.due_at,
        headline=headline,
        lines=(
            _("Your review is open. Four short questions beside the facts since the last one."),
            _("Your partner reads your answers only after answering too."),
        ),
        action_label=_("Answer the review"),
        action_path=reverse("evaluation:review", args=[review.uuid]),
        scope_uuid=review.pairing.cohort.uuid,
    )


def reviews_without_outcome(now: datetime) -> Iterator[Due]:
    """Tell both, once, that a review closed before they came to an outcome, and when the next one opens by itself."""
    closed = Review.objects.filter(
        state=ReviewState.CLOSED, outcome="", closed_at__lte=now, closed_at__gt=now - MISSED_IS_NEWS_FOR
    )
    at_work = closed.filter(pairing__state=PairingState.ACTIVE, pairing__mentee__cohort__stage=CohortStage.RUNNING)
    for review in at_work.select_related("pairing__mentor__user", "pairing__mentee__user", "pairing__mentee__cohort"):
        if review.closed_at is None:
            continue
        for member in (review.pairing.mentor.user, review.pairing.mentee.user):
            yield Due(
                recipient_id=member.pk,
                kind=REVIEW_MISSED.key,
                subject_uuid=review.uuid,
                slot="missed",
                due_at=review.closed_at,
                expires_at=review.closed_at + MISSED_IS_NEWS_FOR,
                headline=_("Your review with %(partner)s closed without an outcome")
                % {"partner": review.pairing.partner_of(member).user.get_short_name()},
                lines=(
                    _(
                        "Nothing is lost: put on the agenda of your next meeting how it goes. The next review opens by itself."
                    ),
                    _("Your program leader sees that there was no outcome, and nothing of what was written."),
                ),
                action_label=_("See your reviews"),
                action_path=reverse("evaluation:reviews"),
                scope_uuid=review.pairing.cohort.uuid,
            )


REVIEW_MISSED = ReminderKind(
    "review_missed",
    gettext_lazy("A review closed without an outcome"),
    reviews_without_outcome,
    why=gettext_lazy("a review of yours was not finished in time"),
    only_if=lambda now: Review.objects.filter(outcome="", closed_at__gt=now - MISSED_IS_NEWS_FOR),
)
REVIEW_OPEN = ReminderKind(
    "review_open",
    gettext_lazy("A review is open"),
    open_reviews,
    why=gettext_lazy("the two of you look back every few weeks, and the review is open"),
    about=open_reviews,
    only_if=lambda now: Review.objects.filter(state=ReviewState.OPEN, due_at__gt=now),
)
