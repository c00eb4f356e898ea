"""Pages as PDF: tagged, so that a screen reader can follow them, and set from our own templates only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.checks import Tags, Warning, register  # noqa: A004 (Django's own name for it)
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MISSING = "The library that sets PDF pages cannot be loaded: %s"
HINT = "On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core."


def render(template: str, context: Mapping[str, Any]) -> bytes:
    """Set a template as a PDF that follows PDF/UA-1; nothing is fetched, whatever the template names.

    Raises:
        OSError: the system lacks the libraries that `manage.py check` asks for.
    """
    from weasyprint import HTML  # noqa: PLC0415 (heavy, and not loadable on a system without pango)
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 (as above)

    page = HTML(string=render_to_string(template, dict(context)), url_fetcher=URLFetcher(allowed_protocols=()))
    pdf: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
    return pdf


@register(Tags.compatibility)
def pages_can_be_set(app_configs: Sequence[Any] | None, **_kwargs: Any) -> list[Warning]:  # noqa: ARG001 (Django's signature)
    """Warn where the system's libraries for PDF are missing: all else works without them."""
    try:
        import weasyprint  # noqa: F401, PLC0415 (importing is the test)
    except OSError as error:
        return [Warning(MISSING % error, hint=HINT, id="core.W001")]
    return []
