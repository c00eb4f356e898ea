"""A busy shift: several procedures logged on one page."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from evaluation.domain.logging_shifts import log_shift
from evaluation.queries.procedures import own_enrollments
from evaluation.web.forms.shift import ShiftForm, empty_rows, more_rows, rows_of, topic_choices
from mentorship.core import clock
from mentorship.core.errors import DomainError
from mentorship.core.web.requests import SignedInRequest
from mentorship.core.wording import local_day


@require_http_methods(["GET", "HEAD", "POST"])
def shift(request: SignedInRequest) -> HttpResponse:
    """Log what was done in one shift, all rows or none; what is missing is named by its row and nothing is lost."""
    enrollments = list(own_enrollments(request.user))
    if not enrollments:
        raise PermissionDenied
    now = clock.now()
    topics = topic_choices(enrollments)
    data = request.POST if request.method == "POST" else None
    form = ShiftForm(data, enrollments=enrollments, today=local_day(now))
    problems: list[str] = []
    if data is None:
        rows = empty_rows(topics)
    elif "more" in data:
        rows = more_rows(data, topics)
    else:
        rows = rows_of(topics, data)
        are_good = rows.is_valid()
        if form.is_valid() and are_good:
            try:
                logged = log_shift(
                    mentee_id=form.cleaned_data["mentee"].pk,
                    done_on=form.cleaned_data["done_on"],
                    rows=rows.filled(),
                    by=request.user,
                    now=now,
                )
            except DomainError as error:
                problems = [str(error)]
            else:
                words = ngettext("%(n)d procedure is in your logbook.", "%(n)d procedures are in your logbook.", logged)
                messages.success(request, words % {"n": logged})
                return redirect("evaluation:procedures")
        else:
            problems = [*rows.problems(), *(str(error) for error in rows.non_form_errors())]
    context = {"form": form, "rows": rows, "problems": problems, "is_judged": data is not None and "more" not in data}
    return render(request, "evaluation/procedures_shift.html", context)
