"""Which posts there are: each holds rows that wait and sends them. An app that writes to people in its own way adds one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Queue:
    """What waits in a post: what may leave now, since when the oldest of it is due, and what is put off."""

    waiting: int = 0
    oldest_due_at: datetime | None = None
    put_off: int = 0


@dataclass(frozen=True)
class Post:
    """A post: how it is asked to send what may leave, and what waits in it.

    `task` is the name under which its heartbeat is kept. `deliver` returns how many mails have left.
    """

    key: str
    label: str | _StrPromise
    task: str
    deliver: Callable[[datetime], int]
    queue: Callable[[datetime], Queue]


_posts: dict[str, Post] = {}


def register(post: Post) -> None:
    """Let an app add a post; called once from its `AppConfig.ready`."""
    _posts[post.key] = post


def posts() -> list[Post]:
    """Every post, in the order in which the apps were loaded."""
    return list(_posts.values())
