"""A mail before it leaves, as its reader would get it; and what would leave on a day one chooses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from mentorship.accounts.models import User
from mentorship.notifications import reminders
from mentorship.notifications.domain.asking import Asking
from mentorship.notifications.domain.mails import compose
from mentorship.notifications.models import Notification

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST_SHOWN = 200


@dataclass(frozen=True)
class Preview:
    """What stands in one mail as far as a leader may read it; links that only its reader may have are left out."""

    subject: str
    text: str
    is_private: bool = False


@dataclass(frozen=True)
class WouldLeave:
    """One mail that would be due on the chosen day."""

    recipient: str
    email: str
    kind: str | _StrPromise
    subject: str
    due_at: datetime
    is_new: bool


def preview(row: Notification, now: datetime) -> Preview | None:
    """Write a row's mail as it would be now; None when it would not be sent because it is not needed any more."""
    due = Asking().whether_due([row], now).about(row)
    kind = next((kind for kind in reminders.kinds() if kind.key == row.kind), None)
    if due is None or kind is None:
        return None
    if kind.between_the_pair:
        return Preview(str(kind.label), "", is_private=True)
    mail = compose(row, due, kind)
    body = str(mail.body).replace(due.action_path, "/…").split("\nStop this kind of mail:")[0]
    return Preview(str(mail.subject), body)


def would_leave(scope_uuid: UUID, on: datetime) -> list[WouldLeave]:
    """Return what would be due in one cohort at that moment if nobody did anything until then; nothing is written.

    What has left already by now, or is not needed any more, is left out.
    """
    kinds = {kind.key: kind for kind in reminders.kinds()}
    found = {}
    for query in {kind.due for kind in reminders.kinds()}:
        for item in query(on):
            if item.scope_uuid == scope_uuid and (item.expires_at is None or item.expires_at > on):
                found[item.kind, item.identity] = item
    rows = Notification.objects.in_the_name_of(scope_uuid).filter(subject_uuid__in={key[1][1] for key in found})
    known = {(row.kind, row.identity): row.state for row in rows}
    people = _people({item.recipient_id for item in found.values()})
    items = sorted(found.items(), key=lambda pair: (pair[1].due_at, pair[0][0], pair[1].recipient_id))
    return [
        WouldLeave(
            recipient=people[item.recipient_id].full_name,
            email=people[item.recipient_id].email,
            kind=kinds[item.kind].label,
            subject=str(kinds[item.kind].label)
            if kinds[item.kind].between_the_pair
            else " ".join(item.headline.split()),
            due_at=item.due_at,
            is_new=key not in known,
        )
        for key, item in items
        if known.get(key, "pending") in {"pending", "gathered"} and item.recipient_id in people
    ][:MOST_SHOWN]


def _people(ids: Iterable[int]) -> dict[int, User]:
    return User.objects.in_bulk(list(ids))
