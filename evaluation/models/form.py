"""Forms as data: what an observation is written on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluation.enums import ObservationKind
from mentorship.core.models import Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from matching.models import Pairing


class ObservationFormQuerySet(models.QuerySet["ObservationForm"]):
    """Forms, narrowed."""

    def published(self) -> ObservationFormQuerySet:
        """Those that observations may be written on; superseded and retired versions among them."""
        return self.filter(published_at__isnull=False)

    def of_pairing(self, pairing: Pairing) -> ObservationFormQuerySet:
        """Those that ship, and those of the pair's own program."""
        return self.filter(Q(program__isnull=True) | Q(program_id=pairing.cohort.program_id))


class ObservationForm(Record):
    """A form as data, in one version: an observation keeps the version it was written on.

    Versions of one form share `program`, `kind` and `name`; those that ship have neither program nor name. A version is
    a draft until it is published, and from then on the database refuses to change it. What `definition` holds is said
    in `evaluation/instruments/__init__.py`.

    Personal data: none.
    """

    program = models.ForeignKey(
        "programs.Program",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observation_forms",
    )
    kind = models.CharField(
        _("counts as"),
        max_length=20,
        choices=ObservationKind,
        help_text=_("In figures and requirements it is counted with these."),
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    version = models.PositiveSmallIntegerField(_("version"))
    definition = models.JSONField(_("definition"))
    replaces_shipped = models.BooleanField(
        _("instead of the form that ships"),
        default=False,
        help_text=_("The form of this kind that comes with the product is no longer offered in this program."),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    retired_at = models.DateTimeField(_("no longer offered since"), null=True, blank=True)

    objects = ObservationFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation form")
        verbose_name_plural = _("observation forms")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"],
                condition=Q(program__isnull=True),
                name="shipped_form_version_once",
            ),
            models.UniqueConstraint(
                fields=["program", "kind", "name", "version"],
                name="observation_form_version_once",
                violation_error_message=_("This version of the form exists already."),
            ),
            models.UniqueConstraint(
                fields=["program", "kind", "name"],
                condition=Q(published_at__isnull=True),
                name="one_draft_per_observation_form",
                violation_error_message=_("There is already a draft of this form. Go on with that one."),
            ),
            models.CheckConstraint(
                condition=Q(program__isnull=True, name="") | Q(program__isnull=False) & ~Q(name=""),
                name="own_observation_form_has_a_name",
                violation_error_message=_("Give the form a name."),
            ),
            state_constraint(ObservationKind, name="observation_form_kind_known", field="kind"),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.version}"

    @property
    def title(self) -> str:
        """What the form is called on pages."""
        return self.name or str(self.get_kind_display())

    @property
    def is_published(self) -> bool:
        """Whether observations may be written on it."""
        return self.published_at is not None

    @property
    def state_in_words(self) -> str:
        """Whether it is a draft, offered, or offered no longer."""
        if not self.is_published:
            return gettext("Draft")
        return gettext("No longer offered") if self.retired_at else gettext("Published")
