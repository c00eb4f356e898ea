"""Who meets what on the pages of `evaluation`; one module per part of the app."""

from __future__ import annotations

from tests.evaluation import (
    permissions_of_forms,
    permissions_of_leading,
    permissions_of_observations,
    permissions_of_outcomes,
    permissions_of_portfolio,
    permissions_of_requests,
    permissions_of_reviews,
    permissions_of_surveys,
)
from tests.permissions.table import Row

ROWS: list[Row] = [
    *permissions_of_forms.ROWS,
    *permissions_of_leading.ROWS,
    *permissions_of_observations.ROWS,
    *permissions_of_outcomes.ROWS,
    *permissions_of_portfolio.ROWS,
    *permissions_of_requests.ROWS,
    *permissions_of_reviews.ROWS,
    *permissions_of_surveys.ROWS,
]
