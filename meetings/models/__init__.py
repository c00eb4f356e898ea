"""Timing: when two people can meet, when they do, and what they take from it."""

from __future__ import annotations

from meetings.models.availability import Availability, AvailabilityException, CalendarFeed
from meetings.models.meeting import Meeting, MeetingSeries
from meetings.models.written import AgendaItem, MeetingNote, Reflection

__all__ = [
    "AgendaItem",
    "Availability",
    "AvailabilityException",
    "CalendarFeed",
    "Meeting",
    "MeetingNote",
    "MeetingSeries",
    "Reflection",
]
