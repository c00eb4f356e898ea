"""What meetings add to the home page: the next one, and what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.queries.pairs import pairs_at_work, pairs_on
from meetings import queries
from meetings.models import Meeting, MeetingProposal
from mentorship.core.home import NextThing, Section, Tap, rows_of
from mentorship.core.navigation import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

    from matching.models import Pairing
    from mentorship.core.home import Visit

ANSWER, CONFIRM, REFLECT, PLAN = 10, 20, 30, 40
SECTION_ORDER = 30
PROPOSALS = "meeting-proposals"
"""Rows of times that wait for an answer."""
CONTESTED = "meeting-contested"
"""Rows of meetings of which the two say different things."""
CONTESTED_FOR = timedelta(days=14)
"""So long home asks to look at two answers that differ; the list of meetings shows them ever after."""


def rows(visit: Visit) -> Iterator[QuerySet[Any]]:
    """What is asked together with all other apps: times to choose from, and meetings that the two tell differently."""
    if pairings := [pairing.pk for pairing in visit.once(pairs_on)]:
        waiting = MeetingProposal.objects.open(visit.now).filter(pairing__in=pairings).exclude(proposed_by=visit.user)
        yield rows_of(waiting, PROPOSALS, pairing="pairing_id", at="expires_at")
        told = queries.contested(Meeting.objects.filter(pairing__in=pairings), since=visit.now - CONTESTED_FOR)
        yield rows_of(told, CONTESTED, pairing="pairing_id", at="starts_at")


def next_things(visit: Visit) -> Iterator[NextThing]:
    """Choose a time, confirm what is over, look at answers that differ, reflect, plan the first or the next meeting."""
    if visit.role not in {Role.MENTOR, Role.MENTEE}:
        return
    pairings = {pairing.pk: pairing for pairing in visit.once(pairs_on)}
    for row in visit.rows(PROPOSALS):
        pairing = pairings[row.pairing_id or 0]
        yield NextThing(
            title=_("Choose a time with %(name)s") % {"name": pairing.partner_of(visit.user).user.get_short_name()},
            why=_("Times are proposed to you. One tap plans the meeting."),
            button=_("Choose"),
            url=reverse("meetings:timing", args=[pairing.uuid]),
            rank=ANSWER,
            due_at=row.at,
        )
    yield from _contested(visit, pairings)
    meetings = visit.once(queries.meetings_on)
    for line in meetings.to_confirm:
        starts_at = timezone.localtime(line.meeting.starts_at)
        yield NextThing(
            title=_("Confirm your meeting with %(name)s on %(day)s")
            % {"name": line.partner.get_short_name(), "day": date_format(starts_at, "j F")},
            why=_("It was planned for %(when)s. Did you meet?") % {"when": date_format(starts_at, "l j F, H:i")},
            button=_("Something else"),
            url=reverse("meetings:meeting", args=[line.meeting.uuid]),
            rank=CONFIRM,
            tap=Tap(
                label=_("Yes, %(minutes)d minutes") % {"minutes": line.meeting.planned_minutes},
                url=reverse("meetings:confirm", args=[line.meeting.uuid]),
                fields=(("minutes", str(line.meeting.planned_minutes)),),
            ),
        )
    if visit.role == Role.MENTEE:
        for line in meetings.to_reflect_on[:1]:
            yield NextThing(
                title=_("Sum up your meeting with %(name)s") % {"name": line.partner.get_short_name()},
                why=_("What you learned and what you do next. Two lines are enough, and only you read them."),
                button=_("Write"),
                url=reverse("meetings:meeting", args=[line.meeting.uuid]) + "#reflection",
                rank=REFLECT,
            )
    yield from _to_plan(visit)


def sections(visit: Visit) -> Iterator[Section]:
    """The next meetings, and the fact that a pair has not met for long."""
    if visit.role not in {Role.MENTOR, Role.MENTEE}:
        return
    meetings = visit.once(queries.meetings_on)
    upcoming = meetings.upcoming[: queries.NEXT_ONES]
    facts = [
        ngettext(
            "%(days)d day since you and %(name)s last met, and no meeting is planned.",
            "%(days)d days since you and %(name)s last met, and no meeting is planned.",
            drift.days,
        )
        % {"days": drift.days, "name": drift.pairing.partner_of(visit.user).user.get_short_name()}
        for drift in meetings.drifting
    ]
    if upcoming or facts:
        yield Section(
            key="next-meeting",
            title=_("Your next meeting") if len(upcoming) == 1 else _("Your next meetings"),
            template="meetings/_home.html",
            order=SECTION_ORDER,
            context={"upcoming": upcoming, "facts": facts, "now": visit.now},
        )


def _contested(visit: Visit, pairings: Mapping[int, Pairing]) -> Iterator[NextThing]:
    for row in visit.rows(CONTESTED):
        name = pairings[row.pairing_id or 0].partner_of(visit.user).user.get_short_name()
        day = date_format(timezone.localtime(row.at), "j F")
        yield NextThing(
            title=_("Look again at your meeting with %(name)s on %(day)s") % {"name": name, "day": day},
            why=_("You two say different things of it. Talk to each other; whoever was mistaken answers again."),
            button=_("Look"),
            url=reverse("meetings:meeting", args=[row.uuid]),
            rank=CONFIRM,
        )


def _to_plan(visit: Visit) -> Iterator[NextThing]:
    meetings = visit.once(queries.meetings_on)
    drifting = {drift.pairing.pk for drift in meetings.drifting}
    for pairing in sorted(visit.once(pairs_at_work), key=lambda pair: (pair.activated_at or visit.now, pair.pk)):
        name = pairing.partner_of(visit.user).user.get_short_name()
        if pairing.pk not in meetings.ever_met:
            title, why = _("Plan your first meeting with %(name)s"), _("A regular time is the one that is kept.")
        elif pairing.pk in drifting:
            title, why = _("Plan your next meeting with %(name)s"), _("You have not met for a while.")
        else:
            continue
        yield NextThing(
            title=title % {"name": name},
            why=why,
            button=_("Plan"),
            url=reverse(
                "meetings:plan" if pairing.pk not in meetings.ever_met else "meetings:find", args=[pairing.uuid]
            ),
            rank=PLAN,
        )
