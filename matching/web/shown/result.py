"""What may be said of a run's result: in which sense it is the best, and what the leader's wishes cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.enums import FairBy, Method

if TYPE_CHECKING:
    from matching.models import MatchRun


def result_words(run: MatchRun) -> list[str]:
    """Say in which sense the pairs that the run found are the best, sentence by sentence."""
    approach: dict[str, Any] = run.inputs.get("approach", {})
    if approach.get("method") == Method.STABLE:
        return [
            _("These pairs are stable, as you asked: no mentee and mentor would both rather have each other."),
            _stable_cost(run.figures.get("stable_costs", {"pairs": 0, "total": 0})),
        ]
    return [_checked(approach), *_floor(run, approach), *_kept(run, approach)]


def _stable_cost(costs: dict[str, int]) -> str:
    pairs = ngettext("%(n)d pair fewer", "%(n)d pairs fewer", costs["pairs"]) % {"n": costs["pairs"]}
    points = ngettext("%(n)d point less in total", "%(n)d points less in total", costs["total"]) % {"n": costs["total"]}
    if costs["pairs"] <= 0 and costs["total"] <= 0:
        return _("That costs nothing here: the best pairs match no more people and reach no more points.")
    if costs["pairs"] <= 0:
        return _("Against the best pairs that costs %(points)s.") % {"points": points}
    if costs["total"] <= 0:
        return _("Against the best pairs that costs %(pairs)s.") % {"pairs": pairs}
    return _("Against the best pairs that costs %(pairs)s and %(points)s.") % {"pairs": pairs, "points": points}


def _checked(approach: dict[str, Any]) -> str:
    floor, fair = approach.get("floor"), approach.get("fair_by")
    steps = [_("no other choice matches more people")]
    if approach.get("best_worst"):
        steps.append(_("none with as many has a better lowest pair"))
    if floor:
        steps.append(_("none with as many has fewer pairs below %(floor)d points") % {"floor": floor})
    last = (
        _("and none of those has a higher total.") if len(steps) > 1 else _("and none with as many has a higher total.")
    )
    checked = _("The suggestion was checked before you saw it: %(steps)s, %(last)s") % {
        "steps": ", ".join(steps),
        "last": last,
    }
    if fair:
        checked += " " + _("That holds among all choices in which every %(group)s fares as well as you asked.") % {
            "group": str(FairBy(fair).label).lower()
        }
    return checked


def _floor(run: MatchRun, approach: dict[str, Any]) -> list[str]:
    floor = approach.get("floor")
    if not floor:
        return []
    below = run.proposals.standing().filter(score__lt=floor).count()
    told = ngettext(
        "%(n)d pair is below your floor of %(floor)d points.",
        "%(n)d pairs are below your floor of %(floor)d points.",
        below,
    )
    return [told % {"n": below, "floor": floor}]


def _kept(run: MatchRun, approach: dict[str, Any]) -> list[str]:
    if not run.inputs.get("current") or not approach.get("keep"):
        return []
    told = ngettext(
        "A pair that stood before counted with %(n)d point more, so that it changes only for a gain.",
        "A pair that stood before counted with %(n)d points more, so that it changes only for a gain.",
        approach["keep"],
    )
    return [told % {"n": approach["keep"]}]
