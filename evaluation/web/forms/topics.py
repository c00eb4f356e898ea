"""The choice of a procedure or skill: those of open goals first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from programs.models import Topic

Choices = list[tuple[str, str] | tuple[str, list[tuple[int, str]]]]


def grouped(topics: Iterable[Topic], wanted: Collection[int]) -> Choices:
    """Return the choices of a select: nothing, then the topics of open goals, then all others by name."""
    all_topics = [(topic.pk, topic.name) for topic in topics]
    first = [choice for choice in all_topics if choice[0] in wanted]
    rest = [choice for choice in all_topics if choice[0] not in wanted]
    if not first:
        return [("", "–"), (_("Procedures and skills"), rest)]
    return [("", "–"), (_("From the goals"), first), (_("All others"), rest)]
