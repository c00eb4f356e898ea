"""Well-being: the WHO-5, five items from 0 to 5 over the last two weeks, raw 0 to 25, times four."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from evaluation.questionnaires.parts import MENTEE, MENTOR, answers, item, line, scale

WHO_5: dict[str, Any] = {
    "title": _("WHO-5 well-being index"),
    "use": "enter",
    "source": _("World Health Organization, 1998; issued again in 2024"),
    "source_url": "https://www.who.int/publications/m/item/WHO-UCN-MSD-MHE-2024.01",
    "terms": _("Free of charge for non-commercial use; name the source. The issue of 2024 is CC BY-NC-SA 3.0 IGO."),
    "note": "",
    "audience": [MENTEE, MENTOR],
    "intro": _("Over the last two weeks."),
    "answers": {
        "time": answers(
            [
                _("All of the time"),
                _("Most of the time"),
                _("More than half of the time"),
                _("Less than half of the time"),
                _("Some of the time"),
                _("At no time"),
            ],
            range(5, -1, -1),
        )
    },
    "items": [
        item("mood", _("In good mood"), of="time"),
        item("calm", _("Calm"), of="time"),
        item("energy", _("Full of energy"), of="time"),
        item("rested", _("Rested when waking up"), of="time"),
        item("interest", _("Days hold what interests me"), of="time"),
    ],
    "scales": [
        scale(
            "well_being",
            _("Well-being"),
            ["mood", "calm", "energy", "rested", "interest"],
            method="sum",
            times=4,
            least=5,
            lowest=0,
            highest=100,
            higher_is="better",
            lines=[line(50, _("low well-being"), side="to"), line(28, _("very low well-being"), side="to")],
        )
    ],
    "comment": "",
    "is_health": True,
}
