"""The mini-CEX: seven ratings on nine points in three bands; domains after Norcini 1995 and 2003, scale of abim.org."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

VERSION_1: dict[str, Any] = {
    "source": "Norcini et al. 1995, 2003; scale: American Board of Internal Medicine",
    "domains": [
        {"key": "interviewing", "label": _("Medical interviewing"), "is_global": False},
        {"key": "exam", "label": _("Physical examination"), "is_global": False},
        {"key": "professionalism", "label": _("Humanistic qualities and professionalism"), "is_global": False},
        {"key": "judgment", "label": _("Clinical judgment"), "is_global": False},
        {"key": "counseling", "label": _("Counseling"), "is_global": False},
        {"key": "organization", "label": _("Organization and efficiency"), "is_global": False},
        {"key": "overall", "label": _("Overall clinical competence"), "is_global": True},
    ],
    "scale": {
        "points": [{"value": number, "label": str(number)} for number in range(1, 10)],
        "bands": [
            {"key": "unsatisfactory", "label": _("Unsatisfactory"), "lowest": 1, "highest": 3},
            {"key": "satisfactory", "label": _("Satisfactory"), "lowest": 4, "highest": 6},
            {"key": "superior", "label": _("Superior"), "lowest": 7, "highest": 9},
        ],
        "marginal": [4],
        "not_observed": _("Not observed"),
        "is_averaged": True,
    },
    "rated_at_least": 1,
    "global_required": True,
    "header": ["setting", "visit", "age_band", "complexity", "focus"],
}

VERSION_2: dict[str, Any] = {
    **VERSION_1,
    "scale": {
        **VERSION_1["scale"],
        "bands": [
            {
                "key": "unsatisfactory",
                "label": _("Unsatisfactory"),
                "lowest": 1,
                "highest": 3,
                "anchor": _("Gaps that matter for this patient; somebody has to step in."),
            },
            {
                "key": "satisfactory",
                "label": _("Satisfactory"),
                "lowest": 4,
                "highest": 6,
                "anchor": _("What is expected at this stage; 4 is only just, and needs a plan."),
            },
            {
                "key": "superior",
                "label": _("Superior"),
                "lowest": 7,
                "highest": 9,
                "anchor": _("Ahead of this stage, and others could learn from it."),
            },
        ],
    },
    "header": [
        "topic",
        "setting",
        "visit",
        "age_band",
        "complexity",
        "focus_areas",
        "focus",
        "minutes_observed",
        "minutes_feedback",
        "observer_satisfaction",
    ],
    "required": [],
}
