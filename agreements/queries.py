"""What pages and other stages need to know of agreements and goals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When

from agreements import evidence, seen
from agreements.enums import LIVE_AGREEMENT_STATES, OPEN_GOAL_STATES, AgreementState, GoalState
from agreements.models import Action, Agreement, Change, Expectation, Goal, Signature
from agreements.progress import progress
from agreements.smart import lacking
from matching.enums import PairingState
from matching.models import Pairing
from mentorship.core.navigation import Role
from mentorship.core.wording import local_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from agreements.models.agreement import AgreementQuerySet
    from agreements.progress import Progress
    from mentorship.accounts.models import User
    from programs.models import Cohort

WORKED_ON = {GoalState.AGREED, GoalState.IN_PROGRESS}
AT_WORK = [PairingState.ACTIVE, PairingState.PAUSED]
SIGNABLE = [PairingState.ACCEPTED, *AT_WORK]
THEIRS = "their "


@dataclass(frozen=True)
class GoalCard:
    """A goal as cards show it: with its progress and its actions, open ones first."""

    goal: Goal
    progress: Progress
    actions: list[Action] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    """What a draft needs, field by field, before its mentor can agree to it."""

    @property
    def terms(self) -> dict[str, str]:
        """What its mentor agrees to: the terms of the goal, and the actions that wait with it."""
        return seen.of_goal(self.goal, self.actions)

    @property
    def seen_words(self) -> str:
        """The same as a button carries it, so that nobody agrees to others than they saw."""
        return seen.carried(self.terms)

    @property
    def open_actions(self) -> list[Action]:
        """What is still to do."""
        return [action for action in self.actions if not action.is_done]

    @property
    def waits_for_the_mentor(self) -> bool:
        """Is the mentor's word the next step: to agree, or to confirm that the measure is met?"""
        return self.waits_for_agreement or self.waits_for_confirmation

    @property
    def waits_for_agreement(self) -> bool:
        """Is this a draft with all that the mentor can agree to?"""
        return self.goal.state == GoalState.DRAFT and not self.lacks

    @property
    def waits_for_confirmation(self) -> bool:
        """Is the measure met, and the mentor has not confirmed it?"""
        return self.goal.state in WORKED_ON and self.progress.is_met


class AgreementStep(StrEnum):
    """What an agreement may wait for."""

    ANSWER = "answer"
    SETTLE = "settle"
    SIGN = "sign"
    RENEW = "renew"


@dataclass(frozen=True)
class OpenAgreement:
    """The version of an agreement that waits for something, and for whose word; opened at `opened_at`."""

    step: AgreementStep
    is_mine: bool
    opened_at: datetime | None

    @property
    def my_step(self) -> AgreementStep | None:
        """What it waits for from the person who looks at it."""
        return self.step if self.is_mine else None

    @property
    def partners_step(self) -> AgreementStep | None:
        """What it waits for from the other, once this person has done their part."""
        return None if self.is_mine else self.step


@dataclass(frozen=True)
class GoalGroup:
    """A pair as the page of goals shows it: the other one, and the cards of its goals."""

    pairing: Pairing
    partner: User
    cards: list[GoalCard]
    loose_actions: list[Action]
    """What is to be done for no goal in particular, the earliest due first."""

    open_agreement: OpenAgreement | None = None

    def to_agree_by(self, person: User) -> list[Action]:
        """Return what the other one wrote and this person has not agreed to yet, the earliest due first."""
        of_goals = [action for card in self.open_cards for action in card.open_actions]
        return sorted(
            (action for action in [*of_goals, *self.loose_actions] if action.waits_for(person)), key=_by_due_day
        )

    def to_do_by(self, person: User) -> list[Action]:
        """Return what this person has taken on and not done yet, for a goal or for none, the earliest due first."""
        of_goals = [action for card in self.open_cards for action in card.open_actions]
        mine = [action for action in [*of_goals, *self.loose_actions] if action.owner_id == person.pk]
        return sorted(mine, key=_by_due_day)

    @property
    def open_cards(self) -> list[GoalCard]:
        """Goals being worked on."""
        return [card for card in self.cards if card.goal.is_open]

    @property
    def closed_cards(self) -> list[GoalCard]:
        """Goals that have come to their end."""
        return [card for card in self.cards if not card.goal.is_open]


def progress_of(goals: Iterable[Goal], now: datetime) -> dict[int, Progress]:
    """Return the progress of each goal by its id, derived from evidence in as many queries as there are providers."""
    goals = list(goals)
    found = evidence.of(goals) if goals else {}
    return {goal.pk: progress(goal, found[goal.pk], now) for goal in goals}


