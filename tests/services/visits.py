"""People at a browser: who signs in, what the browser complained of, whether everybody can use the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visitor:
    """One person at one browser window of the running site."""

    def __init__(self, context: BrowserContext, address: str, user: Any) -> None:
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.address = address
        self._listen(self.page)
        if user is not None:
            self._sign_in(context, user)

    def _sign_in(self, context: BrowserContext, user: Any) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.address}])

    def _listen(self, page: Page) -> None:
        page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._refuse_strangers(request.url))

    def _refuse_strangers(self, address: str) -> None:
        if not address.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"A page asked another server for {address}.")

    def go(self, path: str) -> Page:
        """Open a page of the site and return it."""
        self.page.goto(f"{self.address}{path}")
        return self.page

    def check_the_page(self) -> None:
        """Fail when the browser complained, the page is wider than the window, or axe finds a barrier."""
        assert not self.complaints, f"{self.page.url}: {self.complaints}"
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{self.page.url} is {overflow} pixels wider than the window."
        found = Axe().run(self.page, options={"runOnly": _STANDARDS})
        # axe adds styles of its own, which the content policy refuses aloud: not the page's fault.
        self.complaints.clear()
        assert found.violations_count == 0, f"{self.page.url}: {found.generate_report()}"


@contextmanager
def visitor_at(browser: Browser, address: str, user: Any = None, *, viewport: dict[str, int]) -> Iterator[Visitor]:
    """Open a browser window for a person (or for nobody in particular) for as long as the block lasts."""
    context = browser.new_context(
        viewport=viewport, reduced_motion="reduce", locale="en-GB", timezone_id="Europe/London"
    )
    try:
        visitor = Visitor(context, address, user)
        yield visitor
        assert not visitor.complaints, f"The browser complained: {visitor.complaints}"
    finally:
        context.close()
