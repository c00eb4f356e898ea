"""Who meets what on the pages of `accounts`."""

from __future__ import annotations

from tests.permissions.table import EVERYONE_SIGNED_IN, LOGIN, NOT_FOUND, ROLES, Row

ROWS: list[Row] = [
    Row("accounts:second-step", EVERYONE_SIGNED_IN, note="who needs none is sent on"),
    Row(
        "accounts:end-session",
        {"anonymous": LOGIN, **dict.fromkeys(ROLES[1:], NOT_FOUND)},
        method="POST",
        kwargs=lambda _cast: {"pk": 1},
        note="one's own are tested in tests/accounts/test_sessions.py",
    ),
    Row("accounts:profile", EVERYONE_SIGNED_IN),
    Row(
        "accounts:profile",
        EVERYONE_SIGNED_IN,
        method="POST",
        data=lambda _cast: {"full_name": "Another Name", "time_zone": "Europe/Paris"},
        note="changes one's own",
    ),
]
