"""A direct skills review: a short checklist of our own that fits any clinical skill."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

VERSION_1: dict[str, Any] = {
    "source": "",
    "domains": [
        {"key": "prepares", "label": _("Prepares: equipment, position, own hands"), "is_global": False},
        {"key": "explains", "label": _("Says who they are, explains, asks for consent"), "is_global": False},
        {"key": "sequence", "label": _("Does the steps in a safe order"), "is_global": False},
        {"key": "technique", "label": _("Handles the technique well"), "is_global": False},
        {"key": "comfort", "label": _("Looks after comfort and dignity"), "is_global": False},
        {"key": "findings", "label": _("Interprets what was found"), "is_global": False},
        {"key": "closes", "label": _("Closes: thanks, cleans, documents"), "is_global": False},
    ],
    "scale": {
        "points": [
            {"value": 1, "label": _("Not yet")},
            {"value": 2, "label": _("With prompting")},
            {"value": 3, "label": _("On their own")},
        ],
        "bands": [],
        "marginal": [],
        "not_observed": _("Not observed"),
        "is_averaged": False,
    },
    "rated_at_least": 1,
    "global_required": False,
    "header": ["setting"],
}

VERSION_2: dict[str, Any] = {
    **VERSION_1,
    "header": ["topic", "setting", "minutes_observed", "minutes_feedback"],
    "required": [],
}
