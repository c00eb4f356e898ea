"""What a program asks people to say of themselves, if they like."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentorship.core.models import Record
from mentorship.core.states import state_constraint
from programs.enums import CharacteristicReaders


class Characteristic(Record):
    """A characteristic that people may declare of themselves, never must: first in the family to study, or gender.

    Personal data: none; the answers hold it.
    """

    program = models.ForeignKey("programs.Program", on_delete=models.CASCADE, related_name="characteristics")
    name = models.CharField(_("name"), max_length=60)
    question = models.CharField(_("question"), max_length=200)
    choices = models.TextField(
        _("answers to choose from"), help_text=_("One a line. Leaving it open is always possible.")
    )
    readers = models.CharField(
        _("who reads an answer"), max_length=8, choices=CharacteristicReaders, default=CharacteristicReaders.COUNTS
    )

    class Meta:
        verbose_name = _("characteristic")
        verbose_name_plural = _("characteristics that people may declare")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "name"],
                name="characteristic_once_per_program",
                violation_error_message=_("This program asks for that already."),
            ),
            state_constraint(CharacteristicReaders, name="characteristic_readers_known", field="readers"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def options(self) -> list[str]:
        """Return the answers to choose from, each once."""
        return list(dict.fromkeys(line.strip() for line in self.choices.splitlines() if line.strip()))


class CharacteristicAnswer(models.Model):
    """What one person declared.

    Personal data: the answer, often of a special category; read by the person and, as the characteristic's `readers`
    say, by the program's leaders or by nobody but in counts. Taken back at any time; erased with the person.
    """

    characteristic = models.ForeignKey(Characteristic, on_delete=models.CASCADE, related_name="answers")
    enrollment = models.ForeignKey("programs.Enrollment", on_delete=models.CASCADE, related_name="declared")
    value = models.CharField(_("answer"), max_length=120)

    class Meta:
        verbose_name = _("declared characteristic")
        verbose_name_plural = _("declared characteristics")
        constraints = [
            models.UniqueConstraint(fields=["characteristic", "enrollment"], name="declared_once"),
        ]

    def __str__(self) -> str:
        return f"{self.characteristic}"
