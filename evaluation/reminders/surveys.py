"""Who should be told that a survey is open, and that it closes soon: whoever is asked and has not answered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.queries.surveys import may_be_open, open_windows, still_to_answer
from mentorship.notifications.reminders import Due, ReminderKind
from programs.while_open import until_closed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date, datetime
    from uuid import UUID

    from evaluation.models import SurveyWindow

A_DAY = dt.timedelta(days=1)


@until_closed
def opened(now: datetime, about: Collection[UUID] | None = None) -> Iterator[Due]:
    """Tell everybody who is asked, once, from the first day on, until they answer."""
    for window in open_windows(now):
        if about is None or window.uuid in about:
            headline = _("Your program asks: %(survey)s") % {"survey": window.instrument}
            yield from _told(window, SURVEY_OPEN.key, "opened", _morning(window, window.opens_on), headline)


@until_closed
def closing(now: datetime, about: Collection[UUID] | None = None) -> Iterator[Due]:
    """Tell who has not answered, once, the policy's days before the last one."""
    for window in open_windows(now):
        before = dt.timedelta(days=window.cohort.policy.reminder_days_before)
        since = _morning(window, window.closes_on - before)
        if (about is None or window.uuid in about) and _morning(window, window.opens_on) < since <= now:
            headline = _("Closes on %(day)s: %(survey)s") % {
                "day": f"{window.closes_on:%d %B}",
                "survey": window.instrument,
            }
            yield from _told(window, SURVEY_CLOSING.key, "closing", since, headline)


def _morning(window: SurveyWindow, day: date) -> datetime:
    """Return the beginning of a day where the cohort is."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=ZoneInfo(window.cohort.time_zone))


def _told(window: SurveyWindow, kind: str, slot: str, due_at: datetime, headline: str) -> Iterator[Due]:
    for user_id in still_to_answer(window).order_by("pk").values_list("user", flat=True):
        yield Due(
            recipient_id=user_id,
            kind=kind,
            subject_uuid=window.uuid,
            slot=slot,
            due_at=due_at,
            expires_at=_morning(window, window.closes_on + A_DAY),
            headline=headline,
            lines=(
                _("A few minutes, without your name: nobody sees what you answer, and small groups are never shown."),
                _("Once you have answered, no more reminders of it come."),
            ),
            action_label=_("Answer the survey"),
            action_path=reverse("evaluation:survey", args=[window.uuid]),
            scope_uuid=window.cohort.uuid,
        )


SURVEY_OPEN = ReminderKind(
    "survey_open",
    gettext_lazy("A survey is open"),
    opened,
    why=gettext_lazy("you take part in the program that asks"),
    about=opened,
    only_if=may_be_open,
)
SURVEY_CLOSING = ReminderKind(
    "survey_closing",
    gettext_lazy("A survey closes soon"),
    closing,
    why=gettext_lazy("a survey you have not answered closes soon"),
    about=closing,
    only_if=may_be_open,
    pressing=True,
)
