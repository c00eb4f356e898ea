"""Agreements, goals and actions on the home pages of mentees and mentors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.enums import GoalState
from agreements.queries import AgreementStep, groups_among, open_agreement, waiting_agreements
from agreements.seen import in_a_sentence
from matching.enums import PairingState
from matching.queries.pairs import pairs_on
from mentorship.core.home import NextThing, Section, Tap, rows_of
from mentorship.core.navigation import Role
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from agreements.models import Action
    from agreements.queries import GoalGroup
    from mentorship.accounts.models import User
    from mentorship.core.home import Visit

AGREEMENTS = "agreements"
"""Rows of agreements that wait for a word."""

MOST_TO_AGREE = 3
"""So many actions the other one wrote are offered one by one; the rest stand with their goals."""

MOST_OVERDUE = 3
"""So many overdue actions are named one by one; the rest stand with their goals."""


@dataclass(frozen=True)
class MenteeAtAGlance:
    """A mentee as their mentor sees them at home: in which cohort, where there are several, and what waits."""

    group: GoalGroup
    cohort: str
    waits: list[str]


def rows(visit: Visit) -> Iterator[QuerySet[Any]]:
    """What is asked together with all other apps: the agreements that wait for a word."""
    if pairings := visit.once(pairs_on):
        waiting = waiting_agreements(pairings, visit.user, visit.now)
        yield rows_of(waiting, AGREEMENTS, pairing="pairing_id", at="opened_at", words="step")


def next_things(visit: Visit) -> Iterator[NextThing]:
    """Say what waits: to sign, to agree, to confirm, to do, to write."""
    groups = visit.once(_groups)
    for group in groups:
        step = group.open_agreement.my_step if group.open_agreement else None
        if step is not None:
            yield _agreement_step(group, step)
        if group.pairing.is_active:
            yield from _to_agree(group, visit)
            yield from _for_the_mentor(group) if visit.role == Role.MENTOR else _for_the_mentee(group)
    yield from _overdue(groups, visit.user, local_day(visit.now))


def sections(visit: Visit) -> Iterator[Section]:
    """Show a mentee their goals, and a mentor their mentees' at a glance."""
    groups, role = visit.once(_groups), visit.role
    if role == Role.MENTEE and groups:
        context = {
            "groups": groups,
            "loose_actions": [action for group in groups for action in group.loose_actions],
            "awaited": _awaited(groups),
        }
        title = _("Your goals") if any(group.cards for group in groups) else _("What comes next")
        yield Section("goals", title, "agreements/_home_mentee.html", order=20, context=context)
    if role == Role.MENTOR and groups:
        title = ngettext("Your mentee", "Your mentees", len(groups))
        context = {"mentees": _at_a_glance(groups, visit)}
        yield Section("goals", title, "agreements/_home_mentor.html", order=20, context=context)


def _groups(visit: Visit) -> list[GoalGroup]:
    """Return the visitor's pairs that both have accepted, with their goals."""
    pairings = [pairing for pairing in visit.once(pairs_on) if pairing.state != PairingState.PROPOSED]
    waiting = {row.pairing_id: open_agreement(row.words, row.at) for row in visit.rows(AGREEMENTS) if row.pairing_id}
    return groups_among(pairings, visit.user, visit.now, waiting=waiting) if pairings else []


def _at_a_glance(groups: list[GoalGroup], visit: Visit) -> list[MenteeAtAGlance]:
    """Put each mentee beside what waits between the two, those of one cohort together."""
    several = len({group.pairing.cohort.pk for group in groups}) > 1
    found = [
        MenteeAtAGlance(group, str(group.pairing.cohort) if several else "", list(_waits(group, visit)))
        for group in groups
    ]
    return sorted(found, key=lambda mentee: mentee.cohort)


def _waits(group: GoalGroup, visit: Visit) -> Iterator[str]:
    names = {"mentee": group.partner.get_short_name()}
    if waiting := group.open_agreement:
        words = {
            (AgreementStep.ANSWER, True): _("Waits for you to say what you expect."),
            (AgreementStep.ANSWER, False): _("Waits for %(mentee)s to say what they expect."),
            (AgreementStep.SETTLE, True): _("Waits for you both to settle where you differ."),
            (AgreementStep.SIGN, True): _("Waits for you to sign the agreement."),
            (AgreementStep.SIGN, False): _("Waits for %(mentee)s to sign the agreement."),
            (AgreementStep.RENEW, True): _("Waits for you both to look at the agreement again."),
        }
        yield words[waiting.step, waiting.is_mine] % names
    if not group.pairing.is_active:
        return
    if number := len(group.to_agree_by(visit.user)):
        yield ngettext("%d action waits for you to agree.", "%d actions wait for you to agree.", number) % number
    today = local_day(visit.now)
    late = [action for action in group.to_do_by(group.partner) if action.due_on and action.due_on < today]
    if late:
        words_late = ngettext(
            "%(number)d action of %(mentee)s is late.", "%(number)d actions of %(mentee)s are late.", len(late)
        )
        yield words_late % {**names, "number": len(late)}