def cards_of(goals: Iterable[Goal], now: datetime) -> list[GoalCard]:
    """Return a card for each goal, in the same order, in one query more than `progress_of`."""
    goals = list(goals)
    actions = Action.objects.filter(goal__in=goals).select_related("owner", "written_by") if goals else ()
    return _cards(goals, actions, progress_of(goals, now), now)


def groups_of(user: User, role: str, now: datetime) -> list[GoalGroup]:
    """Return the pairs of a person in one role with their goals, in as many queries as for one pair."""
    sides = {Role.MENTOR: "mentor__user", Role.MENTEE: "mentee__user"}
    if role not in sides:
        return []
    pairings = Pairing.objects.filter(**{sides[Role(role)]: user}).exclude(state=PairingState.PROPOSED)
    found = list(pairings.with_people().order_by("mentee__user__full_name", "pk"))
    groups = groups_among(found, user, now)
    return [group for group in groups if group.cards or group.pairing.state != PairingState.ENDED]


def groups_among(
    pairings: Sequence[Pairing],
    user: User,
    now: datetime,
    *,
    waiting: Mapping[int, OpenAgreement] | None = None,
) -> list[GoalGroup]:
    """Return these pairs, with people and policy at hand, with their goals and actions in as many queries as for one pair.

    `waiting` holds, by the pairing's id, the agreements that wait for a word, where that is known already.
    """
    if waiting is None:
        waiting = _waiting(pairings, user, now)
    of_pair = {pairing.pk: pairing for pairing in pairings}
    goals = list(Goal.objects.filter(pairing__in=of_pair).with_measure()) if pairings else []
    for goal in goals:
        goal.pairing = of_pair[goal.pairing_id]
    in_question = Q(goal__isnull=False) | Q(done_at__isnull=True)
    actions = list(Action.objects.filter(in_question, pairing__in=of_pair).select_related("owner")) if pairings else []
    found = evidence.of(goals, versions=goals, actions=actions) if goals else {}
    progress_by_goal = {goal.pk: progress(goal, found[goal.pk], now) for goal in goals}
    cards = {card.goal.pk: card for card in _cards(goals, actions, progress_by_goal, now)}
    return [
        GoalGroup(
            pairing=pairing,
            partner=pairing.partner_of(user).user,
            cards=[cards[goal.pk] for goal in _in_order(goal for goal in goals if goal.pairing_id == pairing.pk)],
            loose_actions=sorted(
                (action for action in actions if action.pairing_id == pairing.pk and action.goal_id is None),
                key=_by_due_day,
            ),
            open_agreement=waiting.get(pairing.pk),
        )
        for pairing in pairings
    ]


def history_of(goal: Goal) -> list[Change]:
    """Return what was changed in a goal and its actions, the latest first."""
    of_it = Q(goal=goal) | Q(action__goal=goal)
    return list(Change.objects.filter(of_it).select_related("by", "action").distinct())


def goals_of_pairing(pairing: Pairing) -> Sequence[Goal]:
    """Every goal of a pair, those worked on first."""
    return _in_order(Goal.objects.filter(pairing=pairing).with_people())


def goals_of(user: User) -> Sequence[Goal]:
    """Every goal whose text this person may read, those worked on first."""
    return _in_order(Goal.objects.visible_to(user).with_people())


def current_agreement(pairing: Pairing) -> Agreement | None:
    """Return the newest version that binds or waits; else the last that bound, or the newest; None before all that."""
    return current_among(versions_of(pairing))


def current_among(versions: Sequence[Agreement]) -> Agreement | None:
    """Return the same of all versions of a pair, the newest first."""
    live = [version for version in versions if version.state in LIVE_AGREEMENT_STATES]
    bound = [version for version in versions if version.in_force_at]
    return next(iter(live or bound or versions), None)


def versions_of(pairing: Pairing) -> list[Agreement]:
    """Every version of a pair's agreement, the newest first, with who signed it."""
    found = Agreement.objects.filter(pairing=pairing).order_by("-version").select_related("author")
    return list(found.prefetch_related("signatures__signer"))


def version_before(shown: Agreement, versions: Sequence[Agreement]) -> Agreement | None:
    """Return what a version that waits is read against: the version in force, else the one before it."""
    earlier = [version for version in versions if version.version < shown.version]
    return next((version for version in earlier if version.state == AgreementState.IN_FORCE), next(iter(earlier), None))


def changeable_agreement(pairing: Pairing) -> Agreement | None:
    """Return the newest version on which a change would build, or None once there is none."""
    return Agreement.objects.live().filter(pairing=pairing).order_by("-version").first()


