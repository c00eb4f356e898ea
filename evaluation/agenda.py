"""What evaluation suggests for the agenda of a meeting: feedback that the mentee has not read yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluation.queries.observations import unread_by
from meetings.agenda import AgendaSuggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meetings.models import Meeting
    from mentorship.accounts.models import User

MOST_SUGGESTED = 3


def unread_feedback(meeting: Meeting, user: User) -> Iterator[AgendaSuggestion]:
    """Suggest to both what the mentee of this pair has not read; its kind and day, never what it says."""
    pairing = meeting.pairing
    if not pairing.has_member(user):
        return
    for observation in unread_by(pairing.mentee.user).filter(pairing=pairing)[:MOST_SUGGESTED]:
        kind = observation.get_kind_display()
        day = date_format(timezone.localtime(observation.submitted_at), "j F")
        words = _("Feedback not read yet: %(kind)s, %(day)s") % {"kind": kind, "day": day}
        yield AgendaSuggestion(words, reverse("evaluation:observation", args=[observation.uuid]))
