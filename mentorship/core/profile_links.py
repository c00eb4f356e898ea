"""Pages about oneself that stand on one's profile; apps contribute them, so that accounts know none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class ProfileLink:
    """A page that everybody has; `url_name` takes no arguments."""

    label: str | _StrPromise
    url_name: str


_links: list[ProfileLink] = []


def register(*links: ProfileLink) -> None:
    """Let an app add its pages; called once from its `AppConfig.ready`."""
    _links.extend(link for link in links if link not in _links)


def every() -> list[ProfileLink]:
    """Return them in the order in which they came."""
    return list(_links)
