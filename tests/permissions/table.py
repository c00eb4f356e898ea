"""The language in which each app's table says who may do what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

ROLES = (
    "anonymous",
    "mentee",
    "mentor",
    "leader",
    "other_leader",
    "other_mentee",
    "other_mentor",
    "staff",
)

OK = "ok"
"""The page, or the step done (2xx, or a redirect that does not lead to the log-in)."""
LOGIN = "login"
"""Please sign in."""
NOT_FOUND = "404"
"""Nothing is said of whether it exists."""
FORBIDDEN = "403"
"""May read, may not do this."""

EVERYONE_SIGNED_IN = {"anonymous": LOGIN, **dict.fromkeys(ROLES[1:], OK)}
EVERYONE = dict.fromkeys(ROLES, OK)
THE_PAIR = {"anonymous": LOGIN, "mentee": OK, "mentor": OK, **dict.fromkeys(ROLES[3:], NOT_FOUND)}
THE_PAIR_AND_ITS_LEADER = {**THE_PAIR, "leader": OK}
ITS_LEADER = {**THE_PAIR, "mentee": NOT_FOUND, "mentor": NOT_FOUND, "leader": OK}
THE_MENTEE = {**THE_PAIR, "mentor": NOT_FOUND}
THE_MENTOR = {**THE_PAIR, "mentee": NOT_FOUND}


@dataclass(frozen=True)
class Row:
    """One view and method: what each role meets.

    `kwargs` makes the view's arguments, `data` the form, `given` prepares what must exist; each is called with the
    `request` of pytest, so that it can ask for fixtures of the cast: `lambda cast: {"uuid": cast("pairing").uuid}`.
    """

    view: str
    expects: Mapping[str, str]
    method: str = "GET"
    kwargs: Callable[[Callable[[str], Any]], dict[str, Any]] = field(default=lambda _cast: {})
    data: Callable[[Callable[[str], Any]], dict[str, Any]] = field(default=lambda _cast: {})
    note: str = ""

    def __post_init__(self) -> None:
        missing = set(ROLES) - set(self.expects)
        if missing:
            pytest.fail(f"{self.view} does not say what {sorted(missing)} meet.")
