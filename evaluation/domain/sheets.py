"""What a form given as data asks of an observation before it may be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from evaluation import scoring
from evaluation.instruments import required_in
from evaluation.models import ObservationRating
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluation.models import ObservationForm


def refuse_what_is_missing(form: ObservationForm, facts: Mapping[str, Any]) -> None:
    """Let nothing pass that lacks a fact the form requires.

    Raises:
        Refused: it does.
    """
    if any(not facts.get(name) for name in required_in(form.definition)):
        raise Refused(_("This form asks for something about the encounter that is missing."))


def rating_rows(
    form: ObservationForm,
    ratings: Mapping[str, int | None],
    reasons: Mapping[str, str],
) -> list[ObservationRating]:
    """Build one row for each domain of the form, after asking whether enough was rated.

    Raises:
        Refused: a rating is not on the form or not on its scale, too little was rated, or a low one lacks its reason.
    """
    definition = form.definition
    domains: list[dict[str, Any]] = definition["domains"]
    if not set(ratings) <= {domain["key"] for domain in domains}:
        raise Refused(_("This form does not ask for one of these ratings."))
    try:
        score = scoring.score(definition, ratings)
    except scoring.NotOnTheScale as error:
        raise Refused(_("One rating is not on the scale of this form.")) from error
    lacks_global = definition["global_required"] and any(
        domain["is_global"] and ratings.get(domain["key"]) is None for domain in domains
    )
    if score.n_observed < definition["rated_at_least"] or lacks_global:
        raise Refused(_("Rate at least one part you saw, and the overall rating."))
    if any(not reasons.get(key, "").strip() for key in score.needs_reason):
        raise Refused(_("Give a reason for each rating that is lower than expected."))
    return [
        ObservationRating(
            domain=domain["key"],
            rating=ratings.get(domain["key"]),
            is_not_observed=ratings.get(domain["key"]) is None,
            reason=reasons.get(domain["key"], "").strip(),
        )
        for domain in domains
    ]
