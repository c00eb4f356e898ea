"""Which groups of people may be shown apart, so that neither they nor what is left of them stand for fewer than so many.

Several ways of grouping the same people stand side by side (site, specialty …), and the whole beside them. A group is kept
back when it is too small itself, and when taking it from another group, from two groups together or from everybody would
leave too few.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MANY = 12
"""With more groups than this on one side, only single groups are compared, not two together."""


Group = tuple[str, str]
"""A way of grouping, and the name of one of its groups."""


def may_be_shown(
    ways: Mapping[str, Mapping[str, Iterable[int]]], everybody: Iterable[int], *, at_least: int
) -> set[Group]:
    """Return the groups that may be shown, as (way of grouping, name); those left out are withheld.

    Args:
        ways: for each way of grouping the names of its groups and who is in them; groups may overlap.
        everybody: whose figures stand beside the groups as a whole.
        at_least: the smallest number of people that anything shown, or what is left of it, may stand for.
    """
    numbers = {person: place for place, person in enumerate(everybody)}
    whole = (1 << len(numbers)) - 1
    masks = {
        (way, name): sum(1 << numbers[person] for person in set(people) if person in numbers)
        for way, groups in ways.items()
        for name, people in groups.items()
    }
    shown = {group for group, mask in masks.items() if mask.bit_count() >= at_least}
    while revealed := _revealed(shown, masks, whole, at_least):
        shown -= revealed
    return shown


def _revealed(shown: set[Group], masks: Mapping[Group, int], whole: int, at_least: int) -> set[Group]:
    """Return a group whose difference from the rest would stand for too few: the smallest there is of them."""
    sums: list[tuple[frozenset[Group], int]] = [(frozenset(), whole), *_sums(shown, masks)]
    for parts, mask in sums:
        for others, other in sums:
            if other | mask == mask and parts != others and 0 < (mask ^ other).bit_count() < at_least:
                return {min(parts | others, key=lambda group: (masks[group].bit_count(), group))}
    return set()


def _sums(shown: set[Group], masks: Mapping[Group, int]) -> Iterator[tuple[frozenset[Group], int]]:
    """Yield what a reader can put together: each group, and two of the same way of grouping that do not overlap."""
    for group in shown:
        yield frozenset({group}), masks[group]
    for way in {group[0] for group in shown}:
        own = [group for group in shown if group[0] == way]
        for one, two in combinations(own, 2) if len(own) <= MANY else ():
            if not masks[one] & masks[two]:
                yield frozenset({one, two}), masks[one] | masks[two]
