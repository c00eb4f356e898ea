"""Questionnaires that a program may use with a permission of their owners only; we hold their scoring, no labels."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from evaluation.questionnaires.parts import MENTEE, MENTOR, answers, item, line, scale

_ASK = _("Ask the owner for permission before you use it.")
_REVERSED = frozenset({2, 3, 4, 6, 8, 9, 11, 12})
_DISENGAGEMENT = (1, 3, 6, 7, 9, 11, 13, 15)
_EXHAUSTION = (2, 4, 5, 8, 10, 12, 14, 16)


def _olbi(key: str, label: str, numbers: tuple[int, ...]) -> dict[str, Any]:
    """A sum of items from 1 to 4, each of which must be answered."""
    keys = [f"o{number}" for number in numbers]
    return scale(
        key,
        label,
        keys,
        method="sum",
        least=len(keys),
        lowest=len(keys),
        highest=4 * len(keys),
        higher_is="worse",
    )


OLDENBURG: dict[str, Any] = {
    "title": _("Oldenburg Burnout Inventory (OLBI)"),
    "use": "permission",
    "source": "Demerouti and Bakker",
    "source_url": "",
    "terms": _ASK,
    "note": _("There are no official limits: what counts as high is not known."),
    "audience": [MENTEE, MENTOR],
    "intro": "",
    "answers": {
        "agree": answers(
            [_("Strongly agree"), _("Agree"), _("Disagree"), _("Strongly disagree")],
            range(1, 5),
        )
    },
    "items": [item(f"o{number}", of="agree", is_reversed=number in _REVERSED) for number in range(1, 17)],
    "scales": [
        _olbi("disengagement", _("Disengagement"), _DISENGAGEMENT),
        _olbi("exhaustion", _("Exhaustion"), _EXHAUSTION),
        _olbi("total", _("Total"), tuple(range(1, 17))),
    ],
    "comment": "",
    "is_health": True,
}

_FULFILLED = [f"f{number}" for number in range(1, 7)]
_WORK = [f"e{number}" for number in range(1, 5)]
_PEOPLE = [f"d{number}" for number in range(1, 7)]
FULFILMENT: dict[str, Any] = {
    "title": _("Professional Fulfillment Index (PFI)"),
    "use": "permission",
    "source": "Trockel et al. 2018, PMC5794850",
    "source_url": "https://pmc.ncbi.nlm.nih.gov/articles/PMC5794850/",
    "terms": _ASK,
    "note": _("Enter the items in this order: six of fulfilment, four of exhaustion at work, six of disengagement."),
    "audience": [MENTEE, MENTOR],
    "intro": _("Over the last two weeks."),
    "answers": {
        "true": answers(
            [_("Not at all true"), _("Somewhat true"), _("Moderately true"), _("Very true"), _("Completely true")],
            range(5),
        ),
        "much": answers(
            [_("Not at all"), _("Very little"), _("Moderately"), _("A lot"), _("Extremely")],
            range(5),
        ),
    },
    "items": [*(item(key, of="true") for key in _FULFILLED), *(item(key, of="much") for key in (*_WORK, *_PEOPLE))],
    "scales": [
        scale(
            "fulfilment",
            _("Fulfilment"),
            _FULFILLED,
            least=6,
            lowest=0,
            highest=4,
            higher_is="better",
            lines=[line(3, _("fulfilled"))],
        ),
        scale(
            "burnout",
            _("Burnout"),
            [*_WORK, *_PEOPLE],
            least=10,
            lowest=0,
            highest=4,
            higher_is="worse",
            lines=[line(1.33, _("burned out"))],
        ),
    ],
    "comment": "",
    "is_health": True,
}

_MES = [f"e{number}" for number in range(1, 13)]
EFFECTIVENESS: dict[str, Any] = {
    "title": _("Mentorship Effectiveness Scale (MES)"),
    "use": "permission",
    "source": "Berk et al. 2005, Johns Hopkins",
    "source_url": "",
    "terms": _ASK,
    "note": "",
    "audience": [MENTEE],
    "intro": _("Think of your mentor."),
    "answers": {
        "agree": answers(
            [
                _("Strongly disagree"),
                _("Disagree"),
                _("Slightly disagree"),
                _("Slightly agree"),
                _("Agree"),
                _("Strongly agree"),
            ],
            range(6),
        )
    },
    "items": [item(key, of="agree") for key in _MES],
    "scales": [
        scale("effectiveness", _("Effectiveness"), _MES, least=7, lowest=0, highest=5, higher_is="better"),
    ],
    "comment": "",
    "is_health": False,
}
