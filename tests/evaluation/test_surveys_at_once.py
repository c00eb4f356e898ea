"""Two people answer, and two workers count, at the same instant; and what PostgreSQL itself knows of a row."""

from __future__ import annotations

import pytest
from django.db import connection

from evaluation.domain.counting_surveys import count_closed
from evaluation.models import SurveyFigure, SurveyParticipation, SurveyResponse
from evaluation.surveys.sealing import opened
from mentorship.core.errors import Refused
from tests.evaluation.surveys import DAY, NOW, a_window, answer, mentees
from tests.evaluation.test_portfolio_at_once import both_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def refused_or_done(window, who, value):
    try:
        answer(window, who, burnout=value)
    except Refused:
        return False
    return True


def test_no_answer_is_lost_when_several_come_at_once(cohort):
    window = a_window(cohort)
    people = mentees(cohort, 4)

    both_at_once(
        *[lambda who=who, value=value: refused_or_done(window, who, value) for value, who in enumerate(people, 1)]
    )

    assert sorted(entry["answers"]["burnout"] for entry in opened(bytes(window.urn.sealed))) == [1, 2, 3, 4]


def test_one_person_in_two_windows_of_a_browser_answers_once(cohort):
    window = a_window(cohort)
    (person,) = mentees(cohort, 1)

    done = both_at_once(*[lambda: refused_or_done(window, person, 2)] * 2)

    assert sorted(done) == [False, True]
    assert SurveyParticipation.objects.count() == len(opened(bytes(window.urn.sealed))) == 1


def test_two_workers_count_once(cohort):
    window = a_window(cohort)
    for number, person in enumerate(mentees(cohort, 6)):
        answer(window, person, burnout=number % 5 + 1)

    done = both_at_once(*[lambda: count_closed(now=NOW + 11 * DAY)] * 2)

    assert sorted(done) == [0, 1]
    assert (SurveyResponse.objects.count(), SurveyFigure.objects.count()) == (6, 1)


def test_the_transaction_of_a_row_tells_no_two_answers_apart(cohort):
    """PostgreSQL keeps with each row which transaction wrote it: of all answers it is the counting."""
    window = a_window(cohort)
    for number, person in enumerate(mentees(cohort, 6)):
        answer(window, person, burnout=number % 5 + 1)
    count_closed(now=NOW + 11 * DAY)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT xmin::text) FROM evaluation_surveyresponse")
        assert cursor.fetchone() == (6, 1)
        cursor.execute("SELECT count(*) FROM evaluation_surveyparticipation")
        assert cursor.fetchone() == (0,)
