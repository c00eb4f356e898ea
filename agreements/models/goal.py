"""A GROW goal, its actions and its notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements import seen
from agreements.enums import OPEN_GOAL_STATES, ActionSource, GoalState, LeastSupervision, MeasureUnit
from mentorship.core.models import Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from datetime import date

    from mentorship.accounts.models import User

CONFIDENCE = [MinValueValidator(1), MaxValueValidator(10)]


class GoalQuerySet(models.QuerySet["Goal"]):
    """Goals, narrowed."""

    def visible_to(self, user: User) -> GoalQuerySet:
        """Those whose text `user` may read: the pair's own; a leader sees counts only."""
        return self.filter(Q(pairing__mentor__user=user) | Q(pairing__mentee__user=user))

    def open(self) -> GoalQuerySet:
        """Those being worked on."""
        return self.filter(state__in=OPEN_GOAL_STATES)

    def with_measure(self) -> GoalQuerySet:
        """The words of the measure at hand."""
        return self.select_related("competency", "measure_topic")

    def with_people(self) -> GoalQuerySet:
        """The pair, its cohort, and the words of the measure at hand."""
        return self.select_related(
            "pairing__mentor__user",
            "pairing__mentee__user",
            "pairing__mentee__cohort__program",
            "competency",
            "measure_topic",
            "revised_from",
        )


