"""What must not be shown of a survey: small groups, what subtraction would give away, and groups that are all alike.

Everything published of one window is published at once and never again, so that nobody can compare two states of it.
What can be reckoned from several figures is then one thing only: all answers less the groups that are shown. So the rule
is that what is hidden, taken together, must be a group that could be shown itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from evaluation.enums import Withheld

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

Value = TypeVar("Value")
OTHERS = ""
"""Under which those stand who belong to no group, or to several."""


def reason_for(values: Sequence[Decimal], least: int) -> Withheld:
    """Say why a group may not be shown by itself; `Withheld.NOT` when it may."""
    if len(values) < least:
        return Withheld.TOO_FEW
    return Withheld.ALL_ALIKE if len(set(values)) == 1 else Withheld.NOT


def reasons_for_groups(groups: Mapping[str, Sequence[Decimal]], least: int) -> dict[str, Withheld]:
    """Say of each group that answered why it may not be shown beside the figure of everybody; `OTHERS` never is.

    The smallest groups are hidden along with those that must be, until all that is hidden could be shown as one group.
    """
    reasons = {name: reason_for(values, least) for name, values in groups.items() if values}
    if OTHERS in reasons:
        reasons[OTHERS] = Withheld.TOO_FEW
    shown = sorted((name for name, reason in reasons.items() if not reason), key=lambda name: (len(groups[name]), name))
    while len(shown) < len(reasons):
        hidden = [value for name, reason in reasons.items() if reason for value in groups[name]]
        if not reason_for(hidden, least) or not shown:
            break
        reasons[shown.pop(0)] = Withheld.PROTECTS_OTHERS
    return reasons


def reason_for_change(changes: Sequence[Decimal], left_over: Sequence[Sequence[Decimal]], least: int) -> Withheld:
    """Say why the change of those who answered twice may not be shown beside both levels.

    `left_over` holds, for the earlier and the later window, the scores of those who could not be joined: with both levels
    known they could be reckoned, so each must be nobody or a group that could be shown itself.
    """
    own = reason_for(changes, least)
    if own:
        return own
    gives_away = any(values and reason_for(values, least) for values in left_over)
    return Withheld.PROTECTS_OTHERS if gives_away else Withheld.NOT
