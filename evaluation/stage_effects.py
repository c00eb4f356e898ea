"""What a cohort's next stage sets going in the reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.domain.reviewing import leaves_of, period_number
from evaluation.models import Review
from matching.models import Pairing
from programs.enums import CohortStage
from programs.stage_effects import Effect, Mail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from programs.models import Cohort


def effects(cohort: Cohort, stage: str, now: datetime) -> Iterator[Effect]:
    """Tell which reviews open at once when a cohort begins to run, and which wait when it closes."""
    if stage == CohortStage.RUNNING:
        yield from _opening(cohort, now)
    elif stage == CohortStage.CLOSED:
        waiting = Review.objects.open().filter(pairing__mentee__cohort=cohort).count()
        if waiting:
            words = ngettext(
                "%(n)d review is open: it can be answered until its day, without a reminder. No further one opens.",
                "%(n)d reviews are open: they can be answered until their days, without a reminder. No further one opens.",
                waiting,
            )
            yield Effect(words % {"n": waiting})


def _opening(cohort: Cohort, now: datetime) -> Iterator[Effect]:
    pairings = list(
        Pairing.objects.active().filter(mentee__cohort=cohort).with_people().select_related("mentee__cohort__policy")
    )
    leaves = leaves_of(pairings)
    opened = set(Review.objects.filter(pairing__in=pairings).values_list("pairing_id", "number"))
    due = [
        pairing
        for pairing in pairings
        if (number := period_number(pairing, leaves[pairing.pk], now)) and (pairing.pk, number) not in opened
    ]
    if not due:
        yield Effect(_("No review is due yet: the first opens one interval after a pair has signed."))
        return
    mail = [
        Mail(
            str(person),
            person.email,
            _("Time to look back with %(partner)s") % {"partner": pairing.partner_of(person).user.get_short_name()},
        )
        for pairing in due
        for person in (pairing.mentee.user, pairing.mentor.user)
    ]
    words = ngettext("%(n)d review opens within minutes.", "%(n)d reviews open within minutes.", len(due))
    yield Effect(words % {"n": len(due)}, [(str(pairing), "") for pairing in due], mail)
