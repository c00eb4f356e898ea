"""Agenda, notes and reflections: who writes, and who reads."""

from __future__ import annotations

import pytest

from meetings.domain.reflecting import share_reflection, write_reflection
from meetings.domain.writing import add_agenda_item, remove_agenda_item, share_note, write_note
from meetings.models import AgendaItem, MeetingNote, Reflection
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from tests.meetings.factories import AgendaItemFactory, MeetingFactory, MeetingNoteFactory, ReflectionFactory

EVERYBODY = ["mentee", "mentor", "leader", "other_leader", "other_mentee", "other_mentor", "staff"]


@pytest.fixture
def held(pairing):
    return MeetingFactory(pairing=pairing, held=True)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("factory", [MeetingNoteFactory, ReflectionFactory])
@pytest.mark.parametrize("author", ["mentee", "mentor"])
def test_what_is_private_is_read_by_its_author_alone(held, factory, author, who, request):
    written = factory(meeting=held, author=request.getfixturevalue(author))

    reads = type(written).objects.visible_to(request.getfixturevalue(who)).filter(pk=written.pk).exists()

    assert reads == (who == author)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("factory", [MeetingNoteFactory, ReflectionFactory])
def test_what_is_shared_is_read_by_the_pair_and_nobody_else(held, factory, who, request, now):
    written = factory(meeting=held, shared_at=now)

    reads = type(written).objects.visible_to(request.getfixturevalue(who)).filter(pk=written.pk).exists()

    assert reads == (who in {"mentee", "mentor"})


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_agenda_is_read_by_the_pair_and_nobody_else(pairing, who, request):
    item = AgendaItemFactory(meeting=MeetingFactory(pairing=pairing))

    reads = AgendaItem.objects.visible_to(request.getfixturevalue(who)).filter(pk=item.pk).exists()

    assert reads == (who in {"mentee", "mentor"})


def test_an_item_is_added_once_and_removed_by_who_added_it(pairing, mentee, mentor, now):
    meeting = MeetingFactory(pairing=pairing)
    item = add_agenda_item(meeting_id=meeting.pk, text=" Sutures ", by=mentee, now=now)

    assert add_agenda_item(meeting_id=meeting.pk, text="Sutures", by=mentee, now=now) == item
    with pytest.raises(NotAllowed):
        remove_agenda_item(item_id=item.pk, by=mentor, now=now)
    remove_agenda_item(item_id=item.pk, by=mentee, now=now)
    remove_agenda_item(item_id=item.pk, by=mentee, now=now)

    assert [entry.verb for entry in AuditEntry.objects.order_by("pk")] == ["add_agenda_item", "remove_agenda_item"]


def test_the_agenda_is_closed_when_the_meeting_was(held, mentee, now):
    with pytest.raises(Refused, match="next one"):
        add_agenda_item(meeting_id=held.pk, text="Sutures", by=mentee, now=now)
    with pytest.raises(Refused, match="Write something"):
        write_note(meeting_id=held.pk, text="  ", share=False, by=mentee, now=now)


def test_a_note_is_kept_until_its_author_shares_it(held, mentee, mentor, now):
    note = write_note(meeting_id=held.pk, text="Ask again", share=False, by=mentee, now=now)

    with pytest.raises(NotAllowed):
        share_note(note_id=note.pk, by=mentor, now=now)
    assert write_note(meeting_id=held.pk, text="Ask again", share=True, by=mentee, now=now) == note

    share_note(note_id=note.pk, by=mentee, now=now)
    assert MeetingNote.objects.get().shared_at == now
    assert [entry.new for entry in AuditEntry.objects.order_by("pk")] == ["private", "shared"]


def test_a_reflection_is_one_per_person_and_stays_shared(held, mentee, mentor, now):
    own = write_reflection(meeting_id=held.pk, lessons="Patience", by=mentee, now=now)
    assert own.shared_at is None

    write_reflection(meeting_id=held.pk, lessons="Patience", share=True, by=mentee, now=now)
    changed = write_reflection(meeting_id=held.pk, lessons="More patience", by=mentee, now=now)
    write_reflection(meeting_id=held.pk, lessons="Listen longer", by=mentor, now=now)

    assert (changed.pk, changed.lessons, changed.shared_at) == (own.pk, "More patience", now)
    assert Reflection.objects.count() == 2
    with pytest.raises(NotAllowed):
        share_reflection(reflection_id=own.pk, by=mentor, now=now)


def test_writing_the_same_reflection_twice_records_once(held, mentee, now):
    for _time in range(2):
        write_reflection(meeting_id=held.pk, lessons="Patience", share=True, by=mentee, now=now)

    assert AuditEntry.objects.count() == 1


def test_one_reflects_on_what_took_place(pairing, mentee, other_mentee, now):
    to_come = MeetingFactory(pairing=pairing)
    cancelled = MeetingFactory(pairing=pairing, over=True, cancelled=True)

    with pytest.raises(Refused, match="not begun"):
        write_reflection(meeting_id=to_come.pk, lessons="Patience", by=mentee, now=now)
    with pytest.raises(Refused, match="did not take place"):
        write_reflection(meeting_id=cancelled.pk, lessons="Patience", by=mentee, now=now)
    with pytest.raises(Refused, match="what you learned"):
        write_reflection(meeting_id=MeetingFactory(pairing=pairing, over=True).pk, lessons=" ", by=mentee, now=now)
    with pytest.raises(NotAllowed):
        write_reflection(meeting_id=to_come.pk, lessons="Patience", by=other_mentee, now=now)
