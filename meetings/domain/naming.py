"""What calendars learn when one of the two is called otherwise, or lives elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from matching.models import Pairing
from meetings.domain.feeds import calendars_changed
from meetings.domain.locking import hold_calendars
from meetings.enums import MeetingState
from meetings.models import Meeting

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

NAMES = {"full_name", "preferred_name"}


def tell_calendars_of_a_person(*, user_id: int, changed: Collection[str], now: datetime) -> None:
    """Let every calendar with this person's meetings have their name: what is to come gets a higher sequence.

    Another time zone moves no meeting; it moves the person's own protected hours, which their own address shows.
    """
    if not NAMES & set(changed):
        calendars_changed([user_id], anew=True)
        return
    own = Pairing.objects.filter(Q(mentor__user=user_id) | Q(mentee__user=user_id))
    pairings = list(own.values_list("pk", "mentor__user", "mentee__user"))
    people = {user_id, *(user for _pk, mentor, mentee in pairings for user in (mentor, mentee))}
    hold_calendars(people)
    to_come = Meeting.objects.filter(
        pairing__in=[pk for pk, _mentor, _mentee in pairings], state=MeetingState.SCHEDULED, starts_at__gt=now
    )
    meetings = list(to_come.select_related("series"))
    for meeting in meetings:
        meeting.sequence = meeting.next_sequence
        meeting.changed_at = now
    Meeting.objects.bulk_update(meetings, ["sequence", "changed_at"])
    calendars_changed(people, anew=True)
