"""What every record has, and the trail of what was done."""

from __future__ import annotations

import uuid
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Record(models.Model):
    """A row that has an address: `uuid` stands in URLs, the bigint key stays inside."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that are written once: no update, no delete."""

    def update(self, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(f"{self.model.__name__} is never edited.")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise TypeError(f"{self.model.__name__} is never deleted.")


class AppendOnly(models.Model):
    """A row that is written once and never edited or deleted."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row the first time; refuse afterwards."""
        if self.pk is not None and not self._state.adding:
            raise TypeError(f"{type(self).__name__} is never edited.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(f"{type(self).__name__} is never deleted.")


class AuditEntry(AppendOnly):
    """Who did what to which record, and how its state changed; never free text, never scores.

    Personal data: the actor; kept as long as the record it speaks of.
    """

    at = models.DateTimeField(_("at"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="audit_entries",
    )
    verb = models.CharField(_("verb"), max_length=60)
    target_kind = models.CharField(_("kind of record"), max_length=60)
    target_uuid = models.UUIDField(_("record"))
    old = models.CharField(_("before"), max_length=60, blank=True)
    new = models.CharField(_("after"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["target_kind", "target_uuid"], name="audit_by_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.target_kind}"


class Reading(AppendOnly):
    """That somebody read, or took out, something confidential that is somebody else's; never what it says.

    One row for each person whose it is. Without a reader it was somebody with a link they gave away.

    Personal data: who read what of whom, and when; read by the person whose it is. Kept as long as the account.
    """

    at = models.DateTimeField(_("at"))
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reader"),
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="readings", verbose_name=_("whose it is")
    )
    what = models.CharField(_("what"), max_length=40)
    target_uuid = models.UUIDField(_("record"))

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        indexes = [models.Index(fields=["about", "-at"], name="readings_of_a_person")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"
