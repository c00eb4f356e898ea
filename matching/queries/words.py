"""Words for what people say of themselves in short."""

from __future__ import annotations

from django.utils.translation import gettext as _


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
