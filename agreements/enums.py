"""States and kinds of the app `agreements`, with their labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgreementState(TextChoices):
    """One version of what a pair promises."""

    DRAFT = "draft", _("Draft")
    AWAITING = "awaiting_signatures", _("Awaiting signatures")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    ENDED = "ended", _("Ended")


AGREEMENT_MOVES: dict[str, frozenset[str]] = {
    AgreementState.DRAFT: frozenset({AgreementState.AWAITING, AgreementState.ENDED}),
    AgreementState.AWAITING: frozenset({AgreementState.DRAFT, AgreementState.IN_FORCE, AgreementState.ENDED}),
    AgreementState.IN_FORCE: frozenset({AgreementState.SUPERSEDED, AgreementState.ENDED}),
    AgreementState.SUPERSEDED: frozenset(),
    AgreementState.ENDED: frozenset(),
}


class GoalState(TextChoices):
    """A goal from first words to its end."""

    DRAFT = "draft", _("Draft")
    AGREED = "agreed", _("Agreed")
    IN_PROGRESS = "in_progress", _("In progress")
    ACHIEVED = "achieved", _("Achieved")
    REVISED = "revised", _("Revised")
    ABANDONED = "abandoned", _("Abandoned")


GOAL_MOVES: dict[str, frozenset[str]] = {
    GoalState.DRAFT: frozenset({GoalState.AGREED, GoalState.ABANDONED}),
    GoalState.AGREED: frozenset({GoalState.IN_PROGRESS, GoalState.ACHIEVED, GoalState.REVISED, GoalState.ABANDONED}),
    GoalState.IN_PROGRESS: frozenset({GoalState.ACHIEVED, GoalState.REVISED, GoalState.ABANDONED}),
    GoalState.ACHIEVED: frozenset(),
    GoalState.REVISED: frozenset(),
    GoalState.ABANDONED: frozenset(),
}

OPEN_GOAL_STATES = [GoalState.DRAFT, GoalState.AGREED, GoalState.IN_PROGRESS]


class MeasureUnit(TextChoices):
    """What is counted towards a goal."""

    PROCEDURES = "procedures", _("procedures under supervision")
    OBSERVATIONS = "observations", _("observations with feedback")
    ACTIONS = "actions", _("actions done")


class ActionSource(TextChoices):
    """Where an action came from."""

    GOAL = "goal", _("The goal's own plan")
    OBSERVATION = "observation", _("The next step of an observation")
    MEETING = "meeting", _("A meeting")
    REVIEW = "review", _("A review")
