"""Goals that are written anew or let go, and the history that both see."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from agreements import goal_templates
from agreements.domain.actions import edit_action, mark_done
from agreements.domain.closing import abandon_goal, revise_goal
from agreements.domain.goals import edit_goal
from agreements.enums import GOAL_MOVES, GoalState
from agreements.models import Change, Goal
from agreements.queries import progress_of
from mentorship.core.errors import NotAllowed, Refused
from tests.agreements.agreeing import agree_goal
from tests.agreements.factories import ActionFactory, GoalFactory
from tests.evaluation.observations import ObservationFactory

pytestmark = pytest.mark.django_db


def revise(goal, user, now, **changes):
    fields = {
        "goal": "Seven reductions",
        "measure_target": 7,
        "measure_unit": "actions",
        "target_date": goal.target_date,
    }
    return revise_goal(goal_id=goal.pk, because="It was too easy.", by=user, now=now, **{**fields, **changes})


def test_a_revised_goal_is_kept_and_the_new_one_is_a_draft_for_the_mentor(goal, mentee, mentor, now):
    made = revise(goal, mentee, now)

    goal.refresh_from_db()
    assert (goal.state, goal.closed_because) == (GoalState.REVISED, "It was too easy.")
    assert goal.goal.startswith("Five supervised")
    assert (made.state, made.revised_from, made.goal) == (GoalState.DRAFT, goal, "Seven reductions")
    assert agree_goal(goal_id=made.pk, by=mentor, now=now).state == GoalState.AGREED


def test_evidence_and_open_actions_come_along(goal, mentee, now):
    done = ActionFactory(pairing=goal.pairing, goal=goal, done_at=now)
    still = ActionFactory(pairing=goal.pairing, goal=goal)

    made = revise(goal, mentee, now)
    assert progress_of([made], now)[made.pk].count == 1
    mark_done(action_id=still.pk, by=mentee, now=now)

    done.refresh_from_db()
    assert done.goal == goal
    assert progress_of([made], now)[made.pk].count == 2


def test_revising_twice_makes_one_version(goal, mentee, mentor, now):
    assert revise(goal, mentee, now) == revise(goal, mentor, now)


def test_the_page_of_an_earlier_version_says_so_and_leads_to_the_new_one(client, goal, mentee, now):
    made = revise(goal, mentee, now)
    client.force_login(mentee)

    page = client.get(goal.get_absolute_url()).text

    assert "Why it was written anew: It was too easy." in page
    assert f'<a href="{made.get_absolute_url()}">Read the new version</a>' in page
    assert "No action yet" not in page


def test_a_draft_is_edited_and_not_revised(pairing, mentee, now):
    draft = GoalFactory(pairing=pairing, state=GoalState.DRAFT, agreed_at=None)

    with pytest.raises(Refused, match="edit it"):
        revise(draft, mentee, now)


def test_both_ways_out_ask_for_a_word_on_why(goal, mentee, now):
    with pytest.raises(Refused, match="why"):
        abandon_goal(goal_id=goal.pk, because=" ", by=mentee, now=now)
    with pytest.raises(Refused, match="why"):
        revise_goal(goal_id=goal.pk, because="", by=mentee, now=now, goal="Another")
    assert Goal.objects.count() == 1


@pytest.mark.parametrize("who", ["leader", "other_mentee", "other_mentor", "other_leader", "staff"])
def test_only_the_two_revise_or_edit_an_action(goal, who, now, request):
    action = ActionFactory(pairing=goal.pairing, goal=goal)

    with pytest.raises(NotAllowed):
        revise(goal, request.getfixturevalue(who), now)
    with pytest.raises(NotAllowed):
        edit_action(action_id=action.pk, by=request.getfixturevalue(who), now=now, text="Mine")


def test_what_either_changes_stands_in_the_history_of_both(client, goal, mentee, mentor, now):
    action = ActionFactory(pairing=goal.pairing, goal=goal, text="Book a slot")
    edit_goal(goal_id=goal.pk, by=mentee, now=now, reality="Three in simulation.")
    edit_action(action_id=action.pk, by=mentor, now=now, text="Book two slots", due_on=dt.date(2027, 2, 9))

    for reader in (mentee, mentor):
        client.force_login(reader)
        page = client.get(goal.get_absolute_url()).content.decode()
        assert "<del>Book a slot</del>" in page
        assert "Three in simulation." in page
    assert Change.objects.count() == 3


def test_a_done_action_stays_as_it_is(goal, mentee, now):
    action = ActionFactory(pairing=goal.pairing, goal=goal, done_at=now)

    with pytest.raises(Refused, match="done"):
        edit_action(action_id=action.pk, by=mentee, now=now, text="Another")


def test_two_who_change_different_things_lose_nothing(goal, mentee, mentor, now):
    seen = {"reality": "", "options": ""}
    edit_goal(goal_id=goal.pk, by=mentee, now=now, seen=seen, reality="Mine.", options="")

    edit_goal(goal_id=goal.pk, by=mentor, now=now, seen=seen, reality="", options="Theirs.")

    goal.refresh_from_db()
    assert (goal.reality, goal.options) == ("Mine.", "Theirs.")


def test_the_page_tells_the_second_and_keeps_both_texts(client, goal, mentee, mentor, now):
    edit_goal(goal_id=goal.pk, by=mentor, now=now, reality="The mentor's words.")
    client.force_login(mentee)
    url = reverse("agreements:goal-edit", args=[goal.uuid])
    sent = {"seen_reality": "", "reality": "My words.", "seen_options": "", "seen_will": "", "options": "", "will": ""}

    page = client.post(url, sent).content.decode()

    assert "It says now: The mentor&#x27;s words." in page
    assert "My words." in page
    goal.refresh_from_db()
    assert goal.reality == "The mentor's words."
    client.post(url, {**sent, "seen_reality": "The mentor's words."})
    goal.refresh_from_db()
    assert goal.reality == "My words."


@pytest.mark.parametrize(("old", "new"), product(GoalState.values, GoalState.values))
def test_the_database_lets_a_goal_move_only_along_its_table(pairing, old, new, now):
    achieved = {"achieved_at": now} if old == GoalState.ACHIEVED else {}
    goal = Goal.objects.filter(pk=GoalFactory(pairing=pairing, state=old, **achieved).pk)
    stamp = {"achieved_at": now if new == GoalState.ACHIEVED else None}

    if new == old or new in GOAL_MOVES[old]:
        assert goal.update(state=new, **stamp) == 1
    else:
        with pytest.raises(DatabaseError, match="does not lead there"), transaction.atomic():
            goal.update(state=new, **stamp)


def test_every_goal_that_ships_is_whole_and_fits_the_form(pairing):
    for offer in goal_templates.shipped():
        start = goal_templates.initial(offer, pairing, dt.date(2027, 2, 1))

        assert (offer.measure_observed or 0) <= offer.measure_target
        assert pairing.cohort.starts_on <= start["target_date"] <= pairing.cohort.ends_on


def test_an_example_fills_the_form(client, pairing, mentee):
    client.force_login(mentee)
    url = reverse("agreements:goal-new", args=[pairing.uuid])
    assert "?template=case-report" in client.get(url).content.decode()

    page = client.get(url, {"template": "case-report"}).content.decode()

    assert "Submit one case report with my mentor" in page


def test_the_next_step_of_an_observation_becomes_a_goal_in_one_click_linked_both_ways(client, pairing, mentee):
    observation = ObservationFactory(pairing=pairing, next_step="Hold traction for a full minute")
    client.force_login(mentee)
    step = reverse("evaluation:next-step-to-goal", args=[observation.uuid])

    page = client.post(step, follow=True)
    client.post(step)

    goal = Goal.objects.get()
    assert (goal.goal, goal.state) == ("Hold traction for a full minute", GoalState.DRAFT)
    assert reverse("evaluation:observation", args=[observation.uuid]) in page.content.decode()
    there = client.get(reverse("evaluation:observation", args=[observation.uuid])).content.decode()
    assert goal.get_absolute_url() in there
