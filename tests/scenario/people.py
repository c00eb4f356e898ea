"""Three people at three windows, who sign in with their own passwords, and the weeks that pass between them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import time_machine
from playwright.sync_api import Locator, Page, expect

from mentorship.accounts.models import User
from tests.services.visits import Visitor

PASSWORD = "tidal-heron-quiet-lantern"


class Actor:
    """A person at a window of their own; everything they do, they do with the mouse and the keyboard."""

    def __init__(self, visitor: Visitor, email: str) -> None:
        self.visitor = visitor
        self.email = email
        self.page.set_default_timeout(15_000)

    @property
    def page(self) -> Page:
        return self.visitor.page

    @property
    def user(self) -> User:
        return User.objects.get(email=self.email)

    def sign_in(self, *, wants: str = "/") -> Page:
        """Open a page as somebody whose log-in has run out: sign in first, then be led there."""
        self.page.context.clear_cookies()
        self.visitor.go(wants)
        self.page.get_by_role("textbox", name=re.compile("e-?mail", re.IGNORECASE)).fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.get_by_role("textbox", name="Password")).to_have_count(0)
        return self.page

    def press(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Press a button or follow a link by its words."""
        place: Any = within or self.page
        place.get_by_role("button", name=name).or_(place.get_by_role("link", name=name)).first.click()

    def takes_the_next_step(self, words: str) -> None:
        """Go home, find this among the things that wait, first or further down, and follow it."""
        self.visitor.go("/")
        first = self.page.locator(".next-thing").filter(has_text=words).locator(".next-actions a")
        further = self.page.locator(".quiet-list a").filter(has_text=words)
        with self.page.expect_navigation():
            first.or_(further).first.click()

    def fill(self, label: str, text: str) -> None:
        """Write into the field of this name."""
        self.page.get_by_label(label).first.fill(text)

    def tap(self, question: str, answer: str) -> None:
        """Choose one of the answers that stand under a question, with the space bar as those without a mouse do."""
        group = self.page.get_by_role("group", name=question)
        group.get_by_role("radio", name=re.compile(rf"^\s*{re.escape(answer)}(\W|$)")).first.press("Space")

    def sees(self, words: str | re.Pattern[str]) -> None:
        """Wait until these words stand on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()


@contextmanager
def at(moment: dt.datetime) -> Iterator[Callable[[dt.datetime], None]]:
    """Let the server live at `moment`; the callable it gives moves on to a later one."""
    with time_machine.travel(moment, tick=True) as traveller:
        yield traveller.move_to
