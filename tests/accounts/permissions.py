"""Who meets what on the pages of `accounts`."""

from __future__ import annotations

from tests.permissions.table import EVERYONE_SIGNED_IN, Row

ROWS: list[Row] = [
    Row("accounts:profile", EVERYONE_SIGNED_IN),
    Row(
        "accounts:profile",
        EVERYONE_SIGNED_IN,
        method="POST",
        data=lambda _cast: {"full_name": "Another Name", "time_zone": "Europe/Paris"},
        note="changes one's own",
    ),
]