class Goal(Record):
    """What a mentee works towards, in the four steps of GROW; progress is derived from evidence, never typed.

    `measure_target` counts `measure_unit`s; with `measure_topic` only those of this procedure or skill count, with
    `measure_level` only those done at least that independently; `measure_observed` of them must have been watched.
    A revised goal stays as it was; the new wording is a goal of its own, of which `revised_from` is the earlier.
    `source_uuid` is the observation, meeting or review whose next step it was; one source makes at most one goal.
    Confidence is 1 (not at all) to 10 (fully), rated by the mentee before and after.

    Personal data: the mentee's aims, self-assessment and confidence; read by the pair only.
    """

    pairing = models.ForeignKey("matching.Pairing", on_delete=models.PROTECT, related_name="goals")
    goal = models.CharField(_("goal"), max_length=300)
    reality = models.TextField(_("reality"), blank=True)
    options = models.TextField(_("options"), blank=True)
    will = models.TextField(_("will"), blank=True)
    competency = models.ForeignKey(
        "programs.Competency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="goals",
    )
    measure_target = models.PositiveSmallIntegerField(
        _("how many"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    measure_unit = models.CharField(_("of what"), max_length=12, choices=MeasureUnit, blank=True)
    measure_topic = models.ForeignKey(
        "programs.Topic",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="goals",
    )
    measure_observed = models.PositiveSmallIntegerField(
        _("how many of them observed"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    measure_level = models.CharField(_("how independently"), max_length=2, choices=LeastSupervision, blank=True)
    target_date = models.DateField(_("by when"), null=True, blank=True)
    confidence_before = models.PositiveSmallIntegerField(
        _("confidence at the start"),
        null=True,
        blank=True,
        validators=CONFIDENCE,
    )
    confidence_after = models.PositiveSmallIntegerField(
        _("confidence at the end"),
        null=True,
        blank=True,
        validators=CONFIDENCE,
    )
    state = models.CharField(max_length=12, choices=GoalState, default=GoalState.DRAFT)
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    achieved_at = models.DateTimeField(_("achieved"), null=True, blank=True)
    revised_from = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="revision",
    )
    closed_because = models.CharField(_("why it was revised or let go"), max_length=300, blank=True)
    source = models.CharField(max_length=12, choices=ActionSource, default=ActionSource.GOAL)
    source_uuid = models.UUIDField(null=True, blank=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            state_constraint(GoalState, name="goal_state_known"),
            models.CheckConstraint(
                condition=Q(measure_target__isnull=True, measure_unit="")
                | Q(measure_target__isnull=False, measure_target__gte=1) & ~Q(measure_unit=""),
                name="goal_measure_has_number_and_unit",
                violation_error_message=_("A measure needs a number and a unit."),
            ),
            models.CheckConstraint(
                condition=Q(state="achieved", achieved_at__isnull=False)
                | ~Q(state="achieved") & Q(achieved_at__isnull=True),
                name="achieved_goal_says_when",
            ),
            models.CheckConstraint(
                condition=(Q(confidence_before__isnull=True) | Q(confidence_before__range=(1, 10)))
                & (Q(confidence_after__isnull=True) | Q(confidence_after__range=(1, 10))),
                name="goal_confidence_from_1_to_10",
            ),
            models.CheckConstraint(
                condition=Q(measure_observed__isnull=True)
                | Q(measure_observed__gte=1, measure_observed__lte=models.F("measure_target")),
                name="goal_observed_within_target",
                violation_error_message=_("No more can be observed than are counted."),
            ),
            state_constraint(ActionSource, name="goal_source_known", field="source"),
            models.UniqueConstraint(
                fields=["source", "source_uuid"],
                condition=Q(source__in=["observation", "review"]),
                name="one_goal_per_next_step",
                violation_error_message=_("This next step is a goal already."),
            ),
        ]

    def __str__(self) -> str:
        return self.goal

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("agreements:goal", args=[self.uuid])

    @property
    def unit_in_words(self) -> str:
        """What is counted, as it reads after the number; nothing without a measure."""
        if not (self.measure_target and self.measure_unit):
            return ""
        return MeasureUnit(self.measure_unit).of_number(self.measure_target)

    @property
    def measure_in_words(self) -> str:
        """The number and what is counted, as in "1 procedure under supervision"; nothing without a measure."""
        return f"{self.measure_target} {self.unit_in_words}" if self.unit_in_words else ""

    @property
    def is_open(self) -> bool:
        """Is this goal still being worked on?"""
        return self.state in OPEN_GOAL_STATES


class ActionQuerySet(models.QuerySet["Action"]):
    """Actions, narrowed."""

    def visible_to(self, user: User) -> ActionQuerySet:
        """The pair's own."""
        return self.filter(Q(pairing__mentor__user=user) | Q(pairing__mentee__user=user))

    def open(self) -> ActionQuerySet:
        """Not done yet."""
        return self.filter(done_at__isnull=True)

    def overdue(self, today: date) -> ActionQuerySet:
        """Not done though their day has passed."""
        return self.open().filter(due_on__lt=today)

    def with_people(self) -> ActionQuerySet:
        """The pair, the owner and the goal at hand."""
        return self.select_related("pairing__mentor__user", "pairing__mentee__user", "owner", "written_by", "goal")


class Action(Record):
    """A Will step: who does what until when.

    What one of the two writes waits for the other to agree; it can be done meanwhile, and who does it has agreed.
    `source_uuid` is the observation, meeting or review it came from; one source makes at most one action.

    Personal data: what a person promised to do; read by the pair only.
    """

    pairing = models.ForeignKey("matching.Pairing", on_delete=models.PROTECT, related_name="actions")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    text = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField(_("by"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who wrote it; empty when both did."),
    )
    agreed_at = models.DateTimeField(_("agreed by the other"), null=True, blank=True)
    source = models.CharField(max_length=12, choices=ActionSource, default=ActionSource.GOAL)
    source_uuid = models.UUIDField(null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [
            state_constraint(ActionSource, name="action_source_known", field="source"),
            models.UniqueConstraint(
                fields=["source", "source_uuid"],
                condition=Q(source__in=["observation", "review"]),
                name="one_action_per_next_step",
                violation_error_message=_("This next step is an action already."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def seen_words(self) -> str:
        """Itself as a button carries it, so that nobody agrees to another than they saw."""
        return seen.carried(seen.of_action(self))

    @property
    def is_done(self) -> bool:
        """Has it been done?"""
        return self.done_at is not None

    @property
    def waits_for_agreement(self) -> bool:
        """Has one of the two written it, and the other not agreed yet?"""
        return self.written_by_id is not None and self.agreed_at is None and not self.is_done

    def waits_for(self, user: User) -> bool:
        """Is it this person's word that is missing?"""
        return self.waits_for_agreement and self.written_by_id != user.pk


class GoalEntry(Record):
    """A dated note on the way to a goal.

    Personal data: what the author wrote; read by the pair only.
    """

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="entries")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"))
    text = models.TextField(_("note"))

    class Meta:
        verbose_name = _("note on a goal")
        verbose_name_plural = _("notes on a goal")
        ordering = ["written_at"]

    def __str__(self) -> str:
        return f"{self.goal} · {self.written_at:%Y-%m-%d}"
