"""The tables of the mini-CEX: bands, marginal ratings, means without what was not observed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.instruments import SHIPPED, mini_cex
from evaluation.scoring import NotOnTheScale, band_of, is_marginal, score

FORM = mini_cex.VERSION_1
SCALE = FORM["scale"]
KEYS = [domain["key"] for domain in FORM["domains"]]


@pytest.mark.parametrize(
    ("ratings", "band", "marginal"),
    [
        ((1, 2, 3), "unsatisfactory", False),
        ((4,), "satisfactory", True),
        ((5, 6), "satisfactory", False),
        ((7, 8, 9), "superior", False),
        ((None,), None, False),
    ],
)
def test_a_rating_lies_in_its_band(ratings, band, marginal):
    for rating in ratings:
        assert band_of(SCALE, rating) == band
        assert is_marginal(SCALE, rating) is marginal


@pytest.mark.parametrize("rating", [0, 10, 4.5, "", "5", True])
def test_what_is_not_on_the_scale_is_refused(rating):
    with pytest.raises(NotOnTheScale):
        band_of(SCALE, rating)


@pytest.mark.parametrize(
    ("ratings", "n_observed", "mean", "marginal_flags"),
    [
        ((6, None, 7, 5, None, 6, 6), 4, Fraction(6), 0),
        ((None, None, None, None, None, None, 5), 0, None, 0),
        ((3, 4, 6, 7, 9, 1, 5), 6, Fraction(5), 1),
        ((4, 4, 4, 4, 4, 4, 4), 6, Fraction(4), 7),
        ((9, None, None, None, None, None, 8), 1, Fraction(9), 0),
    ],
)
def test_the_mean_leaves_out_what_was_not_observed_and_the_overall_rating(ratings, n_observed, mean, marginal_flags):
    result = score(FORM, dict(zip(KEYS, ratings, strict=True)))

    assert (result.n_observed, result.mean, len(result.marginal)) == (n_observed, mean, marginal_flags)


def test_a_mean_is_shown_with_two_decimals():
    assert score(FORM, {"exam": 5, "judgment": 5, "counseling": 6}).mean_shown == Decimal("5.33")
    assert score(FORM, {"overall": 5}).mean_shown is None


def test_levels_of_supervision_are_never_averaged():
    assert score(SHIPPED["dops", 1], {"consent": 1, "technique": 3, "independence": 3}).mean is None


@given(st.dictionaries(st.sampled_from(KEYS), st.one_of(st.none(), st.integers(1, 9))))
def test_the_mean_lies_between_the_lowest_and_the_highest_observed(ratings):
    observed = [rating for key, rating in ratings.items() if rating is not None and key != "overall"]

    result = score(FORM, ratings)

    assert result.n_observed == len(observed)
    assert result.mean is None if not observed else min(observed) <= result.mean <= max(observed)
