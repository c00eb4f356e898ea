"""What the program asks everybody: a survey at the start that is counted, and one that is open now."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from evaluation.domain.counting_surveys import count_closed
from evaluation.domain.surveying import answer_survey, plan_survey
from evaluation.enums import CompareBy, SurveyMoment
from evaluation.models import Instrument, SurveyWindow
from evaluation.queries.surveys import asked_in
from mentorship.accounts.models import User
from mentorship.demo.story import words
from mentorship.demo.story.calendar import Calendar
from mentorship.demo.story.setting import Setting
from programs.enums import EnrollmentRole

START_AGO, OPEN_FOR = 40, timedelta(days=8)
MIDDLE_AGO = 2
COMMENTS_EVERY = 11


def ask_everybody(setting: Setting, calendar: Calendar, chance: Random, *, but: User) -> None:
    """Ask the mentees at the start and now; `but` has not answered what is open, so that somebody finds it at home."""
    begun = calendar.at(START_AGO, 8)
    at_start = [
        _plan(setting, key, SurveyMoment.START, calendar, START_AGO, by=CompareBy.SITE)
        for key in ("own_mentoring", "cbi")
    ]
    for window in at_start:
        _let_answer(window, 0.8, begun + timedelta(days=2), chance, but=None)
    count_closed(now=calendar.at(MIDDLE_AGO + 1, 4))
    now = _plan(setting, "own_mentoring", SurveyMoment.MIDDLE, calendar, MIDDLE_AGO, by=CompareBy.SITE)
    _let_answer(now, 0.3, calendar.now, chance, but=but)


def _plan(
    setting: Setting, key: str, moment: SurveyMoment, calendar: Calendar, days_ago: int, *, by: CompareBy
) -> SurveyWindow:
    first = calendar.day(days_ago)
    return plan_survey(
        cohort_id=setting.cohort.pk,
        instrument_id=Instrument.objects.get(key=key, version=1).pk,
        audience=EnrollmentRole.MENTEE,
        moment=moment,
        opens_on=first,
        closes_on=first + OPEN_FOR,
        compare_by=by,
        by=setting.leader,
        now=calendar.at(days_ago, 7),
    )


def _let_answer(window: SurveyWindow, share: float, now: datetime, chance: Random, *, but: User | None) -> None:
    """Let a share of those who are asked answer, without codes; every so many of them in their own words too."""
    offered = {
        item["key"]: [option["value"] for option in window.definition["answers"][item["answers"]]]
        for item in window.definition["items"]
    }
    turned = {item["key"] for item in window.definition["items"] if item["reversed"]}
    for number, enrollment in enumerate(asked_in(window).select_related("user").order_by("pk")):
        if enrollment.user == but or chance.random() > share:
            continue
        mood = chance.gauss(0.62, 0.14)
        answer_survey(
            window_id=window.pk,
            answers={key: _chosen(values, mood, chance, is_turned=key in turned) for key, values in offered.items()},
            comment=words.TO_PROGRAM[number // COMMENTS_EVERY % len(words.TO_PROGRAM)]
            if number % COMMENTS_EVERY == 0
            else "",
            code="",
            by=enrollment.user,
            now=now,
        )


def _chosen(values: list[int], mood: float, chance: Random, *, is_turned: bool) -> int:
    """Choose about as well as somebody's mood is, from 0 to 1."""
    felt = min(1.0, max(0.0, chance.gauss(1 - mood if is_turned else mood, 0.15)))
    return values[round(felt * (len(values) - 1))]
