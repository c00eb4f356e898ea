"""What pages, reminders and calendars need to know about meetings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from agreements.enums import ActionSource
from agreements.models import Action
from matching.enums import PairingState
from matching.models import Pairing
from meetings.enums import MeetingState
from meetings.models import AgendaItem, CalendarFeed, Meeting, MeetingNote, Reflection

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from meetings.models.meeting import MeetingQuerySet
    from mentorship.accounts.models import User

REFLECT_WITHIN = dt.timedelta(days=7)
"""For how long after a meeting a reflection on it is asked for."""

HALF_DAYS = {"am": dt.time(9), "pm": dt.time(14), "eve": dt.time(18)}
"""When a meeting is suggested to begin in a half-day that both have free."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def with_people(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """Both people, the cohort and the series of each meeting at hand."""
    return meetings.select_related(
        "series", "pairing__mentor__user", "pairing__mentee__user", "pairing__mentee__cohort__program"
    )


def to_confirm(meetings: MeetingQuerySet, now: dt.datetime) -> MeetingQuerySet:
    """Those that are over and wait to be confirmed, the oldest first."""
    return with_people(meetings.to_confirm(now))


def upcoming(meetings: MeetingQuerySet, now: dt.datetime) -> MeetingQuerySet:
    """Those that are planned and not over, of pairs at work, with the number of things on each agenda."""
    planned = meetings.filter(
        state=MeetingState.SCHEDULED, ends_at__gte=now, pairing__state=PairingState.ACTIVE
    ).order_by("starts_at")
    return with_people(planned).annotate(agenda_count=Count("agenda_items", distinct=True))


def settled(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """Those that were held, missed or cancelled, the latest first."""
    found = meetings.filter(state__in=[MeetingState.HELD, MeetingState.MISSED, MeetingState.CANCELLED])
    return with_people(found).order_by("-starts_at")


@dataclass(frozen=True)
class Line:
    """A meeting in a list, as one of the two sees it."""

    meeting: Meeting
    partner: User


def lines(meetings: Iterable[Meeting], user: User) -> list[Line]:
    """Each meeting beside the one whom `user` meets."""
    return [Line(meeting, meeting.pairing.partner_of(user).user) for meeting in meetings]


def agenda_of(meeting: Meeting, user: User) -> QuerySet[AgendaItem]:
    """What the two want to talk about, in the order in which it was added."""
    return AgendaItem.objects.visible_to(user).filter(meeting=meeting).select_related("author")


def notes_of(meeting: Meeting, user: User) -> QuerySet[MeetingNote]:
    """One's own notes and those the other one shared."""
    return MeetingNote.objects.visible_to(user).filter(meeting=meeting).select_related("author")


def reflections_of(meeting: Meeting, user: User) -> tuple[Reflection | None, Reflection | None]:
    """One's own reflection, and the other one's once shared."""
    readable = list(Reflection.objects.visible_to(user).filter(meeting=meeting).select_related("author"))
    own = next((reflection for reflection in readable if reflection.author_id == user.pk), None)
    return own, next((reflection for reflection in readable if reflection.author_id != user.pk), None)


def follow_ups_of(meeting: Meeting, user: User) -> QuerySet[Action]:
    """The actions that came out of a meeting."""
    made_here = Action.objects.visible_to(user).filter(source=ActionSource.MEETING, source_uuid=meeting.uuid)
    return made_here.select_related("owner").order_by("pk")


def open_feed(digest: str) -> CalendarFeed | None:
    """The calendar address with this digest, unless it is closed or its owner's account is."""
    open_ones = CalendarFeed.objects.filter(revoked_at__isnull=True, user__is_active=True)
    return open_ones.select_related("user").filter(token_sha256=digest).first()


def calendar_of(user: User) -> MeetingQuerySet:
    """Everything that stands in this person's calendar."""
    return with_people(Meeting.objects.of_member(user)).exclude(state=MeetingState.PROPOSED).order_by("starts_at", "pk")


def to_reflect_on(user: User, now: dt.datetime) -> MeetingQuerySet:
    """Meetings held in the last days on which this mentee wrote nothing yet, the latest first."""
    written = Reflection.objects.filter(meeting=OuterRef("pk"), author=user)
    return (
        with_people(Meeting.objects.held())
        .filter(pairing__mentee__user=user, starts_at__gte=now - REFLECT_WITHIN)
        .exclude(Exists(written))
        .order_by("-starts_at")
    )


def pairings_with_timing(pairing_ids: Collection[int]) -> set[int]:
    """Which of these pairs have a meeting planned or held."""
    met = Meeting.objects.filter(pairing_id__in=pairing_ids, state__in=[MeetingState.SCHEDULED, MeetingState.HELD])
    return set(met.values_list("pairing_id", flat=True))


@dataclass(frozen=True)
class Drift:
    """A pair without a meeting, held or planned, for longer than its cohort allows."""

    pairing: Pairing
    last_contact: dt.datetime
    days: int


def drifting(pairings: Sequence[Pairing], now: dt.datetime) -> list[Drift]:
    """Which of these pairs at work (with people and policy at hand) have neither met nor planned for too long.

    A meeting that nobody has confirmed yet counts as met until somebody says otherwise.
    """
    unconfirmed = Q(state=MeetingState.SCHEDULED, starts_at__lt=now)
    rows = (
        Meeting.objects.filter(pairing__in=pairings)
        .values("pairing_id")
        .annotate(
            last_met=Max("starts_at", filter=Q(state=MeetingState.HELD) | unconfirmed),
            next_planned=Min("starts_at", filter=Q(state=MeetingState.SCHEDULED, starts_at__gte=now)),
        )
        .values_list("pairing_id", "last_met", "next_planned")
    )
    facts = {pairing_id: (last_met, next_planned) for pairing_id, last_met, next_planned in rows}
    found = []
    for pairing in pairings:
        last_met, next_planned = facts.get(pairing.pk, (None, None))
        last_contact = max(filter(None, [last_met, pairing.activated_at]), default=None)
        if not pairing.is_active or next_planned or last_contact is None:
            continue
        days = (timezone.localdate(now) - timezone.localdate(last_contact)).days
        if days > pairing.cohort.policy.drift_after_days:
            found.append(Drift(pairing, last_contact, days))
    return found


@dataclass(frozen=True)
class Suggestion:
    """A time in a half-day that both have free."""

    day: dt.date
    at: dt.time


def suggestions(pairing: Pairing, today: dt.date) -> list[Suggestion]:
    """The next time of each half-day that both enrollments name as free, the soonest first; none if either names none."""
    both = set(pairing.mentor.availability) & set(pairing.mentee.availability)
    found = []
    for half_day in both:
        weekday, _separator, part = str(half_day).partition("_")
        if weekday in _WEEKDAYS and part in HALF_DAYS:
            ahead = (_WEEKDAYS.index(weekday) - today.weekday() - 1) % 7 + 1
            found.append(Suggestion(today + dt.timedelta(days=ahead), HALF_DAYS[part]))
    return sorted(found, key=lambda suggestion: (suggestion.day, suggestion.at))
