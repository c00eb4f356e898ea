"""The post room: what leaves the system in a cohort's name, and what did not and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mentorship.core import clock
from mentorship.core.web.requests import SignedInRequest
from mentorship.notifications import queries
from mentorship.notifications.enums import NotificationState
from mentorship.notifications.models import MailWishes
from programs.acting_cohort import acting_cohort, choices
from programs.models import Cohort, Enrollment
from programs.rules import leads_any_program

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PER_PAGE = 50
MINUTE = timedelta(minutes=1)
LATE_AFTER = timedelta(minutes=5)
"""Reminders run twice a minute; this long without a run means that somebody should look."""


@dataclass(frozen=True)
class Choice:
    """One state to narrow the list to."""

    value: str
    label: str | _StrPromise
    count: int
    chosen: bool


@require_safe
def post_room(request: SignedInRequest) -> HttpResponse:
    """List what was planned, sent, cancelled and not deliverable in the acting cohort's name."""
    if not leads_any_program(request.user):
        raise Http404
    now, cohort, last_run = clock.now(), acting_cohort(request), queries.last_delivery()
    context: dict[str, object] = {
        "now": now,
        "cohort": cohort,
        "cohorts": choices(request),
        "last_run": last_run,
        "is_fresh": last_run is not None and now - last_run < MINUTE,
        "is_late": last_run is None or now - last_run > LATE_AFTER,
    }
    if cohort is not None:
        state = request.GET.get("state", "")
        state = state if state in NotificationState.values else ""
        counts = queries.count_by_state(cohort.uuid)
        pages = Paginator(queries.of_scope(cohort.uuid, state), PER_PAGE)
        pages.count = counts[state] if state else sum(counts.values())  # counted already
        page = pages.get_page(request.GET.get("page"))
        context |= {
            "choices": _choices(counts, state),
            "refusing": _refusing(cohort),
            "page": page,
            "rows": queries.in_words(page.object_list),
            "query": f"{urlencode({'state': state})}&" if state else "",
        }
    return render(request, "programs/post_room.html", context)


def _refusing(cohort: Cohort) -> list[MailWishes]:
    people = Enrollment.objects.filter(cohort=cohort, user=OuterRef("user"))
    stopped = MailWishes.objects.filter(Exists(people), stopped_at__isnull=False)
    return list(stopped.select_related("user").order_by("stopped_at", "pk"))


def _choices(counts: dict[str, int], chosen: str) -> list[Choice]:
    every = Choice("", _("All"), sum(counts.values()), chosen == "")
    shown = [state for state in NotificationState if counts[state] or state != NotificationState.SENDING]
    return [every, *(Choice(state.value, state.label, counts[state], chosen == state) for state in shown)]
