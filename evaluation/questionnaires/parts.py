"""Short ways to write a definition: answers, items and scales as the data holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MENTEE, MENTOR = "mentee", "mentor"


def answers(labels: Sequence[str], values: Iterable[int]) -> list[dict[str, Any]]:
    """Pair each label with its value."""
    return [{"value": value, "label": label} for label, value in zip(labels, values, strict=True)]


def item(key: str, label: str = "", *, of: str = "", digest: str = "", is_reversed: bool = False) -> dict[str, Any]:
    """One question: its key, our short label, which answers it takes."""
    return {"key": key, "label": label, "answers": of, "digest": digest, "reversed": is_reversed}


def line(at: float, label: str, *, side: str = "from") -> dict[str, Any]:
    """A value from which on (`to`: up to which) a score means something."""
    return {"at": str(at), "side": side, "label": label}


def scale(
    key: str,
    label: str,
    items: Sequence[str],
    *,
    least: int,
    lowest: int,
    highest: int,
    higher_is: str,
    method: str = "mean",
    times: int = 1,
    lines: Sequence[dict[str, Any]] = (),
    is_averaged: bool = True,
) -> dict[str, Any]:
    """A score over some items."""
    return {
        "key": key,
        "label": label,
        "items": list(items),
        "method": method,
        "times": times,
        "least": least,
        "lowest": lowest,
        "highest": highest,
        "higher_is": higher_is,
        "lines": list(lines),
        "is_averaged": is_averaged,
    }
