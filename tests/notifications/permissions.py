"""Who meets what on the pages of `notifications`."""

from __future__ import annotations

from mentorship.notifications import reminders
from mentorship.notifications.domain import unsubscribing
from tests.permissions.table import EVERYONE, EVERYONE_SIGNED_IN, NOT_FOUND, ROLES, Row


def a_link(cast):
    """The link in one of the mentee's mails: whoever holds it may use it."""
    optional = next(kind for kind in reminders.kinds() if not kind.mandatory)
    return {"token": unsubscribing.link(cast("mentee"), [optional]).rstrip("/").rsplit("/", 1)[1]}


NO_LINK = {"kwargs": lambda _cast: {"token": "nobodys"}, "note": "a link nobody signed"}
ROWS: list[Row] = [
    Row("notifications:wishes", EVERYONE_SIGNED_IN),
    Row("notifications:wishes", EVERYONE_SIGNED_IN, "POST"),
    Row("notifications:try-address-again", EVERYONE_SIGNED_IN, "POST"),
    Row("notifications:unsubscribe", EVERYONE, kwargs=a_link),
    Row("notifications:unsubscribe", EVERYONE, "POST", kwargs=a_link),
    Row("notifications:unsubscribe", dict.fromkeys(ROLES, NOT_FOUND), **NO_LINK),
]
