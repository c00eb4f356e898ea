"""What people write, as safe HTML: a small part of Markdown, rendered by one library and cleaned by another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.utils.safestring import SafeString
    from markdown_it.token import Token

TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "blockquote",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "code",
    "pre",
    "a",
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LOWEST_HEADING = 6
SPECIAL = re.compile(r"([\\`*_\[\]<>&#~|])")

HEADING, ITEM, WORDS = "heading", "item", "words"

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "html_block", "html_inline"])


def render(text: str, *, top_heading: int = 2) -> SafeString:
    """Return Markdown as HTML that holds nothing but text, lists, headings and links.

    The highest heading a writer can make becomes `top_heading`, so that the page keeps the only `h1`.
    """
    tokens = _parser.parse(text)
    _lower_headings(tokens, top_heading - 1)
    html = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow"
    )
    return mark_safe(clean)  # noqa: S308 (cleaned in the line above)


@dataclass(frozen=True)
class Block:
    """A heading (`heading`), a line of a list (`item`) or a paragraph (`words`) of a text, without its marks."""

    kind: str
    text: str


def blocks(text: str) -> list[Block]:
    """Return what a Markdown text says, block by block, to be compared and shown as plain words.

    The address of a link stands after its words; emphasis is left out.
    """
    return list(_blocks(_parser.parse(text)))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    kind = WORDS
    for token in tokens:
        if token.type == "heading_open":
            kind = HEADING
        elif token.type == "list_item_open":
            kind = ITEM
        elif token.type == "inline":
            yield Block(kind, "".join(_words(token.children or ())).strip())
            kind = WORDS
        elif token.type in {"fence", "code_block"}:
            yield Block(kind, token.content.strip("\n"))
            kind = WORDS


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    """Return the words of a line as a reader reads them, with the addresses of links."""
    leads_to = ""
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            yield "\n"
        elif token.type == "link_open":
            leads_to = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            yield f" ({leads_to})"
        else:
            yield token.content


def escape(words: str) -> str:
    """Return words, such as a name, so that they mean themselves inside Markdown."""
    return SPECIAL.sub(r"\\\1", " ".join(words.split()))


def _lower_headings(tokens: Sequence[Token], by: int) -> None:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(LOWEST_HEADING, int(token.tag[1:]) + by)}"
