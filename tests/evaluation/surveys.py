"""Surveys for tests: a cohort of mentees, a window, and their answers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from evaluation.domain.surveying import answer_survey
from evaluation.models import Instrument, SurveyWindow
from evaluation.questionnaires import ship
from tests.cast import NOW
from tests.programs.factories import MenteeEnrollmentFactory

if TYPE_CHECKING:
    from evaluation.models import SurveyWindow as Window
    from mentorship.accounts.models import User
    from programs.models import Cohort

DAY = dt.timedelta(days=1)
TODAY = NOW.date()


def instrument(key: str = "single_burnout") -> Instrument:
    """Return a questionnaire that ships, also after a test that emptied the tables."""
    found = Instrument.objects.filter(key=key, version=1).first()
    if found is None:
        ship(Instrument)
        return Instrument.objects.get(key=key, version=1)
    return found


def a_window(cohort: Cohort, key: str = "single_burnout", **given) -> Window:
    """Make a window that is open now, for ten days more."""
    given = {
        "moment": "start",
        "opens_on": TODAY - DAY,
        "closes_on": TODAY + 10 * DAY,
        **given,
    }
    return SurveyWindow.objects.create(cohort=cohort, instrument=instrument(key), **given)


def mentees(cohort: Cohort, number: int, **given) -> list[User]:
    return [MenteeEnrollmentFactory(cohort=cohort, **given).user for _number in range(number)]


def answer(window: Window, who: User, *, now: dt.datetime = NOW, comment: str = "", code: str = "", **answers) -> None:
    answer_survey(window_id=window.pk, answers=answers, comment=comment, code=code, by=who, now=now)
