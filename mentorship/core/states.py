"""How a state changes: by the table of allowed moves that stands beside its names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext as _

from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model, TextChoices


def move(record: Model, to: str, *, moves: Mapping[str, frozenset[str]], field: str = "state") -> None:
    """Give `record` its next state; the caller saves it. `field` is where the state stands.

    Raises:
        Refused: the table of moves does not lead from the present state to `to`.
    """
    now = getattr(record, field)
    if to not in moves.get(now, frozenset()):
        raise Refused(
            _("This is “%(state)s” now, so it cannot become “%(to)s”.") % {"state": now, "to": to},
        )
    setattr(record, field, to)


def state_constraint(states: type[TextChoices], *, name: str, field: str = "state") -> CheckConstraint:
    """Let the database refuse a state that has no name."""
    return CheckConstraint(condition=Q(**{f"{field}__in": states.values}), name=name)
