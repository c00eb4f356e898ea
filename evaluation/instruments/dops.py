"""DOPS: ten domains of a procedure, each by the supervision it needed; domains of the UK physician form of August 2014."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

VERSION_1: dict[str, Any] = {
    "source": "Direct Observation of Procedural Skills, UK physician form, August 2014",
    "domains": [
        {"key": "understanding", "label": _("Understands indications, anatomy and technique"), "is_global": False},
        {"key": "consent", "label": _("Obtains informed consent"), "is_global": False},
        {"key": "preparation", "label": _("Prepares before the procedure"), "is_global": False},
        {"key": "analgesia", "label": _("Analgesia or safe sedation"), "is_global": False},
        {"key": "technique", "label": _("Technical ability"), "is_global": False},
        {"key": "asepsis", "label": _("Aseptic technique"), "is_global": False},
        {"key": "help", "label": _("Seeks help where appropriate"), "is_global": False},
        {"key": "aftercare", "label": _("Care after the procedure"), "is_global": False},
        {"key": "communication", "label": _("Communication"), "is_global": False},
        {"key": "professionalism", "label": _("Consideration of the patient, professionalism"), "is_global": False},
        {"key": "independence", "label": _("Level of independent practice"), "is_global": True},
    ],
    "scale": {
        "points": [
            {"value": 1, "label": _("Direct help")},
            {"value": 2, "label": _("Limited help")},
            {"value": 3, "label": _("Competent alone")},
        ],
        "bands": [],
        "marginal": [],
        "not_observed": _("Not applicable"),
        "is_averaged": False,
    },
    "global_scale": {
        "points": [
            {"value": 1, "label": _("Not able yet")},
            {"value": 2, "label": _("Skills lab only: not clinical competence")},
            {"value": 3, "label": _("Under direct supervision")},
            {"value": 4, "label": _("With limited supervision")},
            {"value": 5, "label": _("Competent alone, deals with complications")},
        ],
        "bands": [],
        "marginal": [],
        "not_observed": _("Not applicable"),
        "is_averaged": False,
    },
    "rated_at_least": 1,
    "global_required": True,
    "header": ["setting", "age_band", "complexity"],
}

VERSION_2: dict[str, Any] = {
    **VERSION_1,
    "header": ["topic", "setting", "age_band", "complexity", "minutes_observed", "minutes_feedback"],
    "required": ["topic"],
}
