"""A goal from its first words to its end."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from agreements.domain.actions import add_action, mark_done
from agreements.domain.closing import abandon_goal
from agreements.domain.goals import (
    confirm_achieved,
    edit_goal,
    rate_confidence,
    start_if_evidence,
    write_goal,
    write_note,
)
from agreements.enums import GOAL_MOVES, GoalState, MeasureUnit
from agreements.models import Goal, GoalEntry
from matching.enums import PairingState
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from mentorship.core.states import move
from tests.agreements.agreeing import agree_goal
from tests.agreements.factories import ActionFactory, GoalFactory
from tests.cast import NOW

pytestmark = pytest.mark.django_db
OUTSIDERS = ["leader", "other_mentee", "other_mentor", "other_leader", "staff"]
FIELDS = {"goal": "Read ten ECGs alone", "measure_target": 10, "measure_unit": MeasureUnit.ACTIONS}


def done_actions(goal, number, now):
    for _ in range(number):
        ActionFactory(pairing=goal.pairing, goal=goal, done_at=now)


def test_a_mentee_writes_a_draft(pairing, mentee, now):
    goal = write_goal(pairing_id=pairing.pk, by=mentee, now=now, confidence_before=3, **FIELDS)

    assert (goal.state, goal.confidence_before) == (GoalState.DRAFT, 3)
    assert AuditEntry.objects.get(verb="write_goal").actor == mentee


def test_a_draft_needs_no_measure_and_no_date(pairing, mentee, now):
    goal = write_goal(pairing_id=pairing.pk, by=mentee, now=now, goal="Suture better")

    assert (goal.measure_target, goal.target_date) == (None, None)


def test_goals_begin_only_when_the_pair_is_at_work(accepted_pairing, mentee, now):
    with pytest.raises(Refused, match="signed"):
        write_goal(pairing_id=accepted_pairing.pk, by=mentee, now=now, **FIELDS)


@pytest.mark.parametrize(
    "fields",
    [{"goal": ""}, {"goal": "x" * 301}, {"goal": "A", "measure_target": 3}, {"goal": "A", "measure_unit": "actions"}],
)
def test_what_cannot_be_is_refused_in_words(pairing, mentee, fields, now):
    with pytest.raises(Refused):
        write_goal(pairing_id=pairing.pk, by=mentee, now=now, **fields)


def test_the_mentor_cannot_rate_the_mentees_confidence(pairing, mentor, now):
    with pytest.raises(NotAllowed):
        write_goal(pairing_id=pairing.pk, by=mentor, now=now, confidence_before=3, **FIELDS)


def test_a_draft_may_change_in_everything(pairing, mentee, now):
    goal = write_goal(pairing_id=pairing.pk, by=mentee, now=now, **FIELDS)

    edit_goal(goal_id=goal.pk, by=mentee, now=now, goal="Read twelve ECGs alone", measure_target=12)

    goal.refresh_from_db()
    assert (goal.goal, goal.measure_target) == ("Read twelve ECGs alone", 12)


@pytest.mark.parametrize(("field", "value"), [("goal", "Less"), ("measure_target", 4), ("target_date", None)])
def test_once_agreed_the_terms_stay(goal, mentee, field, value, now):
    with pytest.raises(Refused, match="agreed"):
        edit_goal(goal_id=goal.pk, by=mentee, now=now, **{field: value})


def test_once_agreed_both_still_write_the_plan(goal, mentor, now):
    edit_goal(goal_id=goal.pk, by=mentor, now=now, goal=goal.goal, options="Weekly simulation")

    goal.refresh_from_db()
    assert goal.options == "Weekly simulation"


def test_saving_what_stands_there_already_records_nothing(goal, mentee, now):
    edit_goal(goal_id=goal.pk, by=mentee, now=now, goal=goal.goal, reality="")

    assert not AuditEntry.objects.filter(verb="edit_goal").exists()


def test_the_mentor_agrees(pairing, mentor, now):
    goal = GoalFactory(pairing=pairing, state=GoalState.DRAFT, agreed_at=None)

    agree_goal(goal_id=goal.pk, by=mentor, now=now)
    agree_goal(goal_id=goal.pk, by=mentor, now=now + dt.timedelta(days=1))

    goal.refresh_from_db()
    assert (goal.state, goal.agreed_at) == (GoalState.AGREED, now)
    assert AuditEntry.objects.filter(verb="agree_goal").count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"measure_target": None, "measure_unit": ""}, "“How many”: add a number"),
        ({"target_date": None}, "“By when”: choose a day"),
        ({"target_date": dt.date(2027, 1, 31)}, "“By when”: 31 January 2027 has passed"),
        ({"target_date": dt.date(2027, 6, 26)}, "“By when”: 26 June 2027 lies outside the cohort, .* to 25 June 2027"),
    ],
)
def test_a_draft_may_be_anything_and_what_it_lacks_is_named_before_it_is_agreed(
    pairing, mentor, mentee, fields, words, now
):
    complete = {**FIELDS, "target_date": dt.date(2027, 3, 12)}
    goal = write_goal(pairing_id=pairing.pk, by=mentee, now=now, **{**complete, **fields})

    with pytest.raises(Refused, match=words):
        agree_goal(goal_id=goal.pk, by=mentor, now=now)

    goal.refresh_from_db()
    assert goal.state == GoalState.DRAFT


@pytest.mark.parametrize("day", [NOW.date(), dt.date(2027, 6, 25)])
def test_today_and_the_last_day_of_the_cohort_are_days_to_agree_on(pairing, mentor, day, now):
    goal = GoalFactory(pairing=pairing, state=GoalState.DRAFT, agreed_at=None, target_date=day)

    assert agree_goal(goal_id=goal.pk, by=mentor, now=now).state == GoalState.AGREED


def test_the_first_evidence_moves_an_agreed_goal_on(goal, mentee, now):
    action = ActionFactory(pairing=goal.pairing, goal=goal)

    mark_done(action_id=action.pk, by=mentee, now=now)

    goal.refresh_from_db()
    assert goal.state == GoalState.IN_PROGRESS


def test_without_evidence_a_goal_stays_agreed(goal, now):
    start_if_evidence(goal_id=goal.pk, now=now)
    start_if_evidence(goal_id=goal.pk, now=now)

    goal.refresh_from_db()
    assert goal.state == GoalState.AGREED


def test_the_mentor_confirms_when_the_measure_is_met(goal, mentor, now):
    done_actions(goal, 5, now)

    confirm_achieved(goal_id=goal.pk, by=mentor, now=now)
    confirm_achieved(goal_id=goal.pk, by=mentor, now=now + dt.timedelta(days=1))

    goal.refresh_from_db()
    assert (goal.state, goal.achieved_at) == (GoalState.ACHIEVED, now)
    assert AuditEntry.objects.filter(verb="confirm_achieved").count() == 1


def test_nobody_confirms_a_measure_that_is_not_met(goal, mentor, now):
    done_actions(goal, 4, now)

    with pytest.raises(Refused, match="4 of 5"):
        confirm_achieved(goal_id=goal.pk, by=mentor, now=now)


def test_a_draft_is_not_achieved_even_with_evidence(pairing, mentor, now):
    goal = GoalFactory(pairing=pairing, state=GoalState.DRAFT, agreed_at=None, measure_target=1)
    done_actions(goal, 1, now)

    with pytest.raises(Refused):
        confirm_achieved(goal_id=goal.pk, by=mentor, now=now)


def test_either_may_let_a_goal_go_once(goal, mentor, mentee, now):
    abandon_goal(goal_id=goal.pk, because="Other plans.", by=mentee, now=now)
    abandon_goal(goal_id=goal.pk, because="Other plans.", by=mentor, now=now)

    goal.refresh_from_db()
    assert goal.state == GoalState.ABANDONED
    assert AuditEntry.objects.filter(verb="abandon_goal").count() == 1


@pytest.mark.parametrize("state", [GoalState.ACHIEVED, GoalState.REVISED, GoalState.ABANDONED])
def test_a_closed_goal_stays_as_it_is(goal, mentee, state, now):
    Goal.objects.filter(pk=goal.pk).update(state=state, achieved_at=now if state == "achieved" else None)

    with pytest.raises(Refused):
        edit_goal(goal_id=goal.pk, by=mentee, now=now, options="More")
    if state != GoalState.ABANDONED:
        with pytest.raises(Refused):
            abandon_goal(goal_id=goal.pk, because="Other plans.", by=mentee, now=now)
    with pytest.raises(Refused):
        add_action(
            pairing_id=goal.pairing_id,
            goal_id=goal.pk,
            text="More",
            owner_id=mentee.pk,
            due_on=None,
            by=mentee,
            now=now,
        )


def test_confidence_after_comes_when_the_measure_is_met(goal, mentee, now):
    with pytest.raises(Refused, match="once the measure is met"):
        rate_confidence(goal_id=goal.pk, by=mentee, now=now, after=8)
    done_actions(goal, 5, now)

    rate_confidence(goal_id=goal.pk, by=mentee, now=now, after=8)

    goal.refresh_from_db()
    assert goal.confidence_after == 8


def test_confidence_before_is_not_changed_with_hindsight(goal, mentee, mentor, now):
    rate_confidence(goal_id=goal.pk, by=mentee, now=now, before=3)
    done_actions(goal, 5, now)
    confirm_achieved(goal_id=goal.pk, by=mentor, now=now)

    with pytest.raises(Refused):
        rate_confidence(goal_id=goal.pk, by=mentee, now=now, before=1)


@pytest.mark.parametrize("rating", [0, 11])
def test_confidence_is_1_to_10(goal, mentee, rating, now):
    with pytest.raises(Refused):
        rate_confidence(goal_id=goal.pk, by=mentee, now=now, before=rating)


def test_a_note_sent_twice_is_one(goal, mentor, now):
    write_note(goal_id=goal.pk, by=mentor, text=" Well done. ", now=now)
    write_note(goal_id=goal.pk, by=mentor, text="Well done.", now=now)

    assert GoalEntry.objects.get().text == "Well done."
    assert AuditEntry.objects.filter(verb="write_note").count() == 1


def test_a_note_without_words_is_refused(goal, mentor, now):
    with pytest.raises(Refused):
        write_note(goal_id=goal.pk, by=mentor, text="  ", now=now)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_change_nothing(goal, who, now, request):
    stranger = request.getfixturevalue(who)

    for attempt in (
        lambda: write_goal(pairing_id=goal.pairing_id, by=stranger, now=now, **FIELDS),
        lambda: edit_goal(goal_id=goal.pk, by=stranger, now=now, options="Mine"),
        lambda: agree_goal(goal_id=goal.pk, by=stranger, now=now),
        lambda: confirm_achieved(goal_id=goal.pk, by=stranger, now=now),
        lambda: abandon_goal(goal_id=goal.pk, because="Other plans.", by=stranger, now=now),
        lambda: rate_confidence(goal_id=goal.pk, by=stranger, now=now, before=5),
        lambda: write_note(goal_id=goal.pk, by=stranger, text="Hello", now=now),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_mentor_and_mentee_each_have_their_own_steps(goal, mentor, mentee, now):
    for attempt in (
        lambda: agree_goal(goal_id=goal.pk, by=mentee, now=now),
        lambda: confirm_achieved(goal_id=goal.pk, by=mentee, now=now),
        lambda: rate_confidence(goal_id=goal.pk, by=mentor, now=now, before=5),
    ):
        with pytest.raises(NotAllowed):
            attempt()


@pytest.mark.parametrize(("old", "new"), product(GoalState.values, GoalState.values))
def test_a_goal_moves_only_along_its_table(old, new):
    goal = Goal(state=old)

    if new in GOAL_MOVES[old]:
        move(goal, new, moves=GOAL_MOVES)
        assert goal.state == new
    else:
        with pytest.raises(Refused):
            move(goal, new, moves=GOAL_MOVES)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "nowhere"},
        {"state": GoalState.ACHIEVED, "achieved_at": None},
        {"measure_target": None},
        {"confidence_before": 11},
    ],
)
def test_the_database_refuses_a_goal_that_cannot_be(goal, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.filter(pk=goal.pk).update(**broken)


def test_nothing_is_written_for_a_pair_that_has_ended(pairing, mentee, now):
    type(pairing).objects.update(state=PairingState.ENDED, ended_at=now, end_reason="no_fault", place=None)

    with pytest.raises(Refused):
        write_goal(pairing_id=pairing.pk, by=mentee, now=now, **FIELDS)