def answers_of(pairing: Pairing, viewer: User) -> tuple[Expectation | None, Expectation | None]:
    """Return the mentee's and the mentor's expectations, as far as this person may read them."""
    found = {row.person_id: row for row in Expectation.objects.visible_to(viewer).filter(pairing=pairing)}
    return found.get(pairing.mentee.user_id), found.get(pairing.mentor.user_id)


def open_goals_count(pairing: Pairing) -> int:
    """Return how many goals of a pair are being worked on."""
    return Goal.objects.open().filter(pairing=pairing).count()


def agreements_that_bound(pairing_ids: Collection[int]) -> AgreementQuerySet:
    """Return the agreements of these pairings that both have signed, whether they bind still or did until the end."""
    return Agreement.objects.filter(pairing_id__in=pairing_ids, in_force_at__isnull=False)


def goal_counts(cohort: Cohort) -> dict[str, int]:
    """Return how many goals of a cohort are in each state: what a leader may know of them."""
    rows = Goal.objects.filter(pairing__mentee__cohort=cohort).values("state").annotate(number=Count("pk"))
    return {**dict.fromkeys(GoalState.values, 0), **{row["state"]: row["number"] for row in rows}}


def action_counts(cohort: Cohort) -> dict[str, int]:
    """Return how many actions of a cohort there are, and how many are done."""
    return Action.objects.filter(pairing__mentee__cohort=cohort).aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(done_at__isnull=False)),
    )


def waiting_agreements(pairings: Iterable[Pairing], user: User, now: datetime) -> AgreementQuerySet:
    """Return the versions that wait for a word; `step` names it, after "their" where it is the other's."""
    answers = Expectation.objects.filter(pairing=OuterRef("pairing"))
    signable = [pairing.pk for pairing in pairings if pairing.state in SIGNABLE]
    to_review = Q(state=AgreementState.IN_FORCE, review_on__lte=local_day(now))
    step = Case(
        When(to_review, then=Value(AgreementStep.RENEW)),
        When(
            Exists(Signature.objects.filter(agreement=OuterRef("pk"), signer=user)),
            then=Value(f"{THEIRS}{AgreementStep.SIGN}"),
        ),
        When(state=AgreementState.AWAITING, then=Value(AgreementStep.SIGN)),
        When(~Exists(answers.filter(person=user)), then=Value(AgreementStep.ANSWER)),
        When(Exists(answers.exclude(person=user)), then=Value(AgreementStep.SETTLE)),
        default=Value(f"{THEIRS}{AgreementStep.ANSWER}"),
        output_field=CharField(),
    )
    open_ones = Q(state__in=[AgreementState.DRAFT, AgreementState.AWAITING]) | to_review
    return Agreement.objects.filter(open_ones, pairing__in=signable).annotate(step=step)


def open_agreement(step: str, opened_at: datetime | None) -> OpenAgreement:
    """Read the `step` of `waiting_agreements`."""
    return OpenAgreement(AgreementStep(step.removeprefix(THEIRS)), not step.startswith(THEIRS), opened_at)


def _waiting(pairings: Iterable[Pairing], user: User, now: datetime) -> dict[int, OpenAgreement]:
    found: QuerySet[Any] = waiting_agreements(pairings, user, now).order_by("version")
    return {row.pairing_id: open_agreement(row.step, row.opened_at) for row in found}


def _cards(
    goals: Iterable[Goal], actions: Iterable[Action], progress_by_goal: Mapping[int, Progress], now: datetime
) -> list[GoalCard]:
    """Return a card for each goal, with those of these actions that are for it."""
    of_goal: dict[int, list[Action]] = {}
    for action in actions:
        of_goal.setdefault(action.goal_id or 0, []).append(action)
    return [
        GoalCard(
            goal,
            progress_by_goal[goal.pk],
            sorted(of_goal.get(goal.pk, ()), key=_by_due_day),
            lacking(goal, local_day(now)) if goal.state == GoalState.DRAFT else [],
        )
        for goal in goals
    ]


def _by_due_day(action: Action) -> tuple[bool, date, int]:
    """Order actions: those to do before those done, the earliest due first."""
    return (action.is_done, action.due_on or date.max, action.pk)


def _in_order(goals: Iterable[Goal]) -> list[Goal]:
    """Order goals: those worked on first, by their date; then the others, the newest first."""
    return sorted(
        goals,
        key=lambda goal: (
            goal.state not in OPEN_GOAL_STATES,
            (goal.target_date or date.max) if goal.is_open else date.max,
            goal.pk if goal.is_open else -goal.pk,
        ),
    )
