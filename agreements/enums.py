"""States and kinds of the app `agreements`, with their labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class AgreementState(TextChoices):
    """One version of what a pair promises."""

    DRAFT = "draft", _("Draft")
    AWAITING = "awaiting_signatures", _("Awaiting signatures")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    ENDED = "ended", _("Ended")


AGREEMENT_MOVES: dict[str, frozenset[str]] = {
    AgreementState.DRAFT: frozenset({AgreementState.AWAITING, AgreementState.SUPERSEDED, AgreementState.ENDED}),
    AgreementState.AWAITING: frozenset({AgreementState.IN_FORCE, AgreementState.SUPERSEDED, AgreementState.ENDED}),
    AgreementState.IN_FORCE: frozenset({AgreementState.SUPERSEDED, AgreementState.ENDED}),
    AgreementState.SUPERSEDED: frozenset(),
    AgreementState.ENDED: frozenset(),
}

LIVE_AGREEMENT_STATES = [AgreementState.DRAFT, AgreementState.AWAITING, AgreementState.IN_FORCE]


class Weight(TextChoices):
    """How much of the work together a subject should be."""

    MAIN = "main", _("the main thing")
    SOME = "some", _("some of it")
    NONE = "none", _("not here")


class Rhythm(TextChoices):
    """How often to meet."""

    WEEKLY = "weekly", _("every week")
    FORTNIGHTLY = "fortnight", _("every two weeks")
    MONTHLY = "monthly", _("once a month")
    AS_NEEDED = "as_needed", _("when there is need")


class Channel(TextChoices):
    """How to be reached between meetings."""

    EMAIL = "email", _("by e-mail")
    TEXT = "text", _("by text message")
    PHONE = "phone", _("by phone")
    MEETINGS = "meetings", _("only in meetings")


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

    def of_number(self, number: int) -> str:
        """Return the unit as it reads after `number`: one procedure, two procedures."""
        return {
            MeasureUnit.PROCEDURES: ngettext("procedure under supervision", "procedures under supervision", number),
            MeasureUnit.OBSERVATIONS: ngettext("observation with feedback", "observations with feedback", number),
            MeasureUnit.ACTIONS: ngettext("action done", "actions done", number),
        }[self]


class LeastSupervision(TextChoices):
    """How independently a piece must be done to count; the levels in which procedures are logged, from the second on."""

    DID_TOGETHER = "2a", _("done together with the supervisor, or more independently")
    IN_THE_ROOM = "2b", _("with the supervisor in the room, or more independently")
    ALL_CHECKED = "3a", _("with everything double-checked, or more independently")
    KEY_CHECKED = "3b", _("with key findings double-checked, or more independently")
    BY_PHONE = "3c", _("with the supervisor by phone, or on one's own")
    UNSUPERVISED = "4", _("on one's own")


class ActionSource(TextChoices):
    """Where an action came from."""

    GOAL = "goal", _("The goal's own plan")
    OBSERVATION = "observation", _("The next step of an observation")
    MEETING = "meeting", _("A meeting")
    REVIEW = "review", _("A review")


class Changed(TextChoices):
    """What of a goal or an action was changed."""

    GOAL = "goal", _("Goal")
    REALITY = "reality", _("Reality")
    OPTIONS = "options", _("Options")
    WILL = "will", _("Will")
    ACTION_ADDED = "action_added", _("Action added")
    ACTION_TEXT = "action_text", _("Action")
    ACTION_OWNER = "action_owner", _("Who does it")
    ACTION_DUE = "action_due", _("By when")
    ACTION_AGREED = "action_agreed", _("Agreed")
    ACTION_DONE = "action_done", _("Done")
    ACTION_UNDONE = "action_undone", _("Not done after all")
