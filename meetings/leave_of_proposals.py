"""How times that lie on the table move when somebody goes on leave, and until when they can be answered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.leave import of_scope
from meetings.leave import later
from meetings.models import MeetingProposal, ProposedTime
from programs.domain.leave.shifting import DatedKind, Shift
from programs.domain.leave.writing import as_dates, from_iso, reader, writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

    from mentorship.accounts.models import User
    from programs.domain.leave.shifting import Dates, Scope

STARTS, EXPIRES = ["starts_at"], ["expires_at"]


def _open_ones(scope: Scope) -> QuerySet[MeetingProposal]:
    return MeetingProposal.objects.open(scope.now).filter(of_scope(scope))


def _first_moment(scope: Scope) -> dt.datetime:
    return dt.datetime.combine(scope.starts_on, dt.time.min, tzinfo=ZoneInfo(scope.cohort.time_zone))


def times(scope: Scope) -> Iterator[Shift]:
    """Return the times of proposals that can still be answered, on the first day or later."""
    zone = ZoneInfo(scope.cohort.time_zone)
    found = ProposedTime.objects.filter(proposal__in=_open_ones(scope), starts_at__gte=_first_moment(scope))
    people = ("proposal__pairing__mentor__user", "proposal__pairing__mentee__user")
    for time in found.select_related(*people).order_by("starts_at", "pk"):
        new = later(time.starts_at, zone, scope.by)
        label = _("A time proposed between %(pair)s") % {"pair": time.proposal.pairing}
        before = as_dates(time, STARTS)
        yield Shift("proposed_time", time.pk, label, time.starts_at, new, before, {"starts_at": new.isoformat()})


def answers(scope: Scope) -> Iterator[Shift]:
    """Return until when these proposals can be answered."""
    found = _open_ones(scope).filter(expires_at__gte=_first_moment(scope))
    for proposal in found.select_related("pairing__mentor__user", "pairing__mentee__user").order_by("expires_at", "pk"):
        new = proposal.expires_at + scope.by
        label = _("Proposed times of %(pair)s, to answer by") % {"pair": proposal.pairing}
        before = as_dates(proposal, EXPIRES)
        yield Shift(
            "times_answer_by", proposal.pk, label, proposal.expires_at, new, before, {"expires_at": new.isoformat()}
        )


def write_times(dates: Mapping[int, Dates], _by: User, _now: dt.datetime) -> None:
    """Give times their new days; one proposal holds no time twice, row by row, so whoever moves furthest goes first."""
    found = list(ProposedTime.objects.filter(pk__in=dates).order_by("starts_at"))
    moved = [(time, from_iso(dates[time.pk]["starts_at"])) for time in found]
    if moved and isinstance(moved[0][1], dt.datetime) and moved[0][1] > moved[0][0].starts_at:
        moved.reverse()
    for time, starts_at in moved:
        if isinstance(starts_at, dt.datetime):
            time.starts_at = starts_at
            time.save(update_fields=STARTS)


TIMES = DatedKind(
    "proposed_time", gettext_lazy("Proposed times"), times, reader(ProposedTime.objects, STARTS), write_times
)
ANSWERS = DatedKind(
    "times_answer_by",
    gettext_lazy("Proposed times, to answer by"),
    answers,
    reader(MeetingProposal.objects, EXPIRES),
    writer(MeetingProposal.objects, EXPIRES),
)
