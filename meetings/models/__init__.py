"""Timing: when two people can meet, when they do, and what they take from it."""

from __future__ import annotations

from meetings.models.availability import (
    Availability,
    AvailabilityException,
    BusyBlock,
    BusySource,
    CalendarFeed,
    Holiday,
)
from meetings.models.meeting import Meeting, MeetingSeries
from meetings.models.proposal import MeetingProposal, ProposedTime
from meetings.models.said import Confirmation, InvitationReply
from meetings.models.written import AgendaItem, MeetingNote, Reflection

__all__ = [
    "AgendaItem",
    "Availability",
    "AvailabilityException",
    "BusyBlock",
    "BusySource",
    "CalendarFeed",
    "Confirmation",
    "Holiday",
    "InvitationReply",
    "Meeting",
    "MeetingNote",
    "MeetingProposal",
    "MeetingSeries",
    "ProposedTime",
    "Reflection",
]
