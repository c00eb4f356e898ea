"""What is due, told by the apps: each registers a kind with the query that says who should be told now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from mentorship.notifications.enums import How

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise


Identity: TypeAlias = "tuple[int, UUID, str]"


@dataclass(frozen=True)
class Due:
    """One person should be told one thing; the four first fields are its identity in the ledger.

    The words are made anew from the database each time, so that a mail never tells what is no longer true. They hold
    no confidential content: what to do and where, never what somebody wrote.
    """

    recipient_id: int
    kind: str
    subject_uuid: UUID
    slot: str
    due_at: datetime
    headline: str
    lines: tuple[str, ...]
    action_label: str
    action_path: str
    expires_at: datetime | None = None
    attachments: tuple[tuple[str, str, str], ...] = field(default=())
    scope_uuid: UUID | None = None

    @property
    def identity(self) -> Identity:
        """Who is told of what on which occasion, within its kind."""
        return self.recipient_id, self.subject_uuid, self.slot


@dataclass(frozen=True)
class ReminderKind:
    """A kind of reminder: its name, its words for the page of wishes, and the query of what is due.

    `due` answers for the moment it is given; a `Due` it returns says in `due_at` since when it is so. Several kinds may
    share one query, which then answers for all of them. `about`, if there is one, answers the same for some subjects only,
    so that a batch of a long queue need not ask for everything.

    What is mandatory leaves in quiet hours too and cannot be turned off. What is `pressing` is of no use in a digest.
    `only_if` names rows without which nothing of this kind can be due: whether there are any is asked for all kinds at
    once, so that kinds with nothing to tell cost no query of their own.
    `usually` is how it comes to who has not chosen; `for_leaders` says who finds it on their page of wishes.
    What is `between_the_pair` says more than a program leader may read, a place or an observer's name for one: the post
    room then shows that it leaves and not its words.
    `why` ends the mail's sentence "You get this because …".
    """

    key: str
    label: str | _StrPromise
    due: Callable[[datetime], Iterable[Due]]
    mandatory: bool = False
    why: str | _StrPromise = ""
    about: Callable[[datetime, Collection[UUID]], Iterable[Due]] | None = None
    only_if: Callable[[datetime], QuerySet[Any]] | None = None
    pressing: bool = False
    usually: How = How.AT_ONCE
    for_leaders: bool = False
    between_the_pair: bool = False


_kinds: dict[str, ReminderKind] = {}


def register(kind: ReminderKind) -> None:
    """Let an app add a kind; called once from its `AppConfig.ready`."""
    _kinds[kind.key] = kind


def kinds() -> list[ReminderKind]:
    """Every kind, in the order in which the apps were loaded."""
    return list(_kinds.values())


def kind(key: str) -> ReminderKind:
    """The kind of this name.

    Raises:
        KeyError: no app registered it.
    """
    return _kinds[key]
