"""What somebody takes from a meeting: private until shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.domain.locking import meeting_for
from meetings.enums import MeetingState
from meetings.models import Reflection
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


@transaction.atomic
def write_reflection(
    *, meeting_id: int, lessons: str, next_actions: str = "", share: bool = False, by: User, now: datetime
) -> Reflection:
    """Sum up what one learned and does next; writing again changes one's own, and what was shared stays shared.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the meeting has not begun, or did not take place, or nothing is written.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    if meeting.state in {MeetingState.CANCELLED, MeetingState.MISSED}:
        raise Refused(_("This meeting did not take place."))
    if meeting.starts_at > now:
        raise Refused(_("This meeting has not begun yet."))
    if not lessons.strip():
        raise Refused(_("Write what you learned first."))
    reflection = Reflection.objects.select_for_update(of=["self"]).filter(meeting=meeting, author=by).first()
    written = {"lessons": lessons.strip(), "next_actions": next_actions.strip()}
    if reflection is None:
        reflection = Reflection.objects.create(meeting=meeting, author=by, shared_at=now if share else None, **written)
        audit.record(verb="write_reflection", actor=by, target=meeting, now=now, new="shared" if share else "private")
        return reflection
    if {name: getattr(reflection, name) for name in written} != written:
        reflection.lessons, reflection.next_actions = written["lessons"], written["next_actions"]
        reflection.save(update_fields=["lessons", "next_actions"])
        audit.record(verb="write_reflection", actor=by, target=meeting, now=now)
    return share_reflection(reflection_id=reflection.pk, by=by, now=now) if share else reflection


@transaction.atomic
def share_reflection(*, reflection_id: int, by: User, now: datetime) -> Reflection:
    """Let the other one read one's reflection; it cannot be taken back.

    Raises:
        NotAllowed: the reflection is not `by`'s own.
    """
    reflection = Reflection.objects.select_for_update(of=["self"]).select_related("meeting").get(pk=reflection_id)
    if reflection.author_id != by.pk:
        raise NotAllowed(_("Only who wrote a reflection can share it."))
    if reflection.shared_at is None:
        reflection.shared_at = now
        reflection.save(update_fields=["shared_at"])
        audit.record(verb="share_reflection", actor=by, target=reflection.meeting, now=now, old="private", new="shared")
    return reflection
