"""Two people at one goal, or at one action, in the same moment: real transactions on PostgreSQL, two connections."""

from __future__ import annotations

import datetime as dt
from threading import Event

import pytest

from agreements.domain import actions, goals
from agreements.domain.actions import add_action, edit_action, mark_done, undo_done
from agreements.domain.closing import revise_goal
from agreements.domain.conflicts import ChangedMeanwhile
from agreements.domain.goals import confirm_achieved, edit_goal
from agreements.enums import GoalState, MeasureUnit
from agreements.models import Action, Change, Goal
from mentorship.core.errors import Refused
from mentorship.core.models import AuditEntry
from tests.agreements.agreeing import action_as_shown, agree_action, agree_goal, goal_as_shown
from tests.agreements.factories import ActionFactory, GoalFactory
from tests.agreements.overlapping import at_once, overlapping, somebody_waits_for_a_lock
from tests.services.workers import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(pairing):
    return GoalFactory(pairing=pairing, state=GoalState.DRAFT, agreed_at=None)


@pytest.fixture
def action(goal, mentor, mentee, now):
    """What the mentor wrote for the mentee to do."""
    return add_action(
        pairing_id=goal.pairing_id,
        goal_id=goal.pk,
        text="Book Tuesday's simulation slot",
        owner_id=mentee.pk,
        due_on=None,
        by=mentor,
        now=now,
    )


def records(verb):
    return AuditEntry.objects.filter(verb=verb).count()


def test_a_goal_agreed_to_twice_is_agreed_once(draft, mentor, now):
    agree = [lambda: agree_goal(goal_id=draft.pk, by=mentor, now=now)] * 2

    assert [made.state for made in overlapping(*agree)] == [GoalState.AGREED] * 2
    assert records("agree_goal") == 1


def test_a_goal_confirmed_twice_is_achieved_once(pairing, mentor, now):
    goal = GoalFactory(pairing=pairing, measure_target=1)
    ActionFactory(pairing=pairing, goal=goal, done_at=now)
    confirm = [lambda: confirm_achieved(goal_id=goal.pk, by=mentor, now=now)] * 2

    assert [made.state for made in overlapping(*confirm)] == [GoalState.ACHIEVED] * 2
    assert records("confirm_achieved") == 1


def test_what_is_agreed_to_is_never_what_changes_at_that_moment(draft, mentor, mentee, now):
    """Either the change came first and the mentor is shown it, or the agreement did and the change is refused."""
    seen = goal_as_shown(draft.pk)
    agreed, changed = overlapping(
        lambda: goals.agree_goal(goal_id=draft.pk, by=mentor, now=now, seen=seen),
        lambda: edit_goal(goal_id=draft.pk, by=mentee, now=now, measure_target=7),
    )

    draft.refresh_from_db()
    assert isinstance(agreed, Refused) is not isinstance(changed, Refused)
    assert (draft.state, draft.measure_target) == (
        (GoalState.AGREED, 5) if isinstance(changed, Refused) else (GoalState.DRAFT, 7)
    )


def test_two_who_write_different_parts_of_a_goal_both_keep_their_words(goal, mentor, mentee, now):
    seen = {"reality": "", "options": "", "will": ""}
    overlapping(
        lambda: edit_goal(
            goal_id=goal.pk, by=mentee, now=now, seen=seen, reality="Two in simulation.", options="", will=""
        ),
        lambda: edit_goal(
            goal_id=goal.pk, by=mentor, now=now, seen=seen, reality="", options="Weekly simulation.", will=""
        ),
    )

    goal.refresh_from_db()
    assert (goal.reality, goal.options) == ("Two in simulation.", "Weekly simulation.")


def test_two_who_write_the_same_part_of_a_goal_one_stands_and_the_other_is_told(goal, mentor, mentee, now):
    made = overlapping(
        lambda: edit_goal(goal_id=goal.pk, by=mentee, now=now, seen={"will": ""}, will="Mine."),
        lambda: edit_goal(goal_id=goal.pk, by=mentor, now=now, seen={"will": ""}, will="Yours."),
    )

    told = [result for result in made if isinstance(result, ChangedMeanwhile)]
    goal.refresh_from_db()
    assert len(told) == 1
    assert told[0].present == {"will": goal.will}


