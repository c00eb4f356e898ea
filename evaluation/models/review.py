"""Where a pair stands, looked at together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.enums import ReviewOutcome, ReviewState
from mentorship.core.models import Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews, narrowed."""

    def visible_to(self, user: User) -> ReviewQuerySet:
        """The pair's own; a leader reads outcome and date only, elsewhere."""
        return self.filter(Q(pairing__mentor__user=user) | Q(pairing__mentee__user=user))

    def open(self) -> ReviewQuerySet:
        """Those that wait for an answer or a decision."""
        return self.exclude(state=ReviewState.CLOSED)


class Review(Record):
    """A review of one pairing for one period; `number` counts periods, so that each is opened exactly once.

    Personal data: what a pair decided; outcome and date are read by the pair and the program leader.
    """

    pairing = models.ForeignKey("matching.Pairing", on_delete=models.PROTECT, related_name="reviews")
    number = models.PositiveSmallIntegerField(_("number"))
    opened_at = models.DateTimeField(_("opened"))
    due_at = models.DateTimeField(_("answer by"))
    facts = models.JSONField(_("facts since the last one"), default=dict)
    missing = models.JSONField(
        _("what was missing"), default=dict, help_text=_("By the cohort's rule on the day it was decided."), blank=True
    )
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.OPEN)
    outcome = models.CharField(_("outcome"), max_length=20, choices=ReviewOutcome, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    own_answers: list[ReviewAnswer]
    """Where `queries.reviews.own_answers` fetched it: what the reader answered, at most one."""

    messages: list[ReviewAnswer]
    """Where `queries.reviews_of_cohort` fetched it: the answers with words to the leader."""

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-opened_at"]
        constraints = [
            state_constraint(ReviewState, name="review_state_known"),
            models.UniqueConstraint(fields=["pairing", "number"], name="one_review_per_pairing_and_period"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | ~Q(state="closed") & Q(closed_at__isnull=True, outcome=""),
                name="closed_review_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pairing} · {self.number}"


class ReviewAnswer(Record):
    """One side's answers, read by the other only after both have answered.

    Personal data: what a person thinks of the pairing; own answers are read by their author, after both have answered
    by the pair; `to_leader` is read by its author and the program leader only.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="review_answers")
    went_well = models.TextField(_("what goes well"))
    to_change = models.TextField(_("what should change"), blank=True)
    next_focus = models.TextField(_("what to work on next"), blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        _("how well does this pairing work for you"),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    suggested_outcome = models.CharField(_("I suggest to"), max_length=20, choices=ReviewOutcome)
    to_leader = models.TextField(_("to the program leader only"), blank=True)
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("review answer")
        verbose_name_plural = _("review answers")
        constraints = [
            models.UniqueConstraint(fields=["review", "author"], name="one_review_answer_per_person"),
            models.CheckConstraint(condition=Q(satisfaction__range=(1, 5)), name="review_satisfaction_from_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.review}"
