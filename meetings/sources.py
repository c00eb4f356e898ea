"""What actions and goals came from, where that was a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.sources import Source
from meetings.models import Meeting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID


def meetings(uuids: Collection[UUID]) -> Iterator[Source]:
    """Name the meetings among these."""
    for meeting in Meeting.objects.filter(uuid__in=uuids):
        day = date_format(timezone.localtime(meeting.starts_at), "j F Y")
        yield Source(
            meeting.uuid, _("Your meeting of %(day)s") % {"day": day}, reverse("meetings:meeting", args=[meeting.uuid])
        )
