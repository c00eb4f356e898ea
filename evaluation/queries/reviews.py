"""What the pages of a review need to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from agreements.enums import ActionSource, GoalState
from agreements.models import Action, Goal
from agreements.queries import progress_of
from evaluation import evidence_rule
from evaluation.enums import ReviewOutcome, ReviewState
from evaluation.models import Review, ReviewAnswer
from mentorship.core.navigation import Role

if TYPE_CHECKING:
    from datetime import datetime

    from evaluation.models.review import ReviewQuerySet
    from matching.models import Pairing
    from mentorship.accounts.models import User


@dataclass(frozen=True)
class GoalProgress:
    """An agreed goal, and how many of how many there are by the evidence."""

    goal: Goal
    count: int
    target: int


SIDES = {Role.MENTOR: "pairing__mentor__user", Role.MENTEE: "pairing__mentee__user"}


@dataclass(frozen=True)
class ReviewPage:
    """A review as one of the pair sees it: the partner's answers only once both have answered."""

    review: Review
    facts: list[tuple[str, int]]
    own: ReviewAnswer | None
    partner: ReviewAnswer | None
    partner_name: str
    comparison: list[dict[str, Any]]
    missing: list[str]
    silent: list[str]
    """Who did not answer in time."""
    goals: list[GoalProgress]
    """The pair's open goals with how far each is today."""

    @property
    def is_to_answer(self) -> bool:
        """Does this review wait for the reader's answers?"""
        return self.own is None and self.review.state == ReviewState.OPEN

    @property
    def is_to_decide(self) -> bool:
        """Have both answered, and nobody decided yet?"""
        return self.review.state == ReviewState.ANSWERED


def reviews_of(user: User, role: str) -> ReviewQuerySet:
    """Return the reviews of the pairs in which `user` has this role, the newest first, with `user`'s own answers."""
    found = Review.objects.visible_to(user).select_related("pairing__mentor__user", "pairing__mentee__user")
    found = found.prefetch_related(own_answers(user))
    return found.filter(**{SIDES[Role(role)]: user}) if role in SIDES else found.none()


def to_answer(user: User, now: datetime) -> ReviewQuerySet:
    """Return the open reviews, still in time, to which `user` has not answered."""
    answered = ReviewAnswer.objects.filter(review=OuterRef("pk"), author=user)
    return Review.objects.filter(~Exists(answered), state=ReviewState.OPEN, due_at__gte=now)


def to_decide(now: datetime) -> ReviewQuerySet:
    """Return the reviews, still in time, that both have answered and nobody decided."""
    return Review.objects.filter(state=ReviewState.ANSWERED, due_at__gte=now)


def own_answers(user: User) -> Prefetch[str]:
    """Fetch as `own_answers` what this person answered, and nothing of the other."""
    return Prefetch("answers", queryset=ReviewAnswer.objects.filter(author=user), to_attr="own_answers")


def review_page(review: Review, reader: User, now: datetime) -> ReviewPage:
    """Gather one review for `reader`, who is in the pair."""
    answers = {answer.author_id: answer for answer in review.answers.select_related("author")}
    people = [review.pairing.mentee.user, review.pairing.mentor.user]
    silent = [person.get_short_name() for person in people if person.pk not in answers]
    short = review.missing if review.closed_at else evidence_rule.lacking(review.pairing, now)
    own = answers.pop(reader.pk, None)
    partner = next(iter(answers.values()), None) if review.state == ReviewState.ANSWERED or (answers and own) else None
    partner_name = review.pairing.partner_of(reader).user.get_short_name()
    return ReviewPage(
        review=review,
        facts=fact_lines(review.facts),
        own=own,
        partner=partner,
        partner_name=partner_name,
        comparison=_comparison(own, partner) if own and partner else [],
        missing=evidence_rule.in_words(short),
        silent=silent if review.closed_at and not review.outcome else [],
        goals=_open_goals(review.pairing, now),
    )


def next_steps_of(review: Review) -> dict[str, Any]:
    """Return what the two want to work on next, once they have decided, and what was made of it."""
    if review.state != ReviewState.CLOSED or not review.outcome:
        return {}
    made = {"source": ActionSource.REVIEW, "source_uuid": review.uuid}
    return {
        "adjusts_goals": review.outcome == ReviewOutcome.ADJUST_GOALS,
        "next_steps": list(review.answers.exclude(next_focus="").select_related("author").order_by("pk")),
        "made_action": Action.objects.filter(**made).select_related("goal").first(),
        "made_goal": Goal.objects.filter(**made).first(),
    }


def fact_lines(facts: dict[str, int]) -> list[tuple[str, int]]:
    """Name the facts kept with a review, in the order in which a pair talks of them."""
    names = {
        "meetings_held": _("Meetings held"),
        "meetings_missed": _("Meetings missed"),
        "meetings_cancelled": _("Meetings cancelled"),
        "actions_done": _("Actions done"),
        "actions_late": _("Actions late"),
        "goals_agreed": _("Goals agreed"),
        "goals_achieved": _("Goals achieved"),
        "observations": _("Observations"),
        "observers": _("Different observers"),
        "procedures": _("Procedures logged"),
        "milestones": _("Milestones rated"),
    }
    return [(name, facts[key]) for key, name in names.items() if key in facts]


def _open_goals(pairing: Pairing, now: datetime) -> list[GoalProgress]:
    goals = list(
        Goal.objects.filter(pairing=pairing, state__in=[GoalState.AGREED, GoalState.IN_PROGRESS]).order_by("pk")
    )
    progress = progress_of(goals, now)
    return [GoalProgress(goal, progress[goal.pk].count, progress[goal.pk].target) for goal in goals]


def _comparison(own: ReviewAnswer, partner: ReviewAnswer) -> list[dict[str, Any]]:
    questions = [
        (_("What goes well?"), own.went_well, partner.went_well, False),
        (_("What should change?"), own.to_change, partner.to_change, False),
        (_("What to work on next?"), own.next_focus, partner.next_focus, False),
        (
            _("How well does this pairing work for you, 1 to 5?"),
            own.satisfaction,
            partner.satisfaction,
            abs(own.satisfaction - partner.satisfaction) > 1,
        ),
        (
            _("I suggest to"),
            own.get_suggested_outcome_display(),
            partner.get_suggested_outcome_display(),
            own.suggested_outcome != partner.suggested_outcome,
        ),
    ]
    return [
        {"question": question, "left": left, "right": right, "differs": differs}
        for question, left, right, differs in questions
    ]
