"""The places of the frame and the role a person acts in; apps contribute both, so that core knows none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from mentorship.accounts.models import User

SESSION_KEY = "acting_role"
FIRST_PLACES_ON_A_PHONE = 5
"""The bottom bar of a phone holds this many; with more places than that the last one is "More"."""


class Role(TextChoices):
    """What a person can act as, in the order in which it is chosen for them first."""

    LEADER = "leader", _("Program leader")
    MENTOR = "mentor", _("Mentor")
    MENTEE = "mentee", _("Mentee")


@dataclass(frozen=True)
class NavItem:
    """A place in the frame, for one role.

    `url_name` takes no arguments; `icon` is a symbol of `static/img/icons.svg`. An item with order 0 takes the place
    of Home, as the leader's board does.
    """

    role: str
    label: str | _StrPromise
    url_name: str
    order: int
    icon: str = "page"


@dataclass(frozen=True)
class Place:
    """A place as the frame shows it on this request."""

    label: str | _StrPromise
    url: str
    icon: str
    active: bool


HOME = NavItem(role="", label=_("Home"), url_name="core:home", order=0, icon="home")

_items: list[NavItem] = []
_role_providers: list[Callable[[User], Iterable[str]]] = []


def register(*items: NavItem) -> None:
    """Let an app add its places; called once from its `AppConfig.ready`."""
    _items.extend(item for item in items if item not in _items)


def register_role_provider(provider: Callable[[User], Iterable[str]]) -> None:
    """Let an app say which roles a person holds; called once from its `AppConfig.ready`."""
    if provider not in _role_providers:
        _role_providers.append(provider)


def roles_of(user: User) -> list[Role]:
    """Every role this person holds, each once, in the order of `Role`."""
    held = {str(role) for provider in _role_providers for role in provider(user)}
    return [role for role in Role if role in held]


def roles_on(request: HttpRequest) -> list[Role]:
    """`roles_of` the person of this request, asked once a request."""
    if not request.user.is_authenticated:
        return []
    known: list[Role] | None = request.META.get("mentorship.roles")
    if known is None:
        known = request.META["mentorship.roles"] = roles_of(request.user)
    return known


def acting_role(request: HttpRequest) -> Role | None:
    """Return the role acted in: the one chosen in this session if it is still held, else the first one held."""
    roles = roles_on(request)
    chosen = request.session.get(SESSION_KEY)
    return next((role for role in roles if role == chosen), roles[0] if roles else None)


def act_as(request: HttpRequest, role: str) -> bool:
    """Act in `role` from now on; False when this person does not hold it."""
    if role not in roles_on(request):
        return False
    request.session[SESSION_KEY] = str(role)
    return True


def items_for(role: str | None) -> list[NavItem]:
    """Return the places of a role in their order, Home first unless another item has its place."""
    own = sorted((item for item in _items if item.role == role), key=lambda item: item.order)
    return own if own and own[0].order == 0 else [HOME, *own]


def places(request: HttpRequest, role: str | None) -> list[Place]:
    """Return the places of the frame, the one this page belongs to marked.

    Raises:
        NoReverseMatch: an app registered an address that does not exist.
    """
    addressed = [(item, reverse(item.url_name)) for item in items_for(role)]
    active = _active(request, addressed)
    return [Place(item.label, url, item.icon, active=item == active) for item, url in addressed]


def _active(request: HttpRequest, addressed: list[tuple[NavItem, str]]) -> NavItem | None:
    """Find the item whose address begins this page's; else the only one of this page's app."""
    home = reverse(HOME.url_name)
    prefixes = [(item, url) for item, url in addressed if _leads_to(url, request.path, home)]
    if prefixes:
        return max(prefixes, key=lambda pair: len(pair[1]))[0]
    match = request.resolver_match
    same_app = [
        item
        for item, _url in addressed
        if match and match.namespace and item.url_name.startswith(f"{match.namespace}:")
    ]
    return same_app[0] if len(same_app) == 1 and same_app[0] != HOME else None


def _leads_to(url: str, path: str, home: str) -> bool:
    return path == url if url == home else path.startswith(url)
