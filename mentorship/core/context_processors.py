"""What every page knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings

from mentorship.core import navigation

if TYPE_CHECKING:
    from django.http import HttpRequest

    from mentorship.core.navigation import Place, Role


@dataclass
class Frame:
    """The frame around a page; each part is asked for when a template shows it, so that fragments cost nothing."""

    request: HttpRequest = field(repr=False)

    @cached_property
    def roles(self) -> list[Role]:
        """Every role this person holds."""
        return navigation.roles_on(self.request)

    @cached_property
    def role(self) -> Role | None:
        """The role this person acts in."""
        return navigation.acting_role(self.request)

    @cached_property
    def other_roles(self) -> list[Role]:
        """The roles this person could change to."""
        return [role for role in self.roles if role != self.role]

    @cached_property
    def items(self) -> list[Place]:
        """Every place, in order."""
        return navigation.places(self.request, self.role)

    @cached_property
    def first_items(self) -> list[Place]:
        """The places that stand in the bottom bar of a phone."""
        limit = navigation.FIRST_PLACES_ON_A_PHONE
        return self.items if len(self.items) <= limit else self.items[: limit - 1]

    @cached_property
    def more_items(self) -> list[Place]:
        """The places a phone shows under "More"."""
        return self.items[len(self.first_items) :]

    @cached_property
    def more_is_active(self) -> bool:
        """Whether this page is one of those under "More"."""
        return any(place.active for place in self.more_items)

    @property
    def is_demo(self) -> bool:
        """Whether this is the demo, whose sent mail anybody may read."""
        return bool(settings.DEMO)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give templates `frame`: its items, the role acted in and the roles held."""
    return {"frame": Frame(request)}
