"""What meetings add to the home page: the next one, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Pairing
from meetings import queries
from meetings.models import Meeting
from mentorship.core.home import NextThing, Section
from mentorship.core.navigation import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from matching.models.pairing import PairingQuerySet
    from meetings.models.meeting import MeetingQuerySet
    from mentorship.accounts.models import User

ANSWER, CONFIRM, REFLECT, PLAN = 10, 20, 30, 40
SECTION_ORDER = 30
UPCOMING_SHOWN = 2


def next_things(user: User, role: str, now: datetime) -> Iterator[NextThing]:
    """Confirm what is over, reflect on what was held, plan the first or the next meeting."""
    if role not in {Role.MENTOR, Role.MENTEE}:
        return
    for proposal in queries.proposals_for(user, now):
        if _acts_as(role, proposal.pairing, user):
            yield NextThing(
                title=_("Choose a time with %(name)s") % {"name": proposal.proposed_by.get_short_name()},
                why=_("Times are proposed to you. One tap plans the meeting."),
                button=_("Choose"),
                url=reverse("meetings:timing", args=[proposal.pairing.uuid]),
                rank=ANSWER,
                due_at=proposal.expires_at,
            )
    for line in queries.lines(queries.to_confirm(_meetings(user, role), now), user):
        when = date_format(timezone.localtime(line.meeting.starts_at), "l j F, H:i")
        yield NextThing(
            title=_("Confirm your meeting with %(name)s") % {"name": line.partner.get_short_name()},
            why=_("It was planned for %(when)s. One tap says whether you met.") % {"when": when},
            button=_("Confirm"),
            url=reverse("meetings:meeting", args=[line.meeting.uuid]),
            rank=CONFIRM,
        )
    if role == Role.MENTEE:
        for line in queries.lines(queries.to_reflect_on(user, now)[:1], user):
            yield NextThing(
                title=_("Sum up your meeting with %(name)s") % {"name": line.partner.get_short_name()},
                why=_("What you learned and what you do next. Two lines are enough, and only you read them."),
                button=_("Write"),
                url=reverse("meetings:meeting", args=[line.meeting.uuid]) + "#reflection",
                rank=REFLECT,
            )
    yield from _to_plan(user, role, now)


def sections(user: User, role: str, now: datetime) -> Iterator[Section]:
    """The next meetings, and the fact that a pair has not met for long."""
    if role not in {Role.MENTOR, Role.MENTEE}:
        return
    upcoming = queries.lines(queries.upcoming(_meetings(user, role), now)[:UPCOMING_SHOWN], user)
    drifting = queries.drifting(list(_pairings(user, role).select_related("mentee__cohort__policy")), now)
    facts = [
        ngettext(
            "%(days)d day since you and %(name)s last met, and no meeting is planned.",
            "%(days)d days since you and %(name)s last met, and no meeting is planned.",
            drift.days,
        )
        % {"days": drift.days, "name": drift.pairing.partner_of(user).user.get_short_name()}
        for drift in drifting
    ]
    if upcoming or facts:
        yield Section(
            key="next-meeting",
            title=_("Your next meeting") if len(upcoming) == 1 else _("Your next meetings"),
            template="meetings/_home.html",
            order=SECTION_ORDER,
            context={"upcoming": upcoming, "facts": facts, "now": now},
        )


def _to_plan(user: User, role: str, now: datetime) -> Iterator[NextThing]:
    pairings = list(_pairings(user, role).select_related("mentee__cohort__policy"))
    met = set(queries.planned_or_held([pairing.pk for pairing in pairings]).values_list("pairing_id", flat=True))
    drifting = {drift.pairing.pk for drift in queries.drifting(pairings, now)}
    for pairing in pairings:
        name = pairing.partner_of(user).user.get_short_name()
        if pairing.pk not in met:
            title, why = _("Plan your first meeting with %(name)s"), _("A regular time is the one that is kept.")
        elif pairing.pk in drifting:
            title, why = _("Plan your next meeting with %(name)s"), _("You have not met for a while.")
        else:
            continue
        yield NextThing(
            title=title % {"name": name},
            why=why,
            button=_("Plan"),
            url=reverse("meetings:plan" if pairing.pk not in met else "meetings:find", args=[pairing.uuid]),
            rank=PLAN,
        )


def _acts_as(role: str, pairing: Pairing, user: User) -> bool:
    enrollment = pairing.mentor if role == Role.MENTOR else pairing.mentee
    return enrollment.user_id == user.pk


def _pairings(user: User, role: str) -> PairingQuerySet:
    own = Pairing.objects.of_mentor(user) if role == Role.MENTOR else Pairing.objects.of_mentee(user)
    return own.active().with_people().order_by("activated_at")


def _meetings(user: User, role: str) -> MeetingQuerySet:
    side = "mentor" if role == Role.MENTOR else "mentee"
    return Meeting.objects.of_member(user).filter(**{f"pairing__{side}__user": user})
