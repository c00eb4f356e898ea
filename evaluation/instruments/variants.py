"""Published variants of the forms, as starting points for a program's own; names of domains and scales only.

Sources: UK Foundation six-point form (scribd 317678590) and its numeric use; Australian Medical Council form; ECFMG
Pathway 6 (four components, a written reason below the expected level); JRCPTB supervised learning events since August
2014 (words and one overall rating); ISCP surgical DOPS; nine-point DOPS of anaesthesia.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from evaluation.instruments import dops, mini_cex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise


def _points(*labels: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": label} for value, label in enumerate(labels, start=1)]


def _scale(
    points: Sequence[Mapping[str, Any]],
    not_observed: str,
    *,
    bands: Sequence[tuple[str, str, int, int]] = (),
    reason_below: int | None = None,
) -> dict[str, Any]:
    scale: dict[str, Any] = {
        "points": list(points),
        "bands": [
            {"key": key, "label": label, "lowest": lowest, "highest": highest} for key, label, lowest, highest in bands
        ],
        "marginal": [],
        "not_observed": not_observed,
        "is_averaged": False,
    }
    return scale | ({"reason_below": reason_below} if reason_below else {})


_TO_NINE = [{"value": number, "label": str(number)} for number in range(1, 10)]
_UNABLE = _("Unable to comment")
_NOT_OBSERVED = _("Not observed")
_EXPECTED = [
    ("below", _("Below expected level"), 1, 3),
    ("at", _("At expected level"), 4, 6),
    ("above", _("Above expected level"), 7, 9),
]

UK_SIX_POINT: dict[str, Any] = {
    **mini_cex.VERSION_2,
    "source": "UK Foundation mini-CEX, six points",
    "scale": _scale(
        _points(
            _("Well below expectation"),
            _("Below expectation"),
            _("Borderline"),
            _("Meets expectation"),
            _("Above expectation"),
            _("Well above expectation"),
        ),
        _UNABLE,
    ),
}
UK_NUMERIC: dict[str, Any] = {
    **mini_cex.VERSION_2,
    "source": "UK Foundation mini-CEX, six numbers",
    "scale": _scale(
        [{"value": number, "label": str(number)} for number in range(1, 7)],
        _UNABLE,
        bands=[
            ("below", _("Below"), 1, 2),
            ("borderline", _("Borderline"), 3, 3),
            ("meets", _("Meets"), 4, 4),
            ("above", _("Above"), 5, 6),
        ],
    ),
}
AMC: dict[str, Any] = {
    **mini_cex.VERSION_2,
    "source": "Australian Medical Council mini-CEX",
    "scale": _scale(_TO_NINE, _NOT_OBSERVED, bands=_EXPECTED),
}
ECFMG: dict[str, Any] = {
    **mini_cex.VERSION_2,
    "source": "ECFMG Pathway 6 mini-CEX",
    "domains": [
        {"key": "interviewing", "label": _("Interviewing"), "is_global": False},
        {"key": "exam", "label": _("Physical examination"), "is_global": False},
        {"key": "judgment", "label": _("Clinical judgment"), "is_global": False},
        {"key": "counseling", "label": _("Informing and counseling"), "is_global": False},
    ],
    "scale": _scale(
        _TO_NINE,
        _NOT_OBSERVED,
        bands=[
            ("student", _("Student starting clinical work"), 1, 3),
            ("graduate", _("Medical graduate"), 4, 6),
            ("practice", _("In practice"), 7, 9),
        ],
        reason_below=4,
    ),
    "global_required": False,
}
WORDS_AND_OVERALL: dict[str, Any] = {
    **mini_cex.VERSION_2,
    "source": "JRCPTB supervised learning event, since August 2014",
    "domains": [{"key": "overall", "label": _("Overall, for this stage"), "is_global": True}],
    "scale": _scale(_points(_("Below expectations"), _("Meets expectations"), _("Above expectations")), _UNABLE),
    "rated_at_least": 0,
}
SURGICAL_DOPS: dict[str, Any] = {
    **{key: value for key, value in dops.VERSION_2.items() if key != "global_scale"},
    "source": "ISCP surgical DOPS",
    "domains": [domain for domain in dops.VERSION_2["domains"] if not domain["is_global"]],
    "scale": _scale(
        _points(_("Development required"), _("Satisfactory, no prompting"), _("Outstanding")), _NOT_OBSERVED
    ),
    "global_required": False,
}
NINE_POINT_DOPS: dict[str, Any] = {
    **{key: value for key, value in dops.VERSION_2.items() if key != "global_scale"},
    "source": "Anaesthesia DOPS, nine points",
    "domains": [domain for domain in dops.VERSION_2["domains"] if not domain["is_global"]],
    "scale": _scale(
        _TO_NINE,
        _NOT_OBSERVED,
        bands=[
            ("input", _("Significant input"), 1, 3),
            ("guidance", _("Some guidance"), 4, 6),
            ("independent", _("Independent"), 7, 9),
        ],
    ),
    "global_required": False,
}

VARIANTS: Mapping[str, tuple[str, _StrPromise, dict[str, Any]]] = {
    "uk_six_point": ("mini_cex", gettext_lazy("Mini-CEX, UK, six steps"), UK_SIX_POINT),
    "uk_numeric": ("mini_cex", gettext_lazy("Mini-CEX, UK, six numbers"), UK_NUMERIC),
    "amc": ("mini_cex", gettext_lazy("Mini-CEX, Australia, nine points by expected level"), AMC),
    "ecfmg": ("mini_cex", gettext_lazy("Mini-CEX, ECFMG Pathway 6, four parts"), ECFMG),
    "words_and_overall": ("mini_cex", gettext_lazy("Mini-CEX, words and one overall rating"), WORDS_AND_OVERALL),
    "surgical_dops": ("dops", gettext_lazy("DOPS, surgical, three steps"), SURGICAL_DOPS),
    "nine_point_dops": ("dops", gettext_lazy("DOPS, nine points"), NINE_POINT_DOPS),
}
"""Starting points by key: the kind each counts as, its name, its definition."""
