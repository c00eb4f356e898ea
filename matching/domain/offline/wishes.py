"""What a weights file says."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from matching.domain.criteria import MOST_POINTS, USUAL
from matching.domain.scoring import NEVER_A_MUST
from matching.enums import CriterionKind
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Wishes:
    """What a weights file says: points by criterion, what must be, and whether a mentee gets a mentor in each track."""

    weights: dict[str, dict[str, Any]]
    mentor_per_track: bool = False
    same_mentor_twice: bool = False


def wishes_from(text: str) -> Wishes:
    """Read a weights file.

    Raises:
        Refused: it is no TOML, or names a criterion or an option that does not exist, or points beyond 0 to 100.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(_("The weights are no valid TOML: %(why)s.") % {"why": error}) from error
    _refuse_unknown(said, {"weights", "must_have", "mentor_per_track", "same_mentor_twice"})
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
    return Wishes(weights, bool(said.get("mentor_per_track")), bool(said.get("same_mentor_twice")))


def _refuse_unknown(said: Iterable[str], known: Iterable[str]) -> None:
    strange = sorted(set(said) - set(known))
    if strange:
        raise Refused(
            _("The weights name “%(strange)s”; they may name: %(known)s.")
            % {"strange": ", ".join(strange), "known": ", ".join(sorted(known))}
        )
