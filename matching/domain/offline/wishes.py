"""What a weights file says."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from matching.domain.criteria import MOST_POINTS, USUAL
from matching.domain.scoring import NEVER_A_MUST
from matching.enums import CriterionKind, FairBy, Method
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable


MOST_SCORE = 1000


@dataclass(frozen=True)
class Wishes:
    """What a weights file says: points by criterion, what must be, and how people are matched."""

    weights: dict[str, dict[str, Any]]
    approach: dict[str, Any]

    @property
    def mentor_per_track(self) -> bool:
        """Does a mentee get a mentor in each track?"""
        return bool(self.approach["mentor_per_track"])


USUAL_APPROACH = {
    "method": "best",
    "mentor_per_track": False,
    "same_mentor_twice": False,
    "best_worst": False,
    "floor": None,
    "fair_by": "",
    "fair_share": 90,
}
"""How people are matched where the file says nothing of it; a file may name each of these."""


def wishes_from(text: str) -> Wishes:
    """Read a weights file.

    Raises:
        Refused: it is no TOML, or names a criterion or an option that does not exist, or a value that makes no sense.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(_("The weights are no valid TOML: %(why)s.") % {"why": error}) from error
    _refuse_unknown(said, {"weights", "must_have", *USUAL_APPROACH})
    points, musts = said.get("weights", {}), said.get("must_have")
    _refuse_unknown(points, CriterionKind.values)
    _refuse_unknown(musts or (), set(CriterionKind.values) - NEVER_A_MUST)
    if any(type(weight) is not int or not 0 <= weight <= MOST_POINTS for weight in points.values()):
        raise Refused(_("Points lie between 0 and 100."))
    weights = {
        str(kind): {
            "weight": points.get(kind, 0 if points else usual.weight),
            "must_have": usual.must_have if musts is None else kind in musts,
        }
        for kind, usual in USUAL.items()
    }
    return Wishes(weights, {**USUAL_APPROACH, **_approach(said), "keep": 0})


def _approach(said: dict[str, Any]) -> dict[str, Any]:
    named = {name: said[name] for name in USUAL_APPROACH if name in said}
    for name, value in named.items():
        if name in {"method", "fair_by"}:
            _refuse_unknown([value], Method.values if name == "method" else FairBy.values)
        elif name in {"floor", "fair_share"}:
            most = 100 if name == "fair_share" else MOST_SCORE
            if type(value) is not int or not 1 <= value <= most:
                raise Refused(_("%(name)s lies between 1 and %(most)d.") % {"name": name, "most": most})
        elif type(value) is not bool:
            raise Refused(_("%(name)s is true or false.") % {"name": name})
    return named


def _refuse_unknown(said: Iterable[str], known: Iterable[str]) -> None:
    strange = sorted({str(one) for one in said} - set(known))
    if strange:
        raise Refused(
            _("The weights name “%(strange)s”; they may name: %(known)s.")
            % {"strange": ", ".join(strange), "known": ", ".join(sorted(known))}
        )
