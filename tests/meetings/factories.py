"""Meetings of a pair and what is written in them."""

from __future__ import annotations

import datetime as dt

import factory

from meetings.enums import BusySourceKind, CancelReason, MeetingState
from meetings.models import (
    AgendaItem,
    Availability,
    AvailabilityException,
    BusySource,
    Meeting,
    MeetingNote,
    MeetingProposal,
    ProposedTime,
    Reflection,
)
from tests.accounts.factories import UserFactory
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


class AvailabilityFactory(factory.django.DjangoModelFactory):
    """Tuesdays from 16 to 18."""

    class Meta:
        model = Availability

    user = factory.SubFactory(UserFactory)
    weekday = 1
    starts_at = dt.time(16)
    ends_at = dt.time(18)


class AbsenceFactory(factory.django.DjangoModelFactory):
    """Away all of tomorrow."""

    class Meta:
        model = AvailabilityException

    user = factory.SubFactory(UserFactory)
    starts_at = NOW + dt.timedelta(hours=15)
    ends_at = NOW + dt.timedelta(hours=39)


class BusySourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BusySource

    user = factory.SubFactory(UserFactory)
    kind = BusySourceKind.FILE
    name = "work.ics"
    read_at = NOW


class ProposalFactory(factory.django.DjangoModelFactory):
    """Two times next week, proposed by the mentee yesterday."""

    class Meta:
        model = MeetingProposal
        skip_postgeneration_save = True

    pairing = factory.SubFactory(PairingFactory)
    proposed_by = factory.SelfAttribute("pairing.mentee.user")
    proposed_at = NOW - dt.timedelta(days=1)
    expires_at = NOW + dt.timedelta(days=4)

    @factory.post_generation
    def times(proposal, create, extracted, **_kwargs):  # noqa: N805 - factory-boy names it
        for days in extracted or (8, 9):
            ProposedTime.objects.create(proposal=proposal, starts_at=NOW + dt.timedelta(days=days, hours=8))
