"""What pages, reminders and calendars need to know about meetings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from agreements.enums import ActionSource
from agreements.models import Action
from matching.enums import PairingState
from matching.models import Pairing
from matching.queries.pairs import pairs_at_work
from meetings import contact
from meetings.enums import MeetingState, SaidOutcome
from meetings.models import (
    AgendaItem,
    Confirmation,
    InvitationReply,
    Meeting,
    MeetingNote,
    MeetingProposal,
    MeetingSeries,
    Reflection,
)
from meetings.skipping import Skip

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from meetings.models.meeting import MeetingQuerySet
    from meetings.models.proposal import MeetingProposalQuerySet
    from mentorship.accounts.models import User
    from mentorship.core.home import Visit

REFLECT_WITHIN = dt.timedelta(days=7)
"""For how long after a meeting a reflection on it is asked for."""

MINUTES_APART = 15
"""Two who say that they met agree if their minutes differ by no more than this."""

NEXT_ONES = 2
"""So many meetings to come of each pair may stand on a home page."""

PROPOSALS_SHOWN = dt.timedelta(days=14)

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
    return made_here.select_related("owner", "goal").order_by("pk")


def agree(one: Confirmation, other: Confirmation) -> bool:
    """Do the two say the same, give or take a quarter of an hour?"""
    if one.outcome != other.outcome:
        return False
    return one.outcome != SaidOutcome.HELD or abs((one.minutes or 0) - (other.minutes or 0)) <= MINUTES_APART


def answers(meeting: Meeting) -> list[Confirmation]:
    """What each of the two said of a meeting that is over; of who was not asked to repeat it, what the record says."""
    said = list(meeting.confirmations.select_related("user"))
    who = meeting.confirmed_by
    if who is not None and all(answer.user_id != who.pk for answer in said):
        recorded = Confirmation(meeting=meeting, user=who, outcome=meeting.state, minutes=meeting.held_minutes)
        recorded.said_at = meeting.confirmed_at or meeting.ends_at
        said.insert(0, recorded)
    return said


def differ(said: Sequence[Confirmation]) -> bool:
    """Did both answer, and say different things?"""
    return len(said) == 2 and not agree(*said)


def contradiction(meeting: Meeting) -> list[Confirmation]:
    """What the two said, if they say different things of one meeting; else nothing."""
    said = answers(meeting)
    return said if differ(said) else []


def contested(meetings: MeetingQuerySet, *, since: dt.datetime | None = None) -> MeetingQuerySet:
    """Those of which the two say different things (said `since` then, if asked so), the latest first."""
    another_length = Q(minutes__gt=OuterRef("held_minutes") + MINUTES_APART) | Q(
        minutes__lt=OuterRef("held_minutes") - MINUTES_APART
    )
    other = Confirmation.objects.filter(~Q(outcome=OuterRef("state")) | another_length, meeting=OuterRef("pk"))
    if since is not None:
        other = other.filter(said_at__gte=since)
    settled = meetings.filter(state__in=[MeetingState.HELD, MeetingState.MISSED, MeetingState.CANCELLED])
    return with_people(settled.filter(Exists(other))).order_by("-starts_at")


def proposals_for(user: User, now: dt.datetime) -> QuerySet[MeetingProposal]:
    """Times that wait for this person's answer, the soonest to expire first."""
    waiting = MeetingProposal.objects.visible_to(user).open(now).with_people()
    return waiting.exclude(proposed_by=user).order_by("expires_at")


def proposals_of(pairing: Pairing, user: User, now: dt.datetime) -> MeetingProposalQuerySet:
    """The proposals of a pair that are open, and those that came to nothing in the last days, the newest first."""
    recent = MeetingProposal.objects.visible_to(user).filter(pairing=pairing, proposed_at__gte=now - PROPOSALS_SHOWN)
    return recent.with_people().filter(meeting__isnull=True).order_by("-proposed_at")


def replies_to(meeting: Meeting) -> QuerySet[InvitationReply]:
    """What the calendars of the two answered to the invitation: to the meeting itself, else to its series."""
    about = Q(meeting=meeting) | Q(series=meeting.series_id, series__isnull=False)
    return (
        InvitationReply.objects.filter(about)
        .select_related("user")
        .order_by("user_id", F("meeting_id").desc(nulls_last=True))
    )


def left_out(pairing: Pairing, now: dt.datetime) -> list[list[Skip]]:
    """The days to come that each series of a pair leaves out; series that leave nothing out are not named."""
    kept = MeetingSeries.objects.filter(pairing=pairing).order_by("pk").values_list("skipped", flat=True)
    to_come = [[skip for skip in map(Skip.from_kept, skips) if skip.at > now] for skips in kept]
    return [skips for skips in to_come if skips]


def calendar_of(user: User) -> MeetingQuerySet:
    """Everything that stands in this person's calendar."""
    return with_people(Meeting.objects.of_member(user)).exclude(state=MeetingState.PROPOSED).order_by("starts_at", "pk")


def planned_or_held(pairing_ids: Collection[int]) -> MeetingQuerySet:
    """Which meetings of these pairs are planned or held."""
    return Meeting.objects.filter(pairing_id__in=pairing_ids, state__in=[MeetingState.SCHEDULED, MeetingState.HELD])