def _awaited(groups: list[GoalGroup]) -> list[tuple[GoalGroup, AgreementStep]]:
    """Name the pairs whose agreement waits for the other, and for what."""
    steps = [(group, group.open_agreement.partners_step) for group in groups if group.open_agreement]
    return [(group, step) for group, step in steps if step is not None]


def _agreement_step(group: GoalGroup, step: AgreementStep) -> NextThing:
    begins = group.pairing.state == PairingState.ACCEPTED
    title, why, button, rank = {
        AgreementStep.ANSWER: (
            _("Say what you expect of your work with %(partner)s"),
            _("Six short questions, read by you alone until both have answered. Then you sign."),
            _("Answer · 3 minutes"),
            10,
        ),
        AgreementStep.SETTLE: (
            _("Settle with %(partner)s where you differ"),
            _("You both have said what you expect. One line each on what you agree, then you sign."),
            _("See it side by side"),
            10,
        ),
        AgreementStep.SIGN: (
            _("Sign the agreement with %(partner)s"),
            _("It says what you expect of each other. Once both have signed, you can begin.")
            if begins
            else _("It is a new version. What you both signed before goes on to bind until both have signed this one."),
            _("Read and sign · 4 minutes"),
            10,
        ),
        AgreementStep.RENEW: (
            _("Look at your agreement with %(partner)s again"),
            _("You wanted to by now. Renew it as it is, or change the words."),
            _("Open the agreement"),
            35,
        ),
    }[step]
    name = "agreements:expectations" if step == AgreementStep.ANSWER else "agreements:agreement"
    return NextThing(
        title=title % {"partner": group.partner.full_name},
        why=why,
        button=button,
        url=reverse(name, args=[group.pairing.uuid]),
        rank=rank,
    )


def _for_the_mentee(group: GoalGroup) -> Iterator[NextThing]:
    if not group.cards:
        yield NextThing(
            title=_("Write your first goal with %(mentor)s") % {"mentor": group.partner.get_short_name()},
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
        if card.waits_for_agreement:
            yield NextThing(
                title=_("Agree on %(mentee)s's goal") % names,
                why=in_a_sentence(card.terms),
                button=_("Read the goal"),
                url=card.goal.get_absolute_url(),
                rank=10,
                tap=Tap(
                    _("Agree"),
                    reverse("agreements:goal-agree", args=[card.goal.uuid]),
                    (("seen", card.seen_words),),
                ),
            )
        elif card.waits_for_confirmation:
            yield NextThing(
                title=_("Confirm what %(mentee)s has achieved") % names,
                why=card.goal.goal,
                button=_("Look at the evidence"),
                url=card.goal.get_absolute_url(),
                rank=20,
                tap=Tap(_("Confirm: achieved"), reverse("agreements:goal-achieve", args=[card.goal.uuid])),
            )


def _to_agree(group: GoalGroup, visit: Visit) -> Iterator[NextThing]:
    """Offer what the other one wrote; what a mentor agrees to together with its goal is not asked twice."""
    with_goal = {card.goal.pk for card in group.cards if card.waits_for_agreement and visit.role == Role.MENTOR}
    single = [action for action in group.to_agree_by(visit.user) if action.goal_id not in with_goal]
    for action in single[:MOST_TO_AGREE]:
        yield NextThing(
            title=_("Agree on: %(action)s") % {"action": action.text},
            why=_("%(partner)s wrote it. What you two agree on stands; later changes stay visible to both.")
            % {"partner": group.partner.get_short_name()},
            button=_("Change it"),
            url=reverse("agreements:action-edit", args=[action.uuid]),
            rank=20,
            tap=Tap(
                _("Agree"),
                reverse("agreements:action-agree", args=[action.uuid]),
                (("seen", action.seen_words),),
            ),
        )


def _overdue(groups: list[GoalGroup], user: User, today: date) -> Iterator[NextThing]:
    late = [
        (action.due_on, action, group)
        for group in groups
        for action in group.to_do_by(user)
        if action.due_on and action.due_on < today
    ]
    for due_on, action, group in sorted(late, key=lambda row: row[0])[:MOST_OVERDUE]:
        yield _do(action, due_on, group, user)


def _do(action: Action, due_on: date, group: GoalGroup, user: User) -> NextThing:
    goal = next((card.goal for card in group.cards if card.goal.pk == action.goal_id), None)
    return NextThing(
        title=action.text,
        why=_("You took this on with %(partner)s. Done already? One tap says so.")
        % {"partner": group.partner.get_short_name()},
        button=_("Open it"),
        tap=Tap(
            _("Done"),
            reverse("agreements:action-done", args=[action.uuid]),
            (("seen", action.seen_words),) if action.waits_for(user) else (),
        ),
        url=f"{goal.get_absolute_url() if goal else reverse('agreements:goals')}#action-{action.uuid}",
        rank=20,
        due_at=timezone.make_aware(datetime.combine(due_on, time.max)),
    )
