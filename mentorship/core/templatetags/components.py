"""What the components of `templates/components/` ask of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from mentorship.core import chart_svg, clock, spark, wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.contrib.messages.storage.base import Message
    from django.forms import BoundField
    from django.template import Context
    from django.utils.safestring import SafeString

    from mentorship.core.charts import Chart
    from mentorship.core.home import Section

register = template.Library()

TONE_ICONS = {"done": "check", "now": "dot", "wait": "clock", "late": "alert", "quiet": "ring"}

TONE_OF_STATE = {
    "done": ("accepted", "achieved", "active", "approved", "completed", "continue", "done", "held", "in_force", "published",
             "sent", "signed", "submitted"),
    "now": ("agreed", "enrolling", "in_progress", "matching", "now", "open", "running", "scheduled", "solving"),
    "wait": ("applied", "awaiting_signatures", "invited", "paused", "pending", "proposed", "queued", "requested", "sending",
             "wait", "waiting"),
    "late": ("cancelled", "declined", "expired", "failed", "late", "missed", "overdue", "rejected"),
}  # fmt: skip
_TONE = {state: tone for tone, states in TONE_OF_STATE.items() for state in states}

MAX_TICKS = 12


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a symbol of the sprite; it is hidden from screen readers because a word always stands beside it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def chart_picture(chart: Chart, width: int) -> SafeString:
    """Draw a chart so wide; see `mentorship.core.chart_svg`."""
    return chart_svg.draw(chart, width)


@register.simple_tag
def spark_line(values: Sequence[float | None], words: str) -> SafeString:
    """Draw a figure's months as small as a word; see `mentorship.core.spark`."""
    return spark.draw(values, words)


@register.simple_tag(takes_context=True)
def post_token(context: Context) -> SafeString:
    """Write the token of a form that posts; unlike `csrf_token` it also works in a component included with `only`."""
    request = getattr(context, "request", None)
    if request is None:
        return mark_safe("")
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))


@register.filter
def tone_of(state: str) -> str:
    """Return the tone of a state: done, now, wait, late or quiet."""
    return _TONE.get(str(state), "quiet")


@register.filter
def tone_icon(tone: str) -> str:
    """Return the shape that goes with a tone, because colour never speaks alone."""
    return TONE_ICONS.get(tone, "ring")


@register.simple_tag
def ticks(value: int, total: int) -> list[bool]:
    """One tick for each piece of evidence asked for, True where there is one; none when there are too many to count."""
    total = int(total or 0)
    return [number < int(value or 0) for number in range(total)] if 0 < total <= MAX_TICKS else []


@register.filter
def percent_of(value: float, total: float) -> int:
    """Return how much of `total` is reached, 0 to 100."""
    return max(0, min(100, round(100 * (value or 0) / total))) if total else 0


@register.simple_tag
def due_in_words(due: date | datetime, now: datetime | None = None) -> wording.Due:
    """Say when something is due; see `wording.due_words`."""
    return wording.due_words(due, now or clock.now())


@register.simple_tag
def since_in_words(moment: date | datetime, now: datetime | None = None) -> str:
    """Say since when something waits; see `wording.since_words`."""
    return wording.since_words(moment, now or clock.now())


@register.simple_tag
def day_in_words(moment: date | datetime, now: datetime | None = None) -> str:
    """Write a day, with its year only if that is not this year."""
    return wording.day_words(moment, now or clock.now())


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last name."""
    parts = [part for part in str(name).split() if part[0].isalpha() and not part.endswith(".")]
    return "".join(part[0].upper() for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts))


@register.filter
def readers_of(field: BoundField) -> Any:
    """Who reads a form field: the form's `readers` maps names of fields to words such as "You and Dr Osei"."""
    return getattr(field.form, "readers", {}).get(field.name, "")


@register.filter
def undo_url(message: Message) -> str:
    """Return the address that undoes what a message tells of; see `mentorship.core.web.toasts`."""
    return (
        next((tag.removeprefix("undo:") for tag in message.extra_tags.split() if tag.startswith("undo:")), "")
        if message.extra_tags
        else ""
    )


@register.filter
def message_tone(message: Message) -> str:
    """Return the tone of a message: done, wait, late or now."""
    tones = {"success": "done", "warning": "wait", "error": "late"}
    return tones.get(message.level_tag, "now")


@register.filter
def paired(columns: list[Any], cells: list[Any]) -> list[tuple[Any, Any]]:
    """Put each cell of a row beside the label of its column."""
    return list(zip(columns, cells, strict=True))


@register.simple_tag(takes_context=True)
def home_section(context: Context, section: Section) -> SafeString:
    """Show one part of the home page: its own template, with its context on top of the page's."""
    part = template.Engine.get_default().get_template(section.template)
    with context.push(**section.context):
        return part.render(context)
