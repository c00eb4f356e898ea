"""A GROW goal from its first words to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements import seen as before_their_eyes
from agreements.domain.conflicts import untouched_by_others
from agreements.enums import GOAL_MOVES, ActionSource, Changed, GoalState
from agreements.models import Change, Goal, GoalEntry
from agreements.queries import progress_of
from agreements.smart import lacking
from matching.models import Pairing
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from mentorship.accounts.models import User

TERMS = (
    "goal",
    "competency",
    "measure_target",
    "measure_unit",
    "measure_topic",
    "measure_observed",
    "measure_level",
    "target_date",
)
"""What the two agree on; it stays once they have."""
SOURCES_ONCE = {ActionSource.OBSERVATION, ActionSource.REVIEW}
"""One observation, and one review, makes at most one goal, and at most one action."""
PLAN = ("reality", "options", "will")
"""What both go on writing while the goal is open."""


@transaction.atomic
def write_goal(
    *,
    pairing_id: int,
    by: User,
    now: datetime,
    source: str = ActionSource.GOAL,
    source_uuid: UUID | None = None,
    **fields: Any,
) -> Goal:
    """Write a goal as a draft; `fields` are those of `Goal`: its terms, its plan and `confidence_before`.

    `source_uuid` is the observation, meeting or review whose next step it is; the same one again returns the goal
    there is.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: the pair is not at work yet or any more, or a field cannot be as it is.
    """
    pairing = Pairing.objects.select_for_update(of=["self"], no_key=True).with_people().get(pk=pairing_id)
    goal = Goal(pairing=pairing, source=source, source_uuid=source_uuid)
    may_work_on(goal, by)
    present = _made_of(goal)
    if present is not None:
        return present
    if not pairing.is_active:
        raise Refused(_("Goals begin once both of you have signed your agreement."))
    _fill(goal, fields, by)
    goal.save()
    audit.record(verb="write_goal", actor=by, target=goal, now=now, new=goal.state)
    return goal


@transaction.atomic
def edit_goal(*, goal_id: int, by: User, now: datetime, seen: Mapping[str, str] | None = None, **fields: Any) -> Goal:
    """Change a goal: all of it while it is a draft, its plan as long as it is open.

    `seen` are the texts as they stood when the writer began: what the other changed meanwhile and the writer left alone
    stays as the other wrote it.

    Raises:
        NotAllowed: `by` is not one of the two.
        ChangedMeanwhile: both changed the same text.
        Refused: the goal has come to its end, or its agreed terms would change, or a field cannot be as it is.
    """
    goal = lock_goal(goal_id)
    may_work_on(goal, by)
    refuse_closed(goal)
    before = {name: getattr(goal, name) for name in fields}
    changed = untouched_by_others(before, fields, seen or {})
    if not changed:
        return goal
    if goal.state != GoalState.DRAFT and set(changed) & set(TERMS):
        raise Refused(_("You have both agreed on this goal, so its words, its measure and its date stay as they are."))
    _fill(goal, changed, by)
    goal.save(update_fields=list(changed))
    _remember(goal, before, changed, by=by, now=now)
    audit.record(verb="edit_goal", actor=by, target=goal, now=now, old=goal.state, new=goal.state)
    return goal


@transaction.atomic
def agree_goal(*, goal_id: int, by: User, now: datetime, seen: Mapping[str, str]) -> Goal:
    """Agree to a draft, as the mentor; its terms stay from now on. What the mentee wrote to do for it is agreed too.

    `seen` are its terms and those actions as the mentor's page showed them, by `agreements.seen`.

    Raises:
        NotAllowed: `by` is not the mentor.
        Refused: the mentee changed its terms or its actions since the mentor saw them; or the goal has no measure, no date or one that has passed or lies outside the cohort; or is no draft.
    """
    goal = lock_goal(goal_id)
    if not by.has_perm("agreements.agree_goal", goal):
        raise NotAllowed(_("The mentor agrees to a goal."))
    if goal.state in {GoalState.AGREED, GoalState.IN_PROGRESS}:
        return goal
    actions = [action for action in goal.actions.select_related("owner").order_by("pk") if action.waits_for(by)]
    before_their_eyes.refuse_unseen(before_their_eyes.of_goal(goal, actions), seen, partner=goal.pairing.mentee.user)
    if goal.state == GoalState.DRAFT and (problems := lacking(goal, local_day(now))):
        raise Refused(_("Before you can agree to this goal: %(problems)s") % {"problems": " ".join(problems)})
    move_goal(goal, GoalState.AGREED, verb="agree_goal", by=by, now=now, agreed_at=now)
    goal.actions.filter(pk__in=[action.pk for action in actions]).update(agreed_at=now)
    Change.objects.bulk_create(
        Change(goal=goal, action=action, by=by, at=now, what=Changed.ACTION_AGREED, after=action.text)
        for action in actions
    )
    return goal


@transaction.atomic
def start_if_evidence(*, goal_id: int, now: datetime) -> Goal:
    """Move an agreed goal on to "in progress" once there is evidence for it.

    Whoever records evidence (a procedure, an observation, a done action) calls this afterwards, in the same
    transaction; without evidence, or in any other state, it does nothing.
    """
    goal = lock_goal(goal_id)
    if goal.state == GoalState.AGREED and progress_of([goal], now)[goal.pk].count:
        move_goal(goal, GoalState.IN_PROGRESS, verb="start_if_evidence", by=None, now=now)
    return goal


@transaction.atomic
def confirm_achieved(*, goal_id: int, by: User, now: datetime) -> Goal:
    """Confirm, as the mentor, that a goal whose measure is met is achieved.

    Raises:
        NotAllowed: `by` is not the mentor.
        Refused: the measure is not met, or the goal is not being worked on.
    """
    goal = lock_goal(goal_id)
    if not by.has_perm("agreements.confirm_goal", goal):
        raise NotAllowed(_("The mentor confirms that a goal is achieved."))
    if goal.state == GoalState.ACHIEVED:
        return goal
    progress = progress_of([goal], now)[goal.pk]
    if goal.state in {GoalState.AGREED, GoalState.IN_PROGRESS} and not progress.is_met:
        raise Refused(
            _("The measure is not met yet: %(count)d of %(target)d.")
            % {"count": progress.count, "target": progress.target},
        )
    move_goal(goal, GoalState.ACHIEVED, verb="confirm_achieved", by=by, now=now, achieved_at=now)
    return goal


@transaction.atomic
def rate_confidence(
    *,
    goal_id: int,
    by: User,
    now: datetime,
    before: int | None = None,
    after: int | None = None,
) -> Goal:
    """Say, as the mentee, how confident one is, 1 to 10: before the work, and after the measure is met.

    Raises:
        NotAllowed: `by` is not the mentee.
        Refused: it is too late for the one or too early for the other, or no figure from 1 to 10.
    """
    goal = lock_goal(goal_id)
    if not by.has_perm("agreements.rate_confidence", goal):
        raise NotAllowed(_("Only the mentee says how confident they are."))
    ratings = {"confidence_before": before, "confidence_after": after}
    changed = {name: value for name, value in ratings.items() if value is not None and getattr(goal, name) != value}
    if not changed:
        return goal
    if goal.state in {GoalState.ABANDONED, GoalState.REVISED}:
        raise Refused(_("This goal is closed."))
    if "confidence_before" in changed and goal.state == GoalState.ACHIEVED:
        raise Refused(_("The goal is achieved, so confidence at the start stays as it was."))
    if (
        "confidence_after" in changed
        and goal.state != GoalState.ACHIEVED
        and not progress_of([goal], now)[goal.pk].is_met
    ):
        raise Refused(_("Rate your confidence at the end once the measure is met."))
    _set(goal, changed)
    goal.save(update_fields=list(changed))
    audit.record(verb="rate_confidence", actor=by, target=goal, now=now)
    return goal


@transaction.atomic
def write_note(*, goal_id: int, by: User, text: str, now: datetime) -> GoalEntry:
    """Write a dated note on a goal; the same note twice on the same day is one.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: there are no words.
    """
    goal = lock_goal(goal_id)
    may_work_on(goal, by)
    text = text.strip()
    if not text:
        raise Refused(_("Write a few words first."))
    entry, is_new = GoalEntry.objects.get_or_create(
        goal=goal,
        author=by,
        text=text,
        written_at__date=now.date(),
        defaults={"written_at": now},
    )
    if is_new:
        audit.record(verb="write_note", actor=by, target=entry, now=now)
    return entry


def _made_of(goal: Goal) -> Goal | None:
    """Find the goal that came from the same next step; a meeting may have several."""
    if goal.source_uuid is None or goal.source not in SOURCES_ONCE:
        return None
    return (
        Goal.objects.with_people()
        .filter(pairing=goal.pairing, source=goal.source, source_uuid=goal.source_uuid)
        .first()
    )


def _remember(goal: Goal, before: dict[str, Any], changed: dict[str, Any], *, by: User, now: datetime) -> None:
    """Keep what the words were, so that the other sees what was changed; a draft's words are nobody's yet."""
    if goal.state == GoalState.DRAFT:
        return
    Change.objects.bulk_create(
        Change(goal=goal, by=by, at=now, what=name, before=before[name], after=value)
        for name, value in changed.items()
        if name in PLAN
    )


def _fill(goal: Goal, fields: dict[str, Any], by: User) -> None:
    unknown = set(fields) - {*TERMS, *PLAN, "confidence_before"}
    if unknown:
        raise TypeError(f"A goal has no {', '.join(sorted(unknown))} to write.")
    if fields.get("confidence_before") is not None and not by.has_perm("agreements.rate_confidence", goal):
        raise NotAllowed(_("Only the mentee says how confident they are."))
    _set(goal, fields)


def _set(goal: Goal, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(goal, name, value)
    try:
        goal.full_clean(exclude=["pairing", "state"])
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def move_goal(goal: Goal, to: str, *, verb: str, by: User | None, now: datetime, **stamps: Any) -> None:
    """Give a goal its next state with what belongs to it, inside the caller's transaction."""
    old = goal.state
    move(goal, to, moves=GOAL_MOVES)
    for name, moment in stamps.items():
        setattr(goal, name, moment)
    goal.save(update_fields=["state", *stamps])
    audit.record(verb=verb, actor=by, target=goal, now=now, old=old, new=goal.state)


def may_work_on(goal: Goal, by: User) -> None:
    """Refuse anybody but the two."""
    if not by.has_perm("agreements.work_on_goal", goal):
        raise NotAllowed(_("Only the two people of this pair work on its goals."))


def refuse_closed(goal: Goal) -> None:
    """Refuse what would change a goal that has come to its end."""
    if not goal.is_open:
        raise Refused(_("This goal is closed, so it stays as it is."))


def lock_goal(goal_id: int) -> Goal:
    """Lock a goal with its people at hand."""
    return Goal.objects.select_for_update(of=["self"], no_key=True).with_people().get(pk=goal_id)
