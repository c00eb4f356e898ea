"""Who reads which field: every role, every word somebody wrote."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from agreements import readers
from agreements.models import Action, Agreement, Change, Goal
from agreements.queries import action_counts, goal_counts
from tests.agreements.factories import ActionFactory, AgreementFactory, GoalEntryFactory, GoalFactory
from tests.cast import NOW

pytestmark = pytest.mark.django_db
WORDS = {
    "goal": "canary-goal",
    "reality": "canary-reality",
    "options": "canary-options",
    "will": "canary-will",
    "action": "canary-action",
    "note": "canary-note",
    "what it was before": "canary-before",
    "what it was changed to": "canary-after",
    "what an action was before": "canary-action-before",
}
THE_PAIR = ["mentee", "mentor"]
OTHERS = ["leader", "other_leader", "other_mentee", "other_mentor", "staff"]


@pytest.fixture
def written(pairing):
    """A goal in which every field holds a word of its own."""
    plan = {name: WORDS[name] for name in ("goal", "reality", "options", "will")}
    goal = GoalFactory(pairing=pairing, **plan)
    action = ActionFactory(pairing=pairing, goal=goal, text=WORDS["action"])
    changed = {"by": pairing.mentee.user, "at": NOW}
    before, after = WORDS["what it was before"], WORDS["what it was changed to"]
    Change.objects.create(goal=goal, what="will", before=before, after=after, **changed)
    Change.objects.create(
        goal=goal, action=action, what="action_text", before=WORDS["what an action was before"], **changed
    )
    GoalEntryFactory(goal=goal, text=WORDS["note"])
    return goal


def words_met(client, user, goal):
    addresses = (reverse("core:home"), reverse("agreements:goals"), goal.get_absolute_url())
    with time_machine.travel(NOW, tick=False):
        client.force_login(user)
        pages = "".join(client.get(address).content.decode() for address in addresses)
    return {name for name, word in WORDS.items() if word in pages}


@pytest.mark.parametrize("who", THE_PAIR)
def test_the_pair_reads_every_field(client, written, who, request):
    assert words_met(client, request.getfixturevalue(who), written) == set(WORDS)


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_reads_a_single_word(client, written, who, request):
    assert words_met(client, request.getfixturevalue(who), written) == set()


@pytest.mark.parametrize("who", [*THE_PAIR, *OTHERS])
def test_the_rows_themselves_are_for_the_same_readers(written, who, request):
    user = request.getfixturevalue(who)

    for model in (Goal, Action):
        assert model.objects.visible_to(user).exists() == (who in THE_PAIR)


@pytest.mark.parametrize("who", [*THE_PAIR, *OTHERS])
def test_agreements_are_read_by_the_pair_and_their_leader(pairing, who, request):
    AgreementFactory(pairing=pairing)

    found = Agreement.objects.visible_to(request.getfixturevalue(who))

    assert found.count() == (1 if who in {*THE_PAIR, "leader"} else 0)


def test_a_leader_reads_counts_only(written, cohort):
    assert goal_counts(cohort)["agreed"] == 1
    assert action_counts(cohort) == {"total": 1, "done": 0}


def test_the_labels_name_the_readers(pairing, mentee, leader):
    assert readers.of_goal(pairing, mentee) == "you and Amara Osei"
    assert readers.of_agreement(pairing, mentee) == "you, Amara Osei and the program leader"
    assert readers.of_agreement(pairing, leader) == "Lena Fischer, Amara Osei and you as program leader"
