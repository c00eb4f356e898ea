"""What the verbs of meetings take hold of before they change anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from matching.models import Pairing
from meetings.models import Meeting
from mentorship.accounts.models import User
from mentorship.core.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable


def hold_calendars(user_ids: Iterable[int]) -> None:
    """Let nobody else book time of these people until the transaction ends; always in the same order."""
    people = User.objects.select_for_update(no_key=True).filter(pk__in=set(user_ids)).order_by("pk")
    list(people.values_list("pk", flat=True))


def pairing_for(*, pairing_id: int, by: User) -> Pairing:
    """The pair of which `by` is one, locked, so that it does not end meanwhile.

    Raises:
        NotAllowed: `by` is neither of the two.
    """
    pairing = Pairing.objects.select_for_update(of=["self"], no_key=True).with_people().get(pk=pairing_id)
    if not by.has_perm("meetings.plan_for_pairing", pairing):
        raise NotAllowed(_("Only the two who meet may plan their meetings."))
    return pairing


def meeting_for(*, meeting_id: int, by: User) -> Meeting:
    """The meeting, locked, for one of the two who meet.

    Raises:
        NotAllowed: `by` is neither of the two.
    """
    meeting = (
        Meeting.objects.select_for_update(of=["self"])
        .select_related(
            "series",
            "pairing__mentor__user",
            "pairing__mentee__user",
            "pairing__mentee__cohort",
            "confirmed_by",
            "cancelled_by",
        )
        .get(pk=meeting_id)
    )
    if not by.has_perm("meetings.change_meeting", meeting):
        raise NotAllowed(_("Only the two who meet may change a meeting."))
    return meeting
