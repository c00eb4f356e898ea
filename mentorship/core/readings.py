"""Noting who read what is somebody else's, so that they can see it; apps name what there is to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorship.core.models import Reading, Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from mentorship.accounts.models import User

AT_A_TIME = 1000

_names: dict[str, str | _StrPromise] = {}


def register(names: dict[str, str | _StrPromise]) -> None:
    """Let an app say in words what can be read, by the code that is kept; called once from its `AppConfig.ready`."""
    _names.update(names)


def in_words(what: str) -> str:
    """Name what was read."""
    return str(_names.get(what, what))


def note(*, reader: User | None, about: Iterable[int | None], what: str, target: Record, now: datetime) -> None:
    """Note that `reader` (None: somebody with a link) read `target`, which is that of the people `about`.

    What somebody reads of themselves is not noted. One query for up to a thousand people.

    Raises:
        KeyError: no app has named `what`.
    """
    _names[what]
    own = reader.pk if reader else None
    others = sorted({person for person in about if person is not None and person != own})
    Reading.objects.bulk_create(
        [Reading(at=now, reader=reader, about_id=person, what=what, target_uuid=target.uuid) for person in others],
        batch_size=AT_A_TIME,
    )


def of(user: User) -> QuerySet[Reading]:
    """Every reading of what is this person's, the latest first."""
    return Reading.objects.filter(about=user).select_related("reader").order_by("-at", "-pk")
