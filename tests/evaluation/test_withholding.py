"""No group, and nothing that subtraction leaves, stands for fewer people than it should."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.withholding import may_be_shown

LEAST = 5


def shown(**ways):
    everybody = {person for groups in ways.values() for people in groups.values() for person in people}
    return may_be_shown(ways, everybody, at_least=LEAST)


def test_a_large_group_and_its_large_rest_are_shown():
    assert len(shown(site={"A": range(6), "B": range(6, 12)})) == 2


def test_a_group_whose_rest_is_small_is_withheld_with_it():
    assert not shown(site={"A": range(9), "B": range(9, 12)})


def test_two_small_groups_hide_each_other():
    assert shown(site={"A": range(6), "B": range(6, 10), "C": range(10, 13)}) == {("site", "A")}


def test_a_group_of_one_kind_inside_one_of_another_kind_does_not_tell_the_rest():
    found = shown(site={"A": range(6), "B": range(6, 16)}, specialty={"X": range(5), "Y": range(5, 16)})

    assert not {("site", "A"), ("specialty", "X")} <= found


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("XYZ")), max_size=40))
def test_no_difference_of_what_is_shown_stands_for_too_few(people):
    ways = {
        "site": {name: {n for n, one in enumerate(people) if one[0] == name} for name in "ABCD"},
        "specialty": {name: {n for n, one in enumerate(people) if one[1] == name} for name in "XYZ"},
    }

    found = may_be_shown(ways, range(len(people)), at_least=LEAST)

    known = [set(range(len(people)))] + [ways[way][name] for way, name in found]
    for way in ways:
        own = [ways[one[0]][one[1]] for one in found if one[0] == way]
        known += [one | two for one, two in combinations(own, 2)]
    for one in known:
        for two in known:
            assert not two < one or len(one - two) >= LEAST
