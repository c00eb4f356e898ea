"""What a pair expects of each other, and who signed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.enums import LIVE_AGREEMENT_STATES, AgreementState
from mentorship.core.models import AppendOnly, Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements, narrowed."""

    def visible_to(self, user: User) -> AgreementQuerySet:
        """The pair's own and the program leader's."""
        return self.filter(
            Q(pairing__mentor__user=user)
            | Q(pairing__mentee__user=user)
            | Q(pairing__mentee__cohort__program__leaderships__user=user),
        ).distinct()

    def live(self) -> AgreementQuerySet:
        """Those that bind or may come to bind."""
        return self.filter(state__in=LIVE_AGREEMENT_STATES)

    def unfinished(self) -> AgreementQuerySet:
        """Those that are still talked over or wait for a signature."""
        return self.filter(state__in=[AgreementState.DRAFT, AgreementState.AWAITING])

    def open(self) -> AgreementQuerySet:
        """Those that still wait for a signature."""
        return self.filter(state=AgreementState.AWAITING)

    def with_people(self) -> AgreementQuerySet:
        """The pair and its cohort at hand."""
        return self.select_related(
            "pairing__mentor__user",
            "pairing__mentee__user",
            "pairing__mentee__cohort__program",
            "pairing__mentee__cohort__policy",
        )


class Agreement(Record):
    """What a pair expects of each other: one version of the text, and whether it binds.

    A text never changes: who changes the words makes the next version. `author` is who wrote this one, or nobody where
    it came from the template. `verification_code` stands on its PDF once it has been in force.

    Personal data: what the two promised each other; read by the pair and the program leader.
    """

    pairing = models.ForeignKey("matching.Pairing", on_delete=models.PROTECT, related_name="agreements")
    version = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"))
    text_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=24, choices=AgreementState, default=AgreementState.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    opened_at = models.DateTimeField(_("ready to sign since"), null=True, blank=True)
    in_force_at = models.DateTimeField(_("in force since"), null=True, blank=True)

    review_on = models.DateField(_("to be renewed on"), null=True, blank=True)
    verification_code = models.CharField(_("verification code"), max_length=14, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            state_constraint(AgreementState, name="agreement_state_known"),
            models.UniqueConstraint(fields=["pairing", "version"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["pairing"],
                condition=Q(state="in_force"),
                name="one_agreement_in_force_per_pairing",
                violation_error_message=_("This pair already has an agreement in force."),
            ),
            models.UniqueConstraint(
                fields=["pairing"],
                condition=Q(state__in=["draft", "awaiting_signatures"]),
                name="one_open_agreement_per_pairing",
                violation_error_message=_("Another version of this agreement is open already."),
            ),
            models.UniqueConstraint(
                fields=["verification_code"],
                condition=~Q(verification_code=""),
                name="agreement_verification_code_once",
            ),
            models.CheckConstraint(
                condition=Q(in_force_at__isnull=False) | ~Q(state="in_force"),
                name="agreement_in_force_says_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pairing} · {self.version}"


class Signature(AppendOnly):
    """Who signed which exact text, when, with which name typed. Never edited, never deleted.

    Personal data: the name as typed and the time; read by the pair and the program leader; kept with the agreement.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures")
    typed_name = models.CharField(_("name typed"), max_length=150)
    signed_at = models.DateTimeField(_("signed"))
    text_sha256 = models.CharField(_("digest of what was signed"), max_length=64)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "signer"],
                name="one_signature_per_person",
                violation_error_message=_("You have signed this agreement already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.typed_name} {self.signed_at:%Y-%m-%d}"


class AgreementDocument(AppendOnly):
    """The PDF of a signed agreement, made once, so that its bytes can be told from any other's.

    Personal data: the agreement and both signatures; read by the pair and the program leader.
    """

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="document")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return f"{self.agreement} · {self.sha256[:8]}"
