"""A leader sends people on leave, or extends their time: previewed, confirmed in one step, taken back in one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.domain.leave.shifting import Scope, find_all, kinds
from programs.enums import LEAVE_MOVES, CohortStage, EnrollmentState, LeaveState
from programs.models import Cohort, Enrollment, Leave, LeaveShift
from programs.models.leave import MOST_WEEKS
from programs.rules import leads_the_cohort

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from mentorship.accounts.models import User
    from programs.domain.leave.shifting import DatedKind, Dates, Shift

DAYS_IN_A_WEEK = 7


@dataclass(frozen=True)
class Plan:
    """A leave before it is confirmed: who, from when to when, and every date that moves."""

    cohort: Cohort
    people: list[Enrollment]
    is_whole_cohort: bool
    starts_on: date
    ends_on: date
    weeks: int
    found: list[tuple[DatedKind, list[Shift]]]

    @property
    def count(self) -> int:
        """How many dates move."""
        return sum(len(shifts) for _kind, shifts in self.found)

    @property
    def digest(self) -> str:
        """Tell by 32 characters whether what moves is what the leader looked at."""
        facts = [
            [kind.key, shift.record_id, shift.before, shift.after] for kind, shifts in self.found for shift in shifts
        ]
        whose = ["all"] if self.is_whole_cohort else sorted(person.pk for person in self.people)
        return hashlib.sha256(json.dumps([whose, self.weeks, facts], sort_keys=True).encode()).hexdigest()[:32]


class PlanChanged(Refused):
    """What moves is not what the leader looked at; `plan` is how it stands now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            _("Something changed since you looked: the dates below are the present ones. Nothing was moved.")
        )
        self.plan = plan


@dataclass(frozen=True)
class Undone:
    """What taking a leave back did: how many records went back, and which had changed since and were left."""

    leave: Leave
    restored: int
    changed_since: list[str]


