"""The leader's page of protected time: allotted, used, lost, and what was cancelled and why."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings import protected
from mentorship.core import clock
from programs.acting_cohort import acting_cohort

if TYPE_CHECKING:
    from meetings.protected import Account
    from mentorship.core.web.requests import SignedInRequest


@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    """Show one month, mentor by mentor, and the cancellations of every month."""
    cohort = acting_cohort(request)
    if cohort is None:
        raise Http404
    months = protected.months_of(cohort, clock.now())
    asked = request.GET.get("month", "")
    first = next((month for month in months if f"{month:%Y-%m}" == asked), months[0] if months else None)
    month = protected.month_of(cohort, first) if first else None
    columns = [_("Mentor"), _("Allotted"), _("Used"), _("Lost"), _("Unused"), _("Cancelled")]
    rows = (
        [[account.mentor.full_name, *_figures(account, account.unused)] for account in month.accounts] if month else []
    )
    total = month.total if month else None
    context = {
        "cohort": cohort,
        "months": months,
        "first": first,
        "columns": columns,
        "rows": [*rows, [_("Together"), *_figures(total, month.unused)]] if month and total and len(rows) > 1 else rows,
        "allotted_each": cohort.policy.protected_hours_per_month,
        "reason_columns": [_("Month"), *[reason.label for reason in protected.REASONS], _("Together")],
        "reason_rows": [
            [_month(day), *[counts[reason] for reason in protected.REASONS], counts.total()]
            for day, counts in protected.cancellations_by_month(cohort)
        ],
    }
    return render(request, "meetings/protected_time.html", context)


def _figures(account: Account, unused: int) -> list[str]:
    why = ", ".join(
        f"{account.cancellations[reason]} × {reason.label}"
        for reason in protected.REASONS
        if account.cancellations[reason]
    )
    minutes = (account.allotted, account.used, account.lost, unused)
    return [*[f"{protected.hours(one)} h" for one in minutes], why or "–"]


def _month(day: dt.date) -> str:
    return date_format(day, "F Y")
