"""How a state changes: by the table of allowed moves that stands beside its names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext as _

from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import TextChoices


class HasState(Protocol):
    """A record with a state."""

    state: str


def move(record: HasState, to: str, *, moves: Mapping[str, frozenset[str]]) -> None:
    """Give `record` its next state; the caller saves it.

    Raises:
        Refused: the table of moves does not lead from the present state to `to`.
    """
    if to not in moves.get(record.state, frozenset()):
        raise Refused(
            _("This is “%(state)s” now, so it cannot become “%(to)s”.") % {"state": record.state, "to": to},
        )
    record.state = to


def state_constraint(states: type[TextChoices], *, name: str, field: str = "state") -> CheckConstraint:
    """Let the database refuse a state that has no name."""
    return CheckConstraint(condition=Q(**{f"{field}__in": states.values}), name=name)
