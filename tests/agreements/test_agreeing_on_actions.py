"""What one of the two writes, the other agrees to; later changes stay visible to both."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from agreements import home
from agreements.domain.actions import add_action, edit_action, mark_done
from agreements.enums import GoalState
from agreements.models import Change
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.home import Visit
from mentorship.core.models import AuditEntry
from tests.agreements.agreeing import action_as_shown, agree_action, agree_goal
from tests.agreements.factories import GoalFactory
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(goal, mentor, mentee, now):
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


def test_it_waits_for_the_other_and_not_for_the_writer(written, mentor, mentee):
    assert written.waits_for(mentee)
    assert not written.waits_for(mentor)


def test_the_other_agrees_and_both_see_it(written, mentee, now):
    agreed = agree_action(action_id=written.pk, by=mentee, now=now)

    assert agreed.agreed_at == now
    assert not agreed.waits_for_agreement
    assert Change.objects.filter(action=written, what="action_agreed", by=mentee).count() == 1


def test_agreeing_twice_is_harmless(written, mentee, now):
    agree_action(action_id=written.pk, by=mentee, now=now)

    agree_action(action_id=written.pk, by=mentee, now=now)

    assert AuditEntry.objects.filter(verb="agree_action").count() == 1


def test_nobody_agrees_to_their_own_words(written, mentor, now):
    with pytest.raises(Refused, match="waits for the other"):
        agree_action(action_id=written.pk, by=mentor, now=now)


@pytest.mark.parametrize("who", ["leader", "other_mentee", "other_mentor"])
def test_nobody_else_agrees(written, who, request, now):
    with pytest.raises(NotAllowed):
        agree_action(action_id=written.pk, by=request.getfixturevalue(who), now=now)


def test_who_does_it_has_agreed_to_it(written, mentee, now):
    seen = action_as_shown(written.pk)

    assert mark_done(action_id=written.pk, by=mentee, now=now, seen=seen).agreed_at == now


def test_who_does_it_unread_has_not_agreed_to_it(written, mentee, now):
    assert mark_done(action_id=written.pk, by=mentee, now=now).agreed_at is None


def test_what_was_changed_since_it_was_read_is_not_done_unread(written, mentor, mentee, now):
    seen = action_as_shown(written.pk)
    edit_action(action_id=written.pk, by=mentor, now=now, text="Book ten slots")

    with pytest.raises(Refused, match="Book ten slots"):
        mark_done(action_id=written.pk, by=mentee, now=now, seen=seen)

    written.refresh_from_db()
    assert not written.is_done


def test_the_writer_doing_it_does_not_agree_for_the_other(written, mentor, now):
    assert mark_done(action_id=written.pk, by=mentor, now=now).agreed_at is None


def test_a_later_change_is_kept_for_both_to_see(written, mentor, mentee, now):
    agree_action(action_id=written.pk, by=mentee, now=now)

    edit_action(action_id=written.pk, by=mentor, now=now, text="Book Thursday's slot")

    change = Change.objects.get(action=written, what="action_text")
    assert (change.before, change.after) == ("Book Tuesday's simulation slot", "Book Thursday's slot")


def test_agreeing_to_a_goal_is_agreeing_to_its_actions(pairing, mentor, mentee, now):
    goal = GoalFactory(pairing=pairing, state=GoalState.DRAFT, agreed_at=None)
    taken = add_action(
        pairing_id=pairing.pk, goal_id=goal.pk, text="Read", owner_id=mentee.pk, due_on=None, by=mentee, now=now
    )

    agree_goal(goal_id=goal.pk, by=mentor, now=now)

    taken.refresh_from_db()
    assert taken.agreed_at == now


def test_home_offers_it_to_the_other_alone(written, mentor, mentee, now):
    def titles(user, role):
        return [thing.title for thing in home.next_things(Visit(user, role, now))]

    assert f"Agree on: {written.text}" in titles(mentee, "mentee")
    assert f"Agree on: {written.text}" not in titles(mentor, "mentor")


@pytest.mark.parametrize("htmx", [False, True])
def test_the_tap_agrees_in_place_or_returns(client, written, mentee, htmx):
    headers = {"HX-Request": "true"} if htmx else {}

    with time_machine.travel(NOW, tick=False):
        client.force_login(mentee)
        fields = {"seen": written.seen_words}
        answer = client.post(reverse("agreements:action-agree", args=[written.uuid]), fields, headers=headers)

    written.refresh_from_db()
    assert written.agreed_at == NOW
    if htmx:
        assert f'id="action-{written.uuid}"' in answer.text
        assert "wrote this" not in answer.text
    else:
        assert answer.status_code == 302


def test_a_writer_who_taps_is_told(client, written, mentor):
    client.force_login(mentor)

    answer = client.post(reverse("agreements:action-agree", args=[written.uuid]), headers={"HX-Request": "true"})

    assert "waits for the other to agree" in answer.text
    assert 'role="alert"' in answer.text
