"""The board's picture: are pairs meeting and being observed, week by week?"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Value
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.models import Observation
from meetings.models import Meeting
from mentorship.core.charts import Chart, ChartKind, Series

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from programs.models import Cohort

WEEKS_SHOWN = 12


def contact_by_week(cohort: Cohort, now: datetime) -> Chart:
    """Count meetings held and observations sent in each of the last weeks, Monday to Sunday in the cohort's zone."""
    zone = ZoneInfo(cohort.time_zone)
    this_week = monday_of(now.astimezone(zone).date())
    weeks = [this_week - timedelta(weeks=back) for back in range(WEEKS_SHOWN - 1, -1, -1)]
    weeks = [week for week in weeks if week >= monday_of(cohort.starts_on)] or [this_week]
    since = now - timedelta(weeks=WEEKS_SHOWN + 1)
    held = Meeting.objects.held().filter(pairing__mentee__cohort=cohort, starts_at__gte=since)
    seen = Observation.objects.filter(pairing__mentee__cohort=cohort, submitted_at__gte=since)
    both = held.order_by().values_list(Value("met"), "starts_at")
    moments = list(both.union(seen.order_by().values_list(Value("seen"), "submitted_at"), all=True))
    meetings = _per_week((at for what, at in moments if what == "met"), zone)
    observations = _per_week((at for what, at in moments if what == "seen"), zone)
    return Chart(
        key="contact",
        question=_("Are pairs meeting, and is somebody watching?"),
        answer=_answer(meetings[this_week], meetings[this_week - timedelta(weeks=1)], observations[this_week]),
        labels=[date_format(week, "j M") for week in weeks],
        series=[
            Series(_("Meetings held"), [meetings[week] for week in weeks]),
            Series(_("Observations sent"), [observations[week] for week in weeks]),
        ],
        kind=ChartKind.BAR,
        csv_url=reverse("evaluation:report-csv", args=["contact"]),
    )


def monday_of(day: date) -> date:
    """Return the Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def _per_week(moments: Iterable[datetime], zone: ZoneInfo) -> Counter[date]:
    return Counter(monday_of(moment.astimezone(zone).date()) for moment in moments)


def _answer(meetings: int, meetings_before: int, observations: int) -> str:
    met = ngettext("%(n)d meeting was held this week", "%(n)d meetings were held this week", meetings) % {"n": meetings}
    seen = ngettext("%(n)d observation was sent", "%(n)d observations were sent", observations) % {"n": observations}
    return _("%(met)s, after %(before)d last week; %(seen)s.") % {"met": met, "before": meetings_before, "seen": seen}
