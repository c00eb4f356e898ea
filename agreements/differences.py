"""What changed between two versions of a text: paragraph by paragraph, and word by word where a paragraph changed."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True)
class Piece:
    """Words that stayed (`same`), went (`gone`) or came (`new`)."""

    kind: str
    text: str


def paragraphs(before: str, after: str) -> list[list[Piece]]:
    """Return the paragraphs that changed, each as its pieces in order; those that stayed are left out."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[list[Piece]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace":
            found.extend(_pairs(old[a:b], new[c:d]))
        elif tag != "equal":
            found.extend([Piece(GONE, text)] for text in old[a:b])
            found.extend([Piece(NEW, text)] for text in new[c:d])
    return found


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[list[Piece]]:
    for one, other in zip(old, new, strict=False):
        yield list(_words(one, other))
    yield from ([Piece(GONE, text)] for text in old[len(new) :])
    yield from ([Piece(NEW, text)] for text in new[len(old) :])


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = re.split(r"(\s+)", before), re.split(r"(\s+)", after)
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(old[a:b]))
            continue
        for kind, words in ((GONE, old[a:b]), (NEW, new[c:d])):
            if words:
                yield Piece(kind, "".join(words))


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
