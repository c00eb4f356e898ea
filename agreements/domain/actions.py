"""Will steps: taken on, done, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements import seen as before_their_eyes
from agreements.domain.conflicts import untouched_by_others
from agreements.domain.goals import SOURCES_ONCE, start_if_evidence
from agreements.enums import ActionSource, Changed, GoalState
from agreements.models import Action, Change, Goal
from matching.enums import LIVE_PAIRING_STATES, PairingState
from matching.models import Pairing
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from mentorship.accounts.models import User

CHANGED = {"text": Changed.ACTION_TEXT, "owner_id": Changed.ACTION_OWNER, "due_on": Changed.ACTION_DUE}


@transaction.atomic
def add_action(
    *,
    pairing_id: int,
    text: str,
    owner_id: int,
    due_on: date | None,
    by: User,
    now: datetime,
    goal_id: int | None = None,
    source: str = ActionSource.GOAL,
    source_uuid: UUID | None = None,
    written_by: User | None = None,
) -> Action:
    """Take something on: who does what until when; the same next step again returns the action there is.

    It waits for the other one of the two to agree, unless somebody else than `by` wrote it: then `by` agrees to it.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: the pair is not at work, the owner is not one of the two, or the goal is closed or another pair's.
    """
    pairing = Pairing.objects.select_for_update(of=["self"], no_key=True).with_people().get(pk=pairing_id)
    action = Action(
        pairing=pairing,
        goal=_goal(goal_id, pairing),
        text=" ".join(text.split()),
        owner_id=owner_id,
        due_on=due_on,
        source=source,
        source_uuid=source_uuid,
        written_by=written_by or by,
        agreed_at=now if written_by not in {None, by} else None,
    )
    _may_work_on(action, by)
    present = _already_taken_on(action)
    if present is not None:
        return present
    if pairing.state not in {PairingState.ACTIVE, PairingState.PAUSED}:
        raise Refused(_("Actions begin once both of you have signed your agreement."))
    if owner_id not in {pairing.mentor.user_id, pairing.mentee.user_id}:
        raise Refused(_("An action belongs to one of you two."))
    try:
        action.full_clean(exclude=["pairing", "goal", "owner", "written_by"], validate_constraints=False)
        with transaction.atomic():
            action.save()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise Refused(_("This next step is an action already.")) from error
    remember(action, Changed.ACTION_ADDED, by=by, now=now, after=action.text)
    audit.record(verb="add_action", actor=by, target=action, now=now, new=source)
    return action


@transaction.atomic
def edit_action(
    *, action_id: int, by: User, now: datetime, seen: Mapping[str, Any] | None = None, **fields: Any
) -> Action:
    """Change what is to be done (`text`), who does it (`owner_id`) or by when (`due_on`); both see what it was.

    `seen` is how the action stood when the writer began.

    Raises:
        NotAllowed: `by` is not one of the two.
        ChangedMeanwhile: both changed the same.
        Refused: the action is done, the pair has ended, or a field cannot be as it is.
    """
    action = _lock(action_id)
    _may_work_on(action, by)
    before = {name: getattr(action, name) for name in fields}
    changed = untouched_by_others(before, fields, seen or {})
    if not changed:
        return action
    _pair_goes_on(action)
    if action.is_done:
        raise Refused(_("This action is done, so it stays as it is."))
    for name, value in changed.items():
        setattr(action, name, value)
    if action.owner_id not in {action.pairing.mentor.user_id, action.pairing.mentee.user_id}:
        raise Refused(_("An action belongs to one of you two."))
    try:
        action.full_clean(exclude=["pairing", "goal", "owner", "written_by"], validate_constraints=False)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    action.save(update_fields=list(changed))
    for name in changed:
        remember(
            action, CHANGED[name], by=by, now=now, before=_words(action, name, before[name]), after=_words(action, name)
        )
    audit.record(verb="edit_action", actor=by, target=action, now=now)
    return action


@transaction.atomic
def agree_action(*, action_id: int, by: User, now: datetime, seen: Mapping[str, str]) -> Action:
    """Agree to what the other one wrote.

    `seen` is the action as the page of `by` showed it, by `agreements.seen`.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: `by` wrote it, or it was changed since `by` saw it, or the pair has ended.
    """
    action = _lock(action_id)
    _may_work_on(action, by)
    if not action.waits_for_agreement:
        return action
    if not action.waits_for(by):
        raise Refused(_("You wrote this yourself, so it waits for the other to agree."))
    _pair_goes_on(action)
    _refuse_unseen(action, seen, by)
    action.agreed_at = now
    action.save(update_fields=["agreed_at"])
    remember(action, Changed.ACTION_AGREED, by=by, now=now, after=action.text)
    audit.record(verb="agree_action", actor=by, target=action, now=now, old="written", new="agreed")
    return action


@transaction.atomic
def mark_done(*, action_id: int, by: User, now: datetime, seen: Mapping[str, str] | None = None) -> Action:
    """Say that an action is done; if it waited for `by` to agree and was `seen` as it stands, it is agreed as well.

    `seen` is the action as the page of `by` showed it, by `agreements.seen`.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: it was changed since `by` saw it, or the pair has ended.
    """
    action = _lock(action_id)
    _may_work_on(action, by)
    if action.is_done:
        return action
    _pair_goes_on(action)
    if seen and action.waits_for(by):
        _refuse_unseen(action, seen, by)
        action.agreed_at = now
    action.done_at = now
    action.save(update_fields=["done_at", "agreed_at"])
    remember(action, Changed.ACTION_DONE, by=by, now=now, after=action.text)
    audit.record(verb="mark_done", actor=by, target=action, now=now, old="open", new="done")
    if action.goal_id is not None:
        start_if_evidence(goal_id=action.goal_id, now=now)
    return action


@transaction.atomic
def undo_done(*, action_id: int, by: User, now: datetime) -> Action:
    """Take back that an action is done.

    Raises:
        NotAllowed: `by` is not one of the two.
        Refused: the pair has ended, or the goal it counts for is achieved.
    """
    action = _lock(action_id)
    _may_work_on(action, by)
    if not action.is_done:
        return action
    _pair_goes_on(action)
    if action.goal is not None and action.goal.state == GoalState.ACHIEVED:
        raise Refused(_("The goal of this action is achieved, so the action stays done."))
    action.done_at = None
    action.save(update_fields=["done_at"])
    remember(action, Changed.ACTION_UNDONE, by=by, now=now, after=action.text)
    audit.record(verb="undo_done", actor=by, target=action, now=now, old="done", new="open")
    return action


def remember(action: Action, what: Changed, *, by: User, now: datetime, before: str = "", after: str = "") -> None:
    """Keep, for both to see, what was changed in an action and by whom."""
    Change.objects.create(goal_id=action.goal_id, action=action, by=by, at=now, what=what, before=before, after=after)


def _words(action: Action, name: str, *earlier: Any) -> str:
    value = earlier[0] if earlier else getattr(action, name)
    if name == "owner_id":
        people = (action.pairing.mentor.user, action.pairing.mentee.user)
        return next((person.full_name for person in people if person.pk == value), "")
    if name == "due_on":
        return date_format(value, "j F Y") if value else ""
    return str(value)


def _goal(goal_id: int | None, pairing: Pairing) -> Goal | None:
    if goal_id is None:
        return None
    goal = Goal.objects.filter(pk=goal_id, pairing=pairing).first()
    if goal is None:
        raise Refused(_("This goal is not one of this pair."))
    if not goal.is_open:
        raise Refused(_("This goal is closed, so it takes no further actions."))
    return goal


def _already_taken_on(action: Action) -> Action | None:
    """Find the action that this one repeats: the same next step, or the same words sent twice."""
    same = Action.objects.with_people().filter(pairing=action.pairing, source=action.source)
    if action.source in SOURCES_ONCE and action.source_uuid is not None:
        return same.filter(source_uuid=action.source_uuid).first()
    return (
        same.filter(text=action.text, goal=action.goal, owner_id=action.owner_id, due_on=action.due_on)
        .filter(source_uuid=action.source_uuid)
        .open()
        .first()
    )


def _may_work_on(action: Action, by: User) -> None:
    if not by.has_perm("agreements.work_on_action", action):
        raise NotAllowed(_("Only the two people of this pair change its actions."))


def _refuse_unseen(action: Action, seen: Mapping[str, str], by: User) -> None:
    partner = action.pairing.partner_of(by).user
    before_their_eyes.refuse_unseen(before_their_eyes.of_action(action), seen, partner=partner)


def _pair_goes_on(action: Action) -> None:
    if action.pairing.state not in LIVE_PAIRING_STATES:
        raise Refused(_("This pair has ended, so its actions stay as they are."))


def _lock(action_id: int) -> Action:
    """Lock an action, and before it its goal: a step of the goal takes both in this order too."""
    goal_id = Action.objects.values_list("goal_id", flat=True).get(pk=action_id)
    if goal_id is not None:
        list(Goal.objects.select_for_update(no_key=True).filter(pk=goal_id).values_list("pk"))
    return Action.objects.select_for_update(of=["self"], no_key=True).with_people().get(pk=action_id)
