"""How people are spoken to when they did not say how they like it."""

from __future__ import annotations

import re

TITLE = re.compile(r"^(Dr|Prof|Professor|Mr|Mrs|Ms|Mx|Assoc|Asst)\.?\s", re.IGNORECASE)


def with_title(full_name: str) -> str:
    """Return title and last name of “Dr Maya Tan”; empty when the name has no title, or nothing but it."""
    words = full_name.split()
    return f"{words[0]} {words[-1]}" if len(words) > 1 and TITLE.match(full_name) else ""


def spoken(full_name: str) -> str:
    """Return title and last name, or the first name of who has no title."""
    return with_title(full_name) or full_name.partition(" ")[0]
