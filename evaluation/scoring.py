"""What the ratings of one observation say: bands, marginal ratings, and the mean of what was observed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class NotOnTheScale(ValueError):
    """A rating that the form's scale does not have; a zero, a half or an empty text among them."""


@dataclass(frozen=True)
class Score:
    """What the ratings of one observation come to.

    `mean` leaves out what was not observed and the global rating, and is None when nothing is left or when the scale
    is ordinal; `marginal` are the domains whose rating conveys a need to improve, `needs_reason` those whose rating is
    so low that the form wants a reason in words.
    """

    n_observed: int
    mean: Fraction | None
    marginal: tuple[str, ...]
    needs_reason: tuple[str, ...]

    @property
    def mean_shown(self) -> Decimal | None:
        """The mean with two decimals, halves rounded up."""
        if self.mean is None:
            return None
        exact = Decimal(self.mean.numerator) / Decimal(self.mean.denominator)
        return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def scale_of(definition: Mapping[str, Any], domain: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scale on which this domain is rated: the global rating may have its own."""
    own = definition.get("global_scale") if domain["is_global"] else None
    return own or definition["scale"]


def band_of(scale: Mapping[str, Any], rating: object) -> str | None:
    """Return the key of the band in which a rating lies; None for what was not observed, or a scale without bands.

    Raises:
        NotOnTheScale: the scale has no such point.
    """
    if rating is None:
        return None
    if type(rating) is not int or rating not in {point["value"] for point in scale["points"]}:
        raise NotOnTheScale(f"{rating!r} is not on the scale.")
    return next((band["key"] for band in scale["bands"] if band["lowest"] <= rating <= band["highest"]), None)


def is_marginal(scale: Mapping[str, Any], rating: int | None) -> bool:
    """Whether a rating conveys a need to improve though its band is satisfactory."""
    return rating in scale["marginal"]


def score(definition: Mapping[str, Any], ratings: Mapping[str, int | None]) -> Score:
    """Count, average and flag the ratings of one observation; a domain that is missing was not observed.

    Raises:
        NotOnTheScale: a rating its scale does not have.
    """
    observed: list[int] = []
    marginal: list[str] = []
    needs_reason: list[str] = []
    for domain in definition["domains"]:
        scale, rating = scale_of(definition, domain), ratings.get(domain["key"])
        band_of(scale, rating)
        if is_marginal(scale, rating):
            marginal.append(domain["key"])
        if rating is not None and rating < scale.get("reason_below", 0):
            needs_reason.append(domain["key"])
        if rating is not None and not domain["is_global"]:
            observed.append(rating)
    averaged = bool(observed) and definition["scale"]["is_averaged"]
    mean = Fraction(sum(observed), len(observed)) if averaged else None
    return Score(n_observed=len(observed), mean=mean, marginal=tuple(marginal), needs_reason=tuple(needs_reason))
