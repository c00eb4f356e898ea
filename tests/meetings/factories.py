"""Meetings of a pair and what is written in them."""

from __future__ import annotations

import datetime as dt

import factory

from meetings.enums import CancelReason, MeetingState
from meetings.models import AgendaItem, Meeting, MeetingNote, Reflection
from tests.cast import NOW
from tests.matching.factories import PairingFactory


class MeetingFactory(factory.django.DjangoModelFactory):
    """Scheduled for tomorrow at 17:00, planned by the mentee last week."""

    class Meta:
        model = Meeting

    class Params:
        held = factory.Trait(
            starts_at=NOW - dt.timedelta(days=3, hours=-8),
            state=MeetingState.HELD,
            held_minutes=30,
            confirmed_by=factory.SelfAttribute("pairing.mentor.user"),
            confirmed_at=NOW - dt.timedelta(days=2),
        )
        over = factory.Trait(starts_at=NOW - dt.timedelta(days=3, hours=-8))
        cancelled = factory.Trait(
            state=MeetingState.CANCELLED,
            cancel_reason=CancelReason.CLINICAL_DUTY,
            cancelled_by=factory.SelfAttribute("pairing.mentor.user"),
            sequence=1,
        )

    pairing = factory.SubFactory(PairingFactory)
    starts_at = NOW + dt.timedelta(days=1, hours=8)
    ends_at = factory.LazyAttribute(lambda meeting: meeting.starts_at + dt.timedelta(minutes=30))
    place = "Simulation centre"
    state = MeetingState.SCHEDULED
    planned_by = factory.SelfAttribute("pairing.mentee.user")
    planned_at = NOW - dt.timedelta(days=7)
    changed_at = factory.SelfAttribute("planned_at")


class AgendaItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    author = factory.SelfAttribute("meeting.pairing.mentee.user")
    text = factory.Sequence(lambda n: f"Question {n}")


class MeetingNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MeetingNote

    meeting = factory.SubFactory(MeetingFactory)
    author = factory.SelfAttribute("meeting.pairing.mentee.user")
    text = factory.Sequence(lambda n: f"Note {n}")


class ReflectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reflection

    meeting = factory.SubFactory(MeetingFactory, held=True)
    author = factory.SelfAttribute("meeting.pairing.mentee.user")
    lessons = "Traction takes patience."
    next_actions = "Book the simulator."
