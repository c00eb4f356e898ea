"""The code on a document of ours, by which anybody can have it checked."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and figures that nobody mistakes for one another."""
GROUPS, LENGTH = 3, 4


def new_code() -> str:
    """Return a code that cannot be guessed: three groups of four, 59 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(GROUPS))


def as_written(typed: str) -> str:
    """Return a code as it is kept, however it was typed."""
    bare = re.sub(r"[^0-9A-Z]", "", typed.upper())
    return "-".join(bare[start : start + LENGTH] for start in range(0, len(bare), LENGTH))