def test_an_action_ticked_by_both_is_done_once(goal, action, mentor, mentee, now):
    overlapping(*(lambda who=who: mark_done(action_id=action.pk, by=who, now=now) for who in (mentor, mentee)))

    goal.refresh_from_db()
    assert goal.state == GoalState.IN_PROGRESS
    assert records("mark_done") == Change.objects.filter(action=action, what="action_done").count() == 1


def test_an_action_agreed_to_while_it_is_ticked_is_both(action, mentee, now):
    seen = action_as_shown(action.pk)
    overlapping(
        lambda: agree_action(action_id=action.pk, by=mentee, now=now),
        lambda: mark_done(action_id=action.pk, by=mentee, now=now, seen=seen),
    )

    action.refresh_from_db()
    assert action.agreed_at == action.done_at == now


def test_an_action_ticked_while_its_words_change_says_what_was_done(action, mentor, mentee, now):
    """Either the words changed before the tick, or the tick came first and the change is refused."""
    _done, changed = overlapping(
        lambda: mark_done(action_id=action.pk, by=mentee, now=now),
        lambda: edit_action(action_id=action.pk, by=mentor, now=now, seen={"text": action.text}, text="Book two"),
    )

    stands = Action.objects.get()
    assert stands.is_done
    assert stands.text == (action.text if isinstance(changed, Refused) else "Book two")
    assert Change.objects.get(what="action_done").after == stands.text


def test_two_who_edit_one_action_lose_nothing(action, mentor, mentee, now):
    day = dt.date(2027, 2, 9)
    seen = {"text": action.text, "due_on": None}
    overlapping(
        lambda: edit_action(action_id=action.pk, by=mentor, now=now, seen=seen, text="Book two slots", due_on=None),
        lambda: edit_action(action_id=action.pk, by=mentee, now=now, seen=seen, text=action.text, due_on=day),
    )

    action.refresh_from_db()
    assert (action.text, action.due_on) == ("Book two slots", day)


def test_the_same_action_sent_twice_is_taken_on_once(goal, mentee, now):
    sent = {"pairing_id": goal.pairing_id, "goal_id": goal.pk, "text": "Read", "owner_id": mentee.pk, "due_on": None}
    overlapping(*[lambda: add_action(by=mentee, now=now, **sent)] * 2)

    assert Action.objects.count() == 1


@pytest.mark.parametrize("tick", [mark_done, undo_done])
@pytest.mark.parametrize("rival", ["agree", "revise"])
def test_a_tick_and_a_step_of_its_goal_wait_for_each_other_and_never_for_ever(
    pairing, mentor, mentee, now, tick, rival, monkeypatch
):
    """The tick stops in its middle until the other step waits for it: taken in two orders, their locks would cross."""
    is_done = tick is undo_done
    goal = GoalFactory(pairing=pairing, state=GoalState.DRAFT if rival == "agree" else GoalState.AGREED)
    action = ActionFactory(pairing=pairing, goal=goal, written_by=mentee, done_at=now if is_done else None)
    remember, in_the_middle = actions.remember, Event()

    def remember_slowly(*args, **kwargs):
        in_the_middle.set()
        wait_until(somebody_waits_for_a_lock, seconds=30)
        remember(*args, **kwargs)

    monkeypatch.setattr(actions, "remember", remember_slowly)
    steps = {
        "agree": lambda: agree_goal(goal_id=goal.pk, by=mentor, now=now),
        "revise": lambda: revise_goal(
            goal_id=goal.pk, because="More", by=mentor, now=now, goal="Seven", measure_unit=MeasureUnit.ACTIONS,
            measure_target=7,
        ),
    }  # fmt: skip

    def step_of_the_goal():
        assert in_the_middle.wait(timeout=60)
        return steps[rival]()

    made = at_once(lambda: tick(action_id=action.pk, by=mentee, now=now), step_of_the_goal)

    action.refresh_from_db()
    comes_back_unseen = rival == "agree" and is_done
    assert [isinstance(result, Refused) for result in made] == [False, comes_back_unseen]
    assert action.is_done is not is_done
    assert (Goal.objects.get(pk=goal.pk).state == GoalState.DRAFT) is comes_back_unseen
