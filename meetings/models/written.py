"""What two people write about a meeting: before, during and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.meeting import Meeting
from mentorship.core.models import Record

if TYPE_CHECKING:
    from mentorship.accounts.models import User


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    """Agenda items, narrowed."""

    def visible_to(self, user: User) -> AgendaItemQuerySet:
        """The pair's own."""
        return self.filter(Q(meeting__pairing__mentor__user=user) | Q(meeting__pairing__mentee__user=user))


class AgendaItem(Record):
    """Something to talk about.

    Personal data: what a person wants to talk about; read by the pair only.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda_items")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("to talk about"), max_length=300)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


Written = TypeVar("Written", bound=models.Model)


class WrittenInAMeetingQuerySet(models.QuerySet[Written]):
    """What was written about meetings, narrowed."""

    def visible_to(self, user: User) -> WrittenInAMeetingQuerySet[Written]:
        """One's own, and what a partner shared."""
        pair = Q(meeting__pairing__mentor__user=user) | Q(meeting__pairing__mentee__user=user)
        return self.filter(Q(author=user) | pair & Q(shared_at__isnull=False))


class MeetingNoteQuerySet(WrittenInAMeetingQuerySet["MeetingNote"]):
    """Notes, narrowed."""


class ReflectionQuerySet(WrittenInAMeetingQuerySet["Reflection"]):
    """Reflections, narrowed."""


class MeetingNote(Record):
    """A note of a meeting: shared by the pair, or private to its author.

    Personal data: what the author wrote; read by its author, once shared by the pair.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("note"))
    shared_at = models.DateTimeField(_("shared"), null=True, blank=True)

    objects = MeetingNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting note")
        verbose_name_plural = _("meeting notes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.meeting}"


class Reflection(Record):
    """What somebody learned from a meeting and does next; private until shared.

    Personal data: what the author wrote; read by its author, once shared by the pair.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="reflections")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reflections")
    lessons = models.TextField(_("what I learned"))
    next_actions = models.TextField(_("what I do next"), blank=True)
    shared_at = models.DateTimeField(_("shared"), null=True, blank=True)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "author"], name="one_reflection_per_person_and_meeting"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}"
