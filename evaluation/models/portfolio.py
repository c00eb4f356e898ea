"""What a mentee shows of their work: the choice, the papers made of it, the links to it and who opened them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evaluation.enums import PaperState
from mentorship.core import codes
from mentorship.core.models import Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


QUIET_FOR = timedelta(seconds=30)
"""A page takes far less, on a busy machine too: after so long a person is told what happens when nothing does."""


class PortfolioQuerySet(models.QuerySet["Portfolio"]):
    """Portfolios, narrowed."""

    def of(self, owner: User) -> PortfolioQuerySet:
        """The one of this person, if they ever touched it."""
        return self.filter(owner=owner)


class Portfolio(Record):
    """What a mentee chooses to show, whichever cohort it comes from.

    `contents` holds the uuids chosen of each part (see `evaluation/domain/choosing.py`); a part that is not in it was
    never chosen from. Only what is the mentee's own is ever shown, whatever `contents` names.

    Personal data: the mentee's choice of their own records; read by the mentee and whoever holds a link.
    """

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="portfolio")
    contents = models.JSONField(_("what is in it"), default=dict)
    names_observers = models.BooleanField(
        _("Name those who observed me"),
        default=False,
        help_text=_("Without it a portfolio says “Observed”, and not by whom. Ask them before you show their names."),
    )
    shows_what_to_improve = models.BooleanField(
        _("Show what to improve and the next step"),
        default=False,
        help_text=_("Without it a piece of feedback shows what went well and what I take from it."),
    )
    lists_attempts = models.BooleanField(
        _("List every attempt of a procedure"),
        default=False,
        help_text=_("With its month, setting and supervision. Without it the portfolio gives totals."),
    )
    shows_pictures = models.BooleanField(
        _("Show pictures of my progress"),
        default=True,
        help_text=_("Drawn from what the portfolio shows, and from nothing else."),
    )

    objects = PortfolioQuerySet.as_manager()

    class Meta:
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")

    def __str__(self) -> str:
        return f"{self.owner}"


class PortfolioPaper(Record):
    """The portfolio as PDF, as it was chosen when it was set; its bytes can be told from any other's by its code.

    Only the newest keeps its bytes; of those before, code and digest remain, so that a file given away can be checked.

    Personal data: what the mentee chose to show; read by the mentee, and by whoever they give it to.
    """

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="papers")
    state = models.CharField(max_length=10, choices=PaperState, default=PaperState.QUEUED)
    code = models.CharField(_("verification code"), max_length=14, unique=True, default=codes.new_code)
    progress_percent = models.PositiveSmallIntegerField(default=0)
    progress_words = models.CharField(max_length=120, blank=True)
    heard_of_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    times_begun = models.PositiveSmallIntegerField(_("times begun"), default=0)
    failure = models.CharField(max_length=200, blank=True)
    entries = models.PositiveIntegerField(_("entries"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    pdf = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    class Meta:
        verbose_name = _("portfolio on paper")
        verbose_name_plural = _("portfolios on paper")
        constraints = [
            state_constraint(PaperState, name="portfolio_paper_state_known"),
            models.UniqueConstraint(
                fields=["portfolio"],
                condition=Q(state__in=["queued", "setting"]),
                name="one_portfolio_paper_at_a_time",
                violation_error_message=_("A file is being made already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(made_at__isnull=False) & ~Q(sha256=""),
                name="ready_portfolio_paper_has_its_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def is_silent(self, now: datetime) -> bool:
        """Is it being set, and was nothing heard of it for a while? Its worker may have been interrupted."""
        return self.state == PaperState.SETTING and (self.heard_of_at is None or self.heard_of_at < now - QUIET_FOR)


class PortfolioLinkQuerySet(models.QuerySet["PortfolioLink"]):
    """Links, narrowed."""

    def open(self, now: datetime) -> PortfolioLinkQuerySet:
        """Those that lead somewhere."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class PortfolioLink(Record):
    """An address that shows a portfolio to whoever has it, until it expires or is taken back.

    Only the digest of the secret in the address is kept, and of the password its hash.

    Personal data: what the mentee calls it, and when it was opened; read by the mentee.
    """

    portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("for whom"), max_length=80)
    token_sha256 = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=128, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = PortfolioLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a portfolio")
        verbose_name_plural = _("links to portfolios")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="portfolio_link_lives_a_while"),
        ]

    def __str__(self) -> str:
        return self.label


class PortfolioOpening(models.Model):
    """A link was opened: when, and nothing of who.

    Personal data: none.
    """

    link = models.ForeignKey(PortfolioLink, on_delete=models.CASCADE, related_name="openings")
    opened_at = models.DateTimeField(_("opened"))

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d %H:%M}"
