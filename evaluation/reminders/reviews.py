"""Who should be told of an open review, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.enums import ReviewState
from evaluation.models import Review
from mentorship.notifications.reminders import Due, ReminderKind
from programs.while_open import until_closed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mentorship.accounts.models import User

LAST_CALL = timedelta(days=3)


@until_closed
def open_reviews(now: datetime) -> Iterator[Due]:
    """Tell each side that has not answered: once when the review opens, once three days before its day."""
    waiting = (
        Review.objects.filter(state=ReviewState.OPEN, due_at__gt=now)
        .select_related("pairing__mentor__user", "pairing__mentee__user", "pairing__mentee__cohort")
        .prefetch_related("answers")
    )
    for review in waiting:
        answered = {answer.author_id for answer in review.answers.all()}
        for member in (review.pairing.mentor.user, review.pairing.mentee.user):
            if member.pk not in answered:
                yield from _calls(review, member, now)


def _calls(review: Review, member: User, now: datetime) -> Iterator[Due]:
    partner = review.pairing.partner_of(member).user.get_short_name()
    yield _due(
        review, member, "opened", review.opened_at, _("Time to look back with %(partner)s") % {"partner": partner}
    )
    last_call = review.due_at - LAST_CALL
    if review.opened_at < last_call <= now:
        headline = _("Three days left to look back with %(partner)s") % {"partner": partner}
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


REVIEW_OPEN = ReminderKind("review_open", gettext_lazy("A review is open"), open_reviews)
