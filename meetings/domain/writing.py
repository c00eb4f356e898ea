"""What the two write before, during and after a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.agenda import GROW
from meetings.domain.locking import meeting_for
from meetings.enums import MeetingState
from meetings.models import AgendaItem, MeetingNote
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


@transaction.atomic
def add_agenda_item(*, meeting_id: int, text: str, by: User, now: datetime) -> AgendaItem:
    """Put something on the agenda that both read; the same words twice are one item.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the meeting is not planned any more, or the text is empty.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    if meeting.state != MeetingState.SCHEDULED:
        raise Refused(_("This meeting is not to come any more. Put it on the agenda of the next one."))
    words = _something(text)
    item, is_new = AgendaItem.objects.get_or_create(meeting=meeting, author=by, text=words)
    if is_new:
        audit.record(verb="add_agenda_item", actor=by, target=meeting, now=now)
    return item


@transaction.atomic
def use_grow(*, meeting_id: int, by: User, now: datetime) -> None:
    """Put the four questions of GROW on the agenda; those that stand there already stay as they are.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the meeting is not planned any more.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    if meeting.state != MeetingState.SCHEDULED:
        raise Refused(_("This meeting is not to come any more. Put it on the agenda of the next one."))
    there = set(meeting.agenda_items.values_list("text", flat=True))
    missing = [str(question) for question in GROW if str(question) not in there]
    if missing:
        AgendaItem.objects.bulk_create(AgendaItem(meeting=meeting, author=by, text=text) for text in missing)
        audit.record(verb="use_grow", actor=by, target=meeting, now=now)


@transaction.atomic
def remove_agenda_item(*, item_id: int, by: User, now: datetime) -> None:
    """Take one's own item off the agenda; gone already is fine.

    Raises:
        NotAllowed: `by` is not of the pair, or the item is the other one's.
    """
    item = AgendaItem.objects.select_for_update(of=["self"]).filter(pk=item_id).first()
    if item is None:
        return
    meeting = meeting_for(meeting_id=item.meeting_id, by=by)
    if item.author_id != by.pk:
        raise NotAllowed(_("Only who put something on the agenda takes it off."))
    item.delete()
    audit.record(verb="remove_agenda_item", actor=by, target=meeting, now=now)


@transaction.atomic
def write_note(*, meeting_id: int, text: str, share: bool, by: User, now: datetime) -> MeetingNote:
    """Write a note, for both or for oneself; the same words twice are one note.

    Raises:
        NotAllowed: `by` is not of the pair.
        Refused: the text is empty.
    """
    meeting = meeting_for(meeting_id=meeting_id, by=by)
    note, is_new = MeetingNote.objects.get_or_create(
        meeting=meeting,
        author=by,
        text=_something(text),
        defaults={"shared_at": now if share else None},
    )
    if is_new:
        audit.record(verb="write_note", actor=by, target=meeting, now=now, new="shared" if share else "private")
    elif share and note.shared_at is None:
        return share_note(note_id=note.pk, by=by, now=now)
    return note


@transaction.atomic
def share_note(*, note_id: int, by: User, now: datetime) -> MeetingNote:
    """Let the other one read one's note; what was shared stays shared.

    Raises:
        NotAllowed: the note is not `by`'s own.
    """
    note = MeetingNote.objects.select_for_update(of=["self"]).select_related("meeting").get(pk=note_id)
    if note.author_id != by.pk:
        raise NotAllowed(_("Only who wrote a note can share it."))
    if note.shared_at is None:
        note.shared_at = now
        note.save(update_fields=["shared_at"])
        audit.record(verb="share_note", actor=by, target=note.meeting, now=now, old="private", new="shared")
    return note


def _something(text: str) -> str:
    words = text.strip()
    if not words:
        raise Refused(_("Write something first."))
    return words
