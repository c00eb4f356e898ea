"""About pairs that do not meet: the first meeting is not planned, or nobody was in touch for long."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Pairing
from meetings.enums import MeetingState
from meetings.models import Meeting
from meetings.queries import drifting
from mentorship.notifications.reminders import Due
from programs.enums import CohortStage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from meetings.queries import Drift

    class _Annotations(TypedDict):
        has_met_or_plans: bool

    AtWork: TypeAlias = WithAnnotations[Pairing, _Annotations]

TOLD_FOR = dt.timedelta(days=30)


def pairs_that_do_not_meet(now: dt.datetime) -> Iterator[Due]:
    """What the pairs at work hear, and their leaders, when nothing is planned and nobody was in touch."""
    pairings = list(_at_work())
    for pairing in pairings:
        if not pairing.has_met_or_plans:
            yield from _first_meeting(pairing, now)
    yield from _out_of_touch(pairings, now)


def _first_meeting(pairing: AtWork, now: dt.datetime) -> Iterator[Due]:
    """One to each of two who may begin and have planned no meeting, as often as they are reminded to sign."""
    every = dt.timedelta(days=pairing.cohort.policy.agreement_reminder_days)
    began = pairing.activated_at
    if began is None or not every <= now - began < TOLD_FOR:
        return
    number = (now - began) // every
    for person in (pairing.mentee, pairing.mentor):
        partner = pairing.partner_of(person.user).user.get_short_name()
        yield Due(
            recipient_id=person.user_id,
            kind="first_meeting",
            subject_uuid=pairing.uuid,
            slot=str(number),
            due_at=began + number * every,
            expires_at=began + TOLD_FOR,
            headline=_("Plan your first meeting with %(name)s") % {"name": partner},
            lines=(_("Half an hour is enough to begin. Propose up to three times; one tap accepts."),),
            action_label=_("Find a time"),
            action_path=reverse("meetings:find", args=[pairing.uuid]),
            scope_uuid=pairing.cohort.uuid,
        )


def _out_of_touch(pairings: list[AtWork], now: dt.datetime) -> Iterator[Due]:
    """One to each of a pair that drifts; one to the program leaders if it still does after the policy's days."""
    for drift in drifting(pairings, now):
        policy = drift.pairing.cohort.policy
        since = drift.last_contact + dt.timedelta(days=policy.drift_after_days)
        leaders_hear = since + dt.timedelta(days=policy.escalation_days)
        yield from _to_the_pair(drift, min(since, now), leaders_hear)
        if leaders_hear <= now:
            yield from _to_the_leaders(drift, leaders_hear)


def _to_the_pair(drift: Drift, due_at: dt.datetime, leaders_hear: dt.datetime) -> Iterator[Due]:
    pairing = drift.pairing
    for person in (pairing.mentee, pairing.mentor):
        with timezone.override(person.user.time_zone):
            day = date_format(timezone.localtime(leaders_hear), "j F")
        yield Due(
            recipient_id=person.user_id,
            kind="no_contact",
            subject_uuid=pairing.uuid,
            slot=_occasion(drift),
            due_at=due_at,
            headline=_("You and %(name)s have not met for a while")
            % {"name": pairing.partner_of(person.user).user.get_short_name()},
            lines=(
                _("A short call counts too. If it does not fit any more, you can pause or end without fault."),
                _(
                    "If nothing is planned by %(day)s, your program leader hears that you two are out of touch, and nothing else."
                )
                % {"day": day},
            ),
            action_label=_("Find a time"),
            action_path=reverse("meetings:find", args=[pairing.uuid]),
            scope_uuid=pairing.cohort.uuid,
        )


def _to_the_leaders(drift: Drift, due_at: dt.datetime) -> Iterator[Due]:
    pairing = drift.pairing
    names = {"mentee": pairing.mentee.user.full_name, "mentor": pairing.mentor.user.full_name}
    for leadership in pairing.cohort.program.leaderships.all():
        yield Due(
            recipient_id=leadership.user_id,
            kind="pair_drifting",
            subject_uuid=pairing.uuid,
            slot=_occasion(drift),
            due_at=due_at,
            headline=_("%(mentee)s and %(mentor)s stay out of touch") % names,
            lines=(
                ngettext(
                    "Nothing shows contact for %(days)d day. We reminded both of them and told them that you would hear.",
                    "Nothing shows contact for %(days)d days. We reminded both of them and told them that you would hear.",
                    drift.days,
                )
                % {"days": drift.days},
            ),
            action_label=_("Open the pair"),
            action_path=reverse("matching:pairing", args=[pairing.uuid]),
            scope_uuid=pairing.cohort.uuid,
        )


def _occasion(drift: Drift) -> str:
    """Name the silence by the day of the last contact: in touch again and silent again is another one."""
    return f"since {timezone.localdate(drift.last_contact).isoformat()}"


def _at_work() -> QuerySet[AtWork]:
    meetings = Meeting.objects.filter(pairing=OuterRef("pk"), state__in=[MeetingState.SCHEDULED, MeetingState.HELD])
    return (
        Pairing.objects.active()
        .filter(mentee__cohort__stage=CohortStage.RUNNING)
        .with_people()
        .select_related("mentee__cohort__policy", "mentee__cohort__program")
        .prefetch_related("mentee__cohort__program__leaderships")
        .annotate(has_met_or_plans=Exists(meetings))
        .order_by("pk")
    )