class Met(NamedTuple):
    """When a pair last met or was to, and when it next meets."""

    last: dt.datetime | None
    next_planned: dt.datetime | None

    def and_then(self, meeting: Meeting, now: dt.datetime) -> Met:
        """Take in one more meeting, the earlier ones first."""
        if meeting.state == MeetingState.SCHEDULED and meeting.starts_at >= now:
            return self._replace(next_planned=self.next_planned or meeting.starts_at)
        return self._replace(last=meeting.starts_at)


@dataclass(frozen=True)
class Drift:
    """A pair without contact, and without a planned meeting, for longer than its cohort allows."""

    pairing: Pairing
    last_contact: dt.datetime
    days: int


def drifting(pairings: Sequence[Pairing], now: dt.datetime) -> list[Drift]:
    """Which of these pairs at work (with people and policy at hand) were not in touch for too long, with no plan to be.

    The one definition of drift, for home pages and the leader's board. In touch is who met, or what `contact` knows
    besides: an observation, for one. A meeting that nobody has confirmed yet counts as met until somebody says otherwise.
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
    return _drifts(pairings, {row[0]: Met(*row[1:]) for row in rows}, now)


def _drifts(pairings: Iterable[Pairing], met: Mapping[int, Met], now: dt.datetime) -> list[Drift]:
    """Which of these pairs drift, given when they met; what else counts as contact is asked where it matters only."""
    nothing = Met(None, None)
    without_plan = [pair for pair in pairings if pair.is_active and not met.get(pair.pk, nothing).next_planned]
    silent = [pair for pair in without_plan if _drift(pair, now, met.get(pair.pk, nothing).last)]
    otherwise = contact.last_contacts([pair.pk for pair in silent])
    found = [_drift(pair, now, met.get(pair.pk, nothing).last, otherwise.get(pair.pk)) for pair in silent]
    return [drift for drift in found if drift is not None]


def _drift(pairing: Pairing, now: dt.datetime, *contacts: dt.datetime | None) -> Drift | None:
    """How long this pair was out of touch, if that is longer than its cohort allows."""
    last_contact = max(filter(None, [*contacts, pairing.activated_at]), default=None)
    if last_contact is None:
        return None
    days = (timezone.localdate(now) - timezone.localdate(last_contact)).days
    return Drift(pairing, last_contact, days) if days > pairing.cohort.policy.drift_after_days else None


@dataclass(frozen=True)
class HomeMeetings:
    """The meetings that matter on a home page, and which pairs drift."""

    to_confirm: list[Line]
    to_reflect_on: list[Line]
    upcoming: list[Line]
    ever_met: set[int]
    """Ids of the pairings with a meeting planned or held."""
    drifting: list[Drift]


def meetings_on(visit: Visit) -> HomeMeetings:
    """Read what the home page shows of meetings in one query, and one more if a pair was silent for long."""
    user, now, side = visit.user, visit.now, f"pairing__{visit.role}__user"
    found = list(
        _near(Meeting.objects.filter(**{side: user}), now)
        .order_by("starts_at")
        .annotate(has_reflected=Exists(Reflection.objects.filter(meeting=OuterRef("pk"), author=user)))
    )
    planned = [meeting for meeting in found if meeting.state == MeetingState.SCHEDULED]
    held = [meeting for meeting in found if meeting.state == MeetingState.HELD]
    met: dict[int, Met] = {}
    for meeting in found:
        met[meeting.pairing_id] = met.get(meeting.pairing_id, Met(None, None)).and_then(meeting, now)
    return HomeMeetings(
        to_confirm=lines((meeting for meeting in planned if meeting.ends_at < now and _was_to_be(meeting)), user),
        to_reflect_on=lines(
            (
                meeting
                for meeting in reversed(held)
                if meeting.starts_at >= now - REFLECT_WITHIN and not meeting.has_reflected
            ),
            user,
        ),
        upcoming=lines((meeting for meeting in planned if meeting.ends_at >= now and meeting.pairing.is_active), user),
        ever_met=set(met),
        drifting=_drifts(visit.once(pairs_at_work), met, now),
    )


def _near(meetings: MeetingQuerySet, now: dt.datetime) -> MeetingQuerySet:
    """Of each pair: what waits to be confirmed, the next ones, the last one held and those to reflect on."""
    of_pair = Meeting.objects.filter(pairing=OuterRef("pairing"))
    to_come = of_pair.filter(state=MeetingState.SCHEDULED, ends_at__gte=now).order_by("starts_at").values("pk")
    last_held = of_pair.held().order_by("-starts_at").values("pk")
    return with_people(
        meetings.filter(
            Q(state=MeetingState.SCHEDULED, ends_at__lt=now)
            | Q(pk__in=Subquery(to_come[:NEXT_ONES]))
            | Q(pk__in=Subquery(last_held[:1]))
            | Q(state=MeetingState.HELD, starts_at__gte=now - REFLECT_WITHIN)
        )
    ).annotate(agenda_count=Count("agenda_items", distinct=True))


def _was_to_be(meeting: Meeting) -> bool:
    """Was the pair still together when this meeting began?"""
    ended_at = meeting.pairing.ended_at
    return ended_at is None or ended_at >= meeting.starts_at


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
