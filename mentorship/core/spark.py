"""A line as small as a word: how a figure went, month by month; the picture with axes and its table stand elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import mark_safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

WIDTH, HEIGHT, EDGE = 96, 24, 3
COLOUR = "#0b5f66"


def draw(values: Sequence[float | None], words: str) -> SafeString:
    """Draw the values as a line of 96 by 24 units, named by `words`; nothing with fewer than two figures."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return mark_safe("")
    lowest, highest = min(known), max(known)
    reach = highest - lowest
    points = [
        (
            EDGE + place * (WIDTH - 2 * EDGE) / (len(values) - 1),
            HEIGHT - EDGE - ((value - lowest) / reach if reach else 0.5) * (HEIGHT - 2 * EDGE),
        )
        for place, value in enumerate(values)
        if value is not None
    ]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    x, y = points[-1]
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" role="img"><title>{}</title>'
        '<path d="{}" class="chart-stroke-1" stroke="{}" stroke-width="2" fill="none"/>'
        '<circle cx="{}" cy="{}" r="2.5" class="chart-fill-1" fill="{}"/></svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, words, path, COLOUR, f"{x:.1f}", f"{y:.1f}", COLOUR,
    )  # fmt: skip
