"""Words for what people say of themselves in short."""

from __future__ import annotations

from django.utils.translation import gettext as _

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = ("am", "pm", "eve")


def place_in_the_week(slot: str) -> tuple[int, int]:
    """Order half-days as the week goes; what is not known comes last."""
    day, _sign, part = slot.partition("_")
    return (
        DAYS.index(day) if day in DAYS else len(DAYS),
        PARTS.index(part) if part in PARTS else len(PARTS),
    )


def half_day(slot: str) -> str:
    """Write "tue_pm" as people say it."""
    days = {
        "mon": _("Monday"),
        "tue": _("Tuesday"),
        "wed": _("Wednesday"),
        "thu": _("Thursday"),
        "fri": _("Friday"),
        "sat": _("Saturday"),
        "sun": _("Sunday"),
    }
    parts = {"am": _("morning"), "pm": _("afternoon"), "eve": _("evening")}
    day, _sign, part = slot.partition("_")
    return f"{days.get(day, day)} {parts.get(part, part)}".strip()
