"""Who must know of a concern at once: every leader of the program, until it is settled."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.models import Concern
from mentorship.notifications.reminders import Due, ReminderKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

TOLD_FOR = timedelta(days=30)


def raised_concerns(now: datetime) -> Iterator[Due]:
    """Tell each leader at once, in their quiet hours too, as long as nobody has settled it."""
    raised = (
        Concern.objects.raised()
        .filter(raised_at__lte=now, raised_at__gt=now - TOLD_FOR)
        .select_related("pairing__mentee__cohort__program")
        .prefetch_related("pairing__mentee__cohort__program__leaderships")
    )
    for concern in raised:
        cohort = concern.pairing.mentee.cohort
        for leadership in cohort.program.leaderships.all():
            yield Due(
                recipient_id=leadership.user_id,
                kind=CONCERN_RAISED.key,
                subject_uuid=concern.uuid,
                slot="raised",
                due_at=concern.raised_at,
                expires_at=concern.raised_at + TOLD_FOR,
                headline=_("A serious concern was raised: read it now"),
                lines=(
                    _("Somebody who saw a mentee at work raised a concern in %(program)s.")
                    % {"program": cohort.program},
                    _("What they wrote is read on the page only, by the leaders of the program and nobody else."),
                ),
                action_label=_("Read the concern"),
                action_path=reverse("evaluation:concern", args=[concern.uuid]),
                scope_uuid=cohort.uuid,
            )


CONCERN_RAISED = ReminderKind(
    "concern_raised",
    gettext_lazy("A patient safety or serious concern"),
    raised_concerns,
    mandatory=True,
    why=gettext_lazy("you lead the program"),
    only_if=lambda _now: Concern.objects.raised(),
)
