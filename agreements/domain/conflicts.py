"""Two people who write on the same thing: nothing of either is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping


class ChangedMeanwhile(Refused):
    """Both changed the same words; `present` are the other's, by the name of their field."""

    def __init__(self, present: Mapping[str, Any]) -> None:
        self.present = dict(present)
        super().__init__(
            _(
                "This was changed while you were writing. What it says now stands beside your words, which are kept here."
            ),
        )


def untouched_by_others(
    present: Mapping[str, Any], wanted: Mapping[str, Any], seen: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is to be written: what the writer changed, and nobody else since the writer `seen` it.

    Raises:
        ChangedMeanwhile: a field was changed by both, to different values.
    """
    changed = {name: value for name, value in wanted.items() if value != present[name]}
    mine = {name: value for name, value in changed.items() if name not in seen or value != seen[name]}
    contested = {name: present[name] for name in mine if name in seen and present[name] != seen[name]}
    if contested:
        raise ChangedMeanwhile(contested)
    return mine
