"""A person in a cohort: what they are, what they need, what they can give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.core.models import Record
from mentorship.core.states import state_constraint
from programs.enums import CommunicationStyle, EnrollmentRole, EnrollmentState, NeedKind
from programs.models.vocabulary import levels_of

if TYPE_CHECKING:
    from datetime import date

    from mentorship.accounts.models import User
    from programs.models.vocabulary import Competency, Topic


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    """Enrollments, narrowed."""

    def visible_to(self, user: User) -> EnrollmentQuerySet:
        """Whole profiles that `user` may read: their own, and those of the programs they lead."""
        return self.filter(Q(user=user) | Q(cohort__program__leaderships__user=user)).distinct()

    def mentors(self) -> EnrollmentQuerySet:
        """Mentors only."""
        return self.filter(role=EnrollmentRole.MENTOR)

    def mentees(self) -> EnrollmentQuerySet:
        """Mentees only."""
        return self.filter(role=EnrollmentRole.MENTEE)

    def in_the_pool(self) -> EnrollmentQuerySet:
        """Those who take part: approved or active."""
        return self.filter(state__in=[EnrollmentState.APPROVED, EnrollmentState.ACTIVE])

    def named_like(self, words: str) -> EnrollmentQuerySet:
        """Those whose name or e-mail address holds every one of these words."""
        rows = self
        for word in words.split():
            rows = rows.filter(Q(user__full_name__icontains=word) | Q(user__email__icontains=word))
        return rows


class Enrollment(Record):
    """A person in a cohort as mentor or mentee.

    Personal data: specialty, site, languages, communication style, availability, what the person says of themselves;
    read in whole by the person and the program leader, its public part by the partner after publishing. Erased with
    the person, the row stays pseudonymous.
    """

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.PROTECT, related_name="enrollments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrollments")
    role = models.CharField(_("role"), max_length=6, choices=EnrollmentRole)
    state = models.CharField(_("state"), max_length=10, choices=EnrollmentState, default=EnrollmentState.INVITED)
    tracks = models.ManyToManyField("programs.Track", related_name="enrollments", blank=True)
    specialty = models.CharField(_("specialty"), max_length=80, blank=True)
    site = models.CharField(_("site"), max_length=80, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True, help_text=_("Names of languages."))
    communication_style = models.CharField(
        _("communication style"),
        max_length=10,
        choices=CommunicationStyle,
        blank=True,
    )
    availability = models.JSONField(
        _("half-days free"),
        default=list,
        blank=True,
        help_text=_("For example “tue_pm”: day, then am, pm or eve."),
    )
    about = models.TextField(_("about me"), blank=True, help_text=_("Read by your partner and the program leader."))
    capacity = models.PositiveSmallIntegerField(
        _("places for mentees"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(20)],
        help_text=_("How many mentees this mentor takes; empty for a mentee."),
    )
    ends_on = models.DateField(
        _("own last day"), null=True, blank=True, help_text=_("After a leave or an extension; empty: the cohort's.")
    )

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user", "role"],
                name="enrolled_once_per_role",
                violation_error_message=_("This person is in the cohort already."),
            ),
            models.CheckConstraint(
                condition=Q(role="mentor", capacity__isnull=False) | Q(role="mentee", capacity__isnull=True),
                name="only_mentors_have_places",
                violation_error_message=_("A mentor needs a number of places; a mentee has none."),
            ),
            state_constraint(EnrollmentRole, name="enrollment_role_known", field="role"),
            state_constraint(EnrollmentState, name="enrollment_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    @property
    def last_day(self) -> date:
        """The day on which this person's time in the cohort ends."""
        return self.ends_on or self.cohort.ends_on


class NamedWordQuerySet(models.QuerySet[Any]):
    """Needs or expertise, narrowed."""

    def with_their_words(self) -> Self:
        """Read the word of each along, and what its levels look like: one query more."""
        return self.select_related("topic", "competency").prefetch_related("competency__levels")


class Need(models.Model):
    """What a mentee needs, in the shared vocabulary.

    Personal data: the need and its note; read by the mentee, their mentor after publishing, and the program leader.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="needs")
    kind = models.CharField(_("kind"), max_length=20, choices=NeedKind, default=NeedKind.COMPETENCY_GAP)
    topic = models.ForeignKey("programs.Topic", on_delete=models.PROTECT, null=True, blank=True, related_name="needs")
    competency = models.ForeignKey(
        "programs.Competency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
    )
    self_rating = models.PositiveSmallIntegerField(
        _("level today, by yourself"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = NamedWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__isnull=False, competency__isnull=True)
                | Q(topic__isnull=True, competency__isnull=False),
                name="need_names_a_topic_or_a_competency",
            ),
            models.UniqueConstraint(fields=["enrollment", "topic"], name="need_topic_once"),
            models.UniqueConstraint(fields=["enrollment", "competency"], name="need_competency_once"),
            state_constraint(NeedKind, name="need_kind_known", field="kind"),
        ]

    def __str__(self) -> str:
        return f"{self.term}"

    @property
    def term(self) -> Topic | Competency:
        """Return the word of the vocabulary."""
        term = self.topic or self.competency
        if term is None:
            raise TypeError
        return term

    @property
    def level_in_words(self) -> str:
        """Return what the level looks like at which this person sees themselves; empty when they did not say."""
        return dict(levels_of(self.competency)).get(self.self_rating or 0, "")


class Expertise(models.Model):
    """What a mentor can give, in the same vocabulary as needs.

    Personal data: the expertise; read by the mentor, their mentees after publishing, and the program leader.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="expertise")
    topic = models.ForeignKey(
        "programs.Topic",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="expertise",
    )
    competency = models.ForeignKey(
        "programs.Competency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="expertise",
    )

    objects = NamedWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("expertise")
        verbose_name_plural = _("expertise")
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__isnull=False, competency__isnull=True)
                | Q(topic__isnull=True, competency__isnull=False),
                name="expertise_names_a_topic_or_a_competency",
            ),
            models.UniqueConstraint(fields=["enrollment", "topic"], name="expertise_topic_once"),
            models.UniqueConstraint(fields=["enrollment", "competency"], name="expertise_competency_once"),
        ]

    def __str__(self) -> str:
        return f"{self.topic or self.competency}"
