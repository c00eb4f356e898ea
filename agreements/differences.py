"""What changed between two texts: heading by heading, line by line, and word by word where a line changed."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mentorship.core.markdown import HEADING, Block, blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True)
class Piece:
    """Words that stayed (`same`), went (`gone`) or came (`new`)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """A heading, a line of a list or a paragraph that changed, as its pieces in order.

    `kind` is that of `markdown.Block`; `under` the heading below which it stands, empty if it is one or there is none.
    """

    kind: str
    pieces: list[Piece]
    under: str = ""


def between(before: str, after: str) -> list[Change]:
    """Return what changed from one Markdown text to another, in order; what stayed is left out."""
    old, new = blocks(before), blocks(after)
    old_headings, new_headings = list(_headings(old)), list(_headings(new))
    found: list[Change] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone = list(zip(old[a:b], old_headings[a:b], strict=True))
            came = list(zip(new[c:d], new_headings[c:d], strict=True))
            found.extend(_pairs(gone, came))
    return found


def _headings(found: Sequence[Block]) -> Iterator[str]:
    """Return, for each block, the heading below which it stands."""
    under = ""
    for block in found:
        if block.kind == HEADING:
            under = block.text
            yield ""
        else:
            yield under


def _pairs(gone: Sequence[tuple[Block, str]], came: Sequence[tuple[Block, str]]) -> Iterator[Change]:
    """Put each block beside the one that took its place, as far as they are of one kind."""
    pairs = min(len(gone), len(came))
    for (old, old_under), (new, under) in zip(gone, came, strict=False):
        if old.kind == new.kind:
            yield Change(new.kind, list(_words(old.text, new.text)), under)
        else:
            yield Change(old.kind, [Piece(GONE, old.text)], old_under)
            yield Change(new.kind, [Piece(NEW, new.text)], under)
    yield from (Change(old.kind, [Piece(GONE, old.text)], under) for old, under in gone[pairs:])
    yield from (Change(new.kind, [Piece(NEW, new.text)], under) for new, under in came[pairs:])


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = re.split(r"(\s+)", before), re.split(r"(\s+)", after)
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(old[a:b]))
            continue
        for kind, words in ((GONE, old[a:b]), (NEW, new[c:d])):
            if words:
                yield Piece(kind, "".join(words))
