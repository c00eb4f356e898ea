"""What people write, as safe HTML."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.core.markdown import Block, blocks, escape, render


class TagReader(HTMLParser):
    """Reads a page as a browser would: which tags it holds, with which attributes."""

    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    @classmethod
    def of(cls, html):
        reader = cls()
        reader.feed(html)
        return reader.tags


def test_the_safe_part_of_markdown_is_rendered():
    assert render("**bold** and *soft*\n\n- one\n- two") == (
        "<p><strong>bold</strong> and <em>soft</em></p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )


def test_the_page_keeps_the_only_highest_heading():
    assert render("# One") == "<h2>One</h2>\n"
    assert render("###### Six") == "<h6>Six</h6>\n"
    assert render("# One", top_heading=4) == "<h4>One</h4>\n"


def test_a_link_leads_out_without_telling_where_from():
    assert render("[x](https://example.org)") == (
        '<p><a href="https://example.org" rel="noopener noreferrer nofollow">x</a></p>\n'
    )


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://example.org/pixel.png)",
        "<a href='https://example.org' onclick='alert(1)'>x</a>",
        "<iframe src=https://example.org></iframe>",
        "<style>body{display:none}</style>",
        '<https://example.org/"onmouseover=alert(1)>',
        "```\n</code><script>alert(1)</script>\n```",
    ],
)
def test_nothing_that_acts_gets_through(attack):
    tags = TagReader.of(render(attack))

    for tag, attributes in tags:
        assert tag in {"p", "a", "code", "pre"}
        assert set(attributes) <= {"href", "rel"}
        assert attributes.get("href", "https:").startswith("https:")


@given(name=st.text(alphabet="ab Z*_[]<>&`#~|\\\n", max_size=40))
def test_an_escaped_name_means_itself(name):
    html = render(f"x{escape(name)}x")

    for tag in ("<em", "<strong", "<a", "<code", "<h"):
        assert tag not in html


def test_a_text_is_told_block_by_block_without_its_marks():
    text = "# Roles\n\nBoth *come*\nin time, see [here](https://example.org).\n\n- **Lena** writes\n  more\n\n```\ncode\n```"

    assert blocks(text) == [
        Block("heading", "Roles"),
        Block("words", "Both come\nin time, see here (https://example.org)."),
        Block("item", "Lena writes\nmore"),
        Block("words", "code"),
    ]
