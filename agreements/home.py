"""Agreements, goals and actions on the home pages of mentees and mentors."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.enums import GoalState
from agreements.queries import agreements_to_sign, groups_of, open_actions_of
from matching.enums import PairingState
from mentorship.core.home import NextThing, Section
from mentorship.core.navigation import Role
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from agreements.models import Action, Agreement
    from agreements.queries import GoalGroup
    from mentorship.accounts.models import User

MOST_OVERDUE = 3
"""So many overdue actions are named one by one; the rest stand with their goals."""


def next_things(user: User, role: str, now: datetime) -> Iterator[NextThing]:
    """Say what waits: to sign, to agree, to confirm, to do, to write."""
    if role not in {Role.MENTOR, Role.MENTEE}:
        return
    for agreement in agreements_to_sign(user, role):
        yield _sign(agreement, user)
    for group in groups_of(user, role, now):
        yield from _for_the_mentor(group) if role == Role.MENTOR else _for_the_mentee(group)
    today = local_day(now)
    overdue = [action for action in open_actions_of(user, role) if action.due_on and action.due_on < today]
    yield from (_do(action, action.due_on) for action in overdue[:MOST_OVERDUE] if action.due_on)


def sections(user: User, role: str, now: datetime) -> Iterator[Section]:
    """Show a mentee their goals, and a mentor their mentees' at a glance."""
    if role == Role.MENTEE:
        groups = groups_of(user, role, now)
        loose = [action for action in open_actions_of(user, role) if action.goal_id is None]
        if groups:
            has_goals = any(group.cards for group in groups)
            title = _("Your goals") if has_goals else _("What comes next")
            context = {"groups": groups, "loose_actions": loose, "agreements": _awaited(groups, user)}
            yield Section("goals", title, "agreements/_home_mentee.html", order=20, context=context)
    if role == Role.MENTOR:
        groups = [group for group in groups_of(user, role, now) if group.pairing.state != PairingState.ENDED]
        if groups:
            yield Section(
                "mentees", _("Your mentees"), "agreements/_home_mentor.html", order=20, context={"groups": groups}
            )


def _sign(agreement: Agreement, user: User) -> NextThing:
    partner = agreement.pairing.partner_of(user).user
    return NextThing(
        title=_("Sign the agreement with %(partner)s") % {"partner": partner.full_name},
        why=_("It says what you expect of each other. Once both have signed, you can begin."),
        button=_("Read and sign · 4 minutes"),
        url=reverse("agreements:agreement", args=[agreement.pairing.uuid]),
        rank=10,
    )


def _for_the_mentee(group: GoalGroup) -> Iterator[NextThing]:
    names = {"mentor": group.partner.get_short_name()}
    if group.pairing.is_active and not group.cards:
        yield NextThing(
            title=_("Write your first goal with %(mentor)s") % names,
            why=_("One sentence, a number and a day. You can keep it as a draft."),
            button=_("Write a goal · 5 minutes"),
            url=reverse("agreements:goal-new", args=[group.pairing.uuid]),
            rank=30,
        )
    for card in group.cards:
        is_reached = card.waits_for_confirmation or card.goal.state == GoalState.ACHIEVED
        if is_reached and card.goal.confidence_after is None:
            yield NextThing(
                title=_("Rate your confidence now: %(goal)s") % {"goal": card.goal.goal},
                why=_("You have all the evidence you asked for. One tap shows how far you have come."),
                button=_("Rate it"),
                url=f"{card.goal.get_absolute_url()}#confidence",
                rank=30,
            )


def _for_the_mentor(group: GoalGroup) -> Iterator[NextThing]:
    names = {"mentee": group.partner.get_short_name()}
    for card in group.cards:
        if not group.pairing.is_active:
            continue
        if card.waits_for_agreement:
            yield NextThing(
                title=_("Agree on %(mentee)s's goal") % names,
                why=card.goal.goal,
                button=_("Read the goal"),
                url=card.goal.get_absolute_url(),
                rank=10,
            )
        elif card.waits_for_confirmation:
            yield NextThing(
                title=_("Confirm what %(mentee)s has achieved") % names,
                why=card.goal.goal,
                button=_("Look at the evidence"),
                url=card.goal.get_absolute_url(),
                rank=20,
            )


def _do(action: Action, due_on: date) -> NextThing:
    partner = action.pairing.partner_of(action.owner).user.get_short_name()
    return NextThing(
        title=action.text,
        why=_("You took this on with %(partner)s. Done already? One tap says so.") % {"partner": partner},
        button=_("Open it"),
        url=f"{action.goal.get_absolute_url()}#actions" if action.goal else reverse("agreements:goals"),
        rank=20,
        due_at=timezone.make_aware(datetime.combine(due_on, time.max)),
    )


def _awaited(groups: list[GoalGroup], user: User) -> list[Agreement]:
    """Return the agreements this person has signed and the other one has not."""
    return [
        agreement
        for group in groups
        for agreement in group.open_agreements
        if any(signature.signer_id == user.pk for signature in agreement.signatures.all())
    ]
