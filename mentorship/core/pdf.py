"""Pages as PDF: tagged, so that a screen reader can follow them, and set from our own templates only."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.checks import Tags, Warning, register  # noqa: A004 (Django's own name for it)
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MISSING = "The library that sets PDF pages cannot be loaded: %s"
HINT = "On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core."
VARIANT = "pdf/ua-1"
PROGRESS_LOGGER = "weasyprint.progress"
"""Where the library tells of each page; documented, and its only way to tell."""

CHARACTERS_A_PAGE = 6_500
"""About so much of our HTML fills a page: good enough to say how far the work is."""


@dataclass(frozen=True)
class Paper:
    """A PDF and how many pages it has."""

    content: bytes
    pages: int


def render(template: str, context: Mapping[str, Any]) -> bytes:
    """Set a template as a PDF that follows PDF/UA-1; nothing is fetched, whatever the template names.

    Raises:
        OSError: the system lacks the libraries that `manage.py check` asks for.
    """
    return set_pages(template, context).content


def set_pages(template: str, context: Mapping[str, Any], *, on_page: Callable[[int, int], None] | None = None) -> Paper:
    """As `render`, calling `on_page(number, of_about)` as each page is begun; what it raises ends the work.

    Raises:
        OSError: the system lacks the libraries that `manage.py check` asks for.
    """
    from weasyprint import HTML  # noqa: PLC0415 (heavy, and not loadable on a system without pango)
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 (as above)

    words = render_to_string(template, dict(context))
    page = HTML(string=words, url_fetcher=URLFetcher(allowed_protocols=()))
    with _told(on_page, len(words) // CHARACTERS_A_PAGE + 1):
        document = page.render(pdf_variant=VARIANT)
        return Paper(document.write_pdf(pdf_variant=VARIANT), len(document.pages))


class _Listener(logging.Handler):
    """Hears of the pages that its own thread sets."""

    def __init__(self, on_page: Callable[[int, int], None], about: int) -> None:
        super().__init__(logging.INFO)
        self.on_page, self.about, self.thread = on_page, about, threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Pass the number of the page on."""
        if record.thread == self.thread and "Page %d" in str(record.msg) and isinstance(record.args, tuple):
            self.on_page(int(str(record.args[0])), self.about)


@contextmanager
def _told(on_page: Callable[[int, int], None] | None, about: int) -> Iterator[None]:
    if on_page is None:
        yield
        return
    logger = logging.getLogger(PROGRESS_LOGGER)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    listener = _Listener(on_page, about)
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)


@register(Tags.compatibility)
def pages_can_be_set(app_configs: Sequence[Any] | None, **_kwargs: Any) -> list[Warning]:  # noqa: ARG001 (Django's signature)
    """Warn where the system's libraries for PDF are missing: all else works without them."""
    try:
        import weasyprint  # noqa: F401, PLC0415 (importing is the test)
    except OSError as error:
        return [Warning(MISSING % error, hint=HINT, id="core.W001")]
    return []
