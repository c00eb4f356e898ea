"""Who should be told that feedback waits for them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.models import Observation
from mentorship.notifications.reminders import Due, ReminderKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

TOLD_FOR = timedelta(days=14)
"""How long after it was sent it is still worth telling."""


def unread_feedback(now: datetime) -> Iterator[Due]:
    """Tell the mentee once that somebody wrote feedback, unless it was read meanwhile."""
    waiting = Observation.objects.filter(
        read_at__isnull=True, submitted_at__lte=now, submitted_at__gt=now - TOLD_FOR
    ).select_related("pairing__mentee__cohort")
    for observation in waiting:
        yield Due(
            recipient_id=observation.pairing.mentee.user_id,
            kind=FEEDBACK_UNREAD.key,
            subject_uuid=observation.uuid,
            slot="1",
            due_at=observation.submitted_at,
            expires_at=observation.submitted_at + TOLD_FOR,
            headline=_("New feedback from %(observer)s") % {"observer": observation.observer_name},
            lines=(
                _("%(observer)s saw you at work and wrote down what went well, what to improve and one next step.")
                % {"observer": observation.observer_name},
                _("It is for learning, not an exam. Only you, your mentor and whoever observed you read it."),
            ),
            action_label=_("Read the feedback"),
            action_path=reverse("evaluation:observation", args=[observation.uuid]),
            scope_uuid=observation.pairing.cohort.uuid,
        )


FEEDBACK_UNREAD = ReminderKind(
    "feedback_unread",
    gettext_lazy("New feedback to read"),
    unread_feedback,
    why=gettext_lazy("somebody saw you at work and wrote feedback"),
    between_the_pair=True,
    only_if=lambda now: Observation.objects.filter(read_at__isnull=True, submitted_at__gt=now - TOLD_FOR),
)