def whole_weeks(starts_on: date, *, until: date | None, weeks: int | None) -> tuple[int, date]:
    """Return by how many weeks dates move, and the last day of the leave; weekdays stay because weeks are whole.

    Raises:
        Refused: neither or both are given, the days are the wrong way round, or it is too long.
    """
    if (until is None) == (weeks is None):
        raise Refused(_("Say until when, or by how many weeks: one of the two."))
    if until is not None:
        if until < starts_on:
            raise Refused(_("The last day must not come before the first."))
        weeks = -(-((until - starts_on).days + 1) // DAYS_IN_A_WEEK)
    if weeks is None or not 1 <= weeks <= MOST_WEEKS:
        raise Refused(_("Dates move by 1 to %(most)d weeks.") % {"most": MOST_WEEKS})
    return weeks, until or starts_on + timedelta(weeks=weeks, days=-1)


def plan_leave(
    *,
    cohort_id: int,
    enrollment_ids: Collection[int] | None,
    starts_on: date,
    until: date | None,
    weeks: int | None,
    by: User,
    now: datetime,
) -> Plan:
    """Say what a leave would move, without moving anything; `enrollment_ids=None` means the whole cohort.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the days make no sense, the cohort is closed, or somebody does not take part any more.
    """
    cohort = Cohort.objects.select_related("program").get(pk=cohort_id)
    if not leads_the_cohort(by, cohort):
        raise NotAllowed(_("Only who leads the program can move its dates."))
    if cohort.stage == CohortStage.CLOSED:
        raise Refused(_("This cohort is closed: its dates stay."))
    weeks, ends_on = whole_weeks(starts_on, until=until, weeks=weeks)
    people = list(_people(cohort, enrollment_ids))
    if enrollment_ids is not None and len(people) != len(set(enrollment_ids)):
        raise Refused(_("Somebody you chose does not take part in this cohort any more."))
    if enrollment_ids is not None and not people:
        raise Refused(_("Choose to whom it applies."))
    chosen = None if enrollment_ids is None else frozenset(enrollment_ids)
    scope = Scope(cohort=cohort, enrollment_ids=chosen, starts_on=starts_on, weeks=weeks, now=now)
    return Plan(cohort, people, enrollment_ids is None, starts_on, ends_on, weeks, find_all(scope))


def _people(cohort: Cohort, enrollment_ids: Collection[int] | None) -> list[Enrollment]:
    if enrollment_ids is None:
        return []
    over = [EnrollmentState.WITHDRAWN, EnrollmentState.COMPLETED]
    rows = Enrollment.objects.filter(cohort=cohort, pk__in=enrollment_ids).exclude(state__in=over)
    return list(rows.select_related("user").order_by("user__full_name"))


@transaction.atomic
def apply_leave(
    *,
    key: UUID,
    digest: str,
    cohort_id: int,
    enrollment_ids: Collection[int] | None,
    starts_on: date,
    until: date | None,
    weeks: int | None,
    by: User,
    now: datetime,
) -> Leave:
    """Move every date of the plan at once; the same `key`, which the form carries, is the same leave.

    Raises:
        NotAllowed: `by` does not lead the program.
        PlanChanged: what moves is not what the leader looked at (`digest`).
        Refused: the plan makes no sense, or something stands in its way.
    """
    Cohort.objects.select_for_update(of=["self"]).get(pk=cohort_id)
    made = Leave.objects.visible_to(by).filter(uuid=key, cohort=cohort_id).first()
    if made is not None:
        return made
    plan = plan_leave(
        cohort_id=cohort_id,
        enrollment_ids=enrollment_ids,
        starts_on=starts_on,
        until=until,
        weeks=weeks,
        by=by,
        now=now,
    )
    if plan.digest != digest:
        raise PlanChanged(plan)
    leave = Leave.objects.create(
        uuid=key,
        cohort=plan.cohort,
        is_whole_cohort=plan.is_whole_cohort,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        weeks=plan.weeks,
        applied_at=now,
        applied_by=by,
    )
    leave.enrollments.set(plan.people)
    for kind, shifts in plan.found:
        _write(kind, shifts, leave, by, now)
    audit.record(
        verb="apply_leave", actor=by, target=leave, now=now, old=str(plan.starts_on), new=f"+{plan.weeks} weeks"
    )
    return leave


def _write(kind: DatedKind, shifts: list[Shift], leave: Leave, by: User, now: datetime) -> None:
    if kind.write is None or kind.current is None:
        return
    present = kind.current([shift.record_id for shift in shifts])
    if any(present.get(shift.record_id) != shift.before for shift in shifts):
        raise Refused(_("Somebody changed one of these dates this very moment. Nothing was moved; look again."))
    _give(kind, {shift.record_id: shift.after for shift in shifts}, by, now)
    LeaveShift.objects.bulk_create(
        LeaveShift(leave=leave, kind=kind.key, record_id=shift.record_id, before=shift.before, after=shift.after)
        for shift in shifts
    )


def _give(kind: DatedKind, dates: Mapping[int, Dates], by: User, now: datetime) -> None:
    """Write dates; what the database forbids, such as two meetings of a pair at one time, is refused in words."""
    if kind.write is None:
        return
    try:
        with transaction.atomic():
            kind.write(dates, by, now)
    except IntegrityError as error:
        raise Refused(
            _("Nothing was moved: something planned since stands where one of these would go (%(kind)s).")
            % {"kind": kind.label}
        ) from error


@transaction.atomic
def undo_leave(*, leave_id: int, by: User, now: datetime) -> Undone:
    """Take a leave back: every record that is still where the leave put it goes back; the others are named and left.

    Raises:
        NotAllowed: `by` does not lead the program.
    """
    leave = Leave.objects.select_for_update(of=["self"]).select_related("cohort__program").get(pk=leave_id)
    if not leads_the_cohort(by, leave.cohort):
        raise NotAllowed(_("Only who leads the program can take a leave back."))
    if leave.state == LeaveState.UNDONE:
        return Undone(leave, 0, [])
    move(leave, LeaveState.UNDONE, moves=LEAVE_MOVES)
    leave.undone_at = now
    leave.save(update_fields=["state", "undone_at"])
    restored, changed = 0, []
    for kind in kinds():
        shifts = list(leave.shifts.filter(kind=kind.key))
        if not shifts or kind.write is None or kind.current is None:
            continue
        present = kind.current([shift.record_id for shift in shifts])
        unchanged = [shift for shift in shifts if present.get(shift.record_id) == shift.after]
        _give(kind, {shift.record_id: shift.before for shift in unchanged}, by, now)
        restored += len(unchanged)
        if len(unchanged) < len(shifts):
            changed.append(_("%(kind)s: %(n)d") % {"kind": kind.label, "n": len(shifts) - len(unchanged)})
    audit.record(verb="undo_leave", actor=by, target=leave, now=now, old=LeaveState.APPLIED, new=LeaveState.UNDONE)
    return Undone(leave, restored, changed)
