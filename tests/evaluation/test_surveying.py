"""A survey from the planning to the counting."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from django.db import connection

from evaluation.domain.copying import copy_targets_and_surveys
from evaluation.domain.counting_surveys import count_closed, count_survey
from evaluation.domain.surveying import change_survey, drop_survey, plan_survey
from evaluation.models import (
    SurveyComment,
    SurveyFigure,
    SurveyParticipation,
    SurveyResponse,
    SurveyUrn,
    SurveyWindow,
)
from evaluation.queries.survey_results import comments_of, readings_of
from evaluation.queries.surveys import returned
from evaluation.surveys.sealing import opened
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from tests.evaluation.surveys import DAY, NOW, TODAY, a_window, answer, instrument, mentees
from tests.programs.factories import CohortFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def window(cohort):
    return a_window(cohort, "own_mentoring")


def planned(cohort, leader, **given):
    given = {
        "audience": "mentee",
        "moment": "start",
        "opens_on": TODAY + DAY,
        "closes_on": TODAY + 14 * DAY,
        "compare_by": "",
        "key": "own_mentoring",
        **given,
    }
    key = given.pop("key")
    return plan_survey(cohort_id=cohort.pk, instrument_id=instrument(key).pk, by=leader, now=NOW, **given)


def test_a_leader_plans_a_survey(cohort, leader):
    window = planned(cohort, leader)

    assert (window.moment, window.audience) == ("start", "mentee")
    assert AuditEntry.objects.filter(verb="plan_survey", actor=leader).count() == 1


def test_only_the_leader_plans(cohort, other_leader):
    with pytest.raises(NotAllowed):
        planned(cohort, other_leader)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"opens_on": TODAY - DAY}, "first day has gone"),
        ({"closes_on": TODAY + 2 * DAY}, "2 to 60 days"),
        ({"closes_on": TODAY + 90 * DAY}, "2 to 60 days"),
        ({"audience": "mentor"}, "not made for these people"),
        ({"key": "met"}, "official wording first"),
        ({"key": "olbi"}, "confirm the owner"),
    ],
)
def test_what_cannot_be_planned_is_refused(cohort, leader, given, words):
    with pytest.raises(Refused, match=words):
        planned(cohort, leader, **given)


def test_the_same_questions_lie_four_weeks_apart(cohort, leader):
    planned(cohort, leader)

    with pytest.raises(Refused, match="28 days apart"):
        planned(cohort, leader, moment="middle", opens_on=TODAY + 20 * DAY, closes_on=TODAY + 30 * DAY)

    assert planned(cohort, leader, moment="middle", opens_on=TODAY + 42 * DAY, closes_on=TODAY + 50 * DAY)


def test_once_open_only_the_last_day_moves(window, leader):
    with pytest.raises(Refused, match="only the last day"):
        change_survey(
            window_id=window.pk,
            opens_on=window.opens_on,
            closes_on=window.closes_on,
            compare_by="site",
            by=leader,
            now=NOW,
        )
    with pytest.raises(Refused, match="can no longer be taken back"):
        drop_survey(window_id=window.pk, by=leader, now=NOW)

    moved = change_survey(
        window_id=window.pk,
        opens_on=window.opens_on,
        closes_on=window.closes_on + DAY,
        compare_by="",
        by=leader,
        now=NOW,
    )

    assert moved.closes_on == TODAY + 11 * DAY


def test_a_survey_that_is_over_opens_never_again(window, leader):
    later = NOW + 20 * DAY
    count_closed(now=later)

    with pytest.raises(Refused, match="is over"):
        change_survey(
            window_id=window.pk,
            opens_on=window.opens_on,
            closes_on=window.closes_on + 30 * DAY,
            compare_by="",
            by=leader,
            now=later,
        )
    with pytest.raises(Refused, match="no longer"):
        drop_survey(window_id=window.pk, by=leader, now=later)


def test_a_survey_before_its_day_is_taken_back(cohort, leader):
    window = planned(cohort, leader)

    drop_survey(window_id=window.pk, by=leader, now=NOW)
    drop_survey(window_id=window.pk, by=leader, now=NOW)

    assert not SurveyWindow.objects.exists()


def test_somebody_answers_once(window, mentee):
    answer(window, mentee, s1=4)

    with pytest.raises(Refused, match="answered this already"):
        answer(window, mentee, s1=5)
    assert len(opened(bytes(window.urn.sealed))) == 1


def test_who_is_not_asked_cannot_answer(window, mentor, leader):
    for stranger in (mentor, leader):
        with pytest.raises(NotAllowed):
            answer(window, stranger, s1=4)


@pytest.mark.parametrize("days", [-2, 11])
def test_outside_its_days_nobody_answers(window, mentee, days):
    with pytest.raises(Refused, match="not open"):
        answer(window, mentee, now=NOW + days * DAY, s1=4)


def test_on_its_last_day_one_answers_where_the_cohort_is(window, mentee, cohort):
    cohort.time_zone = "Pacific/Honolulu"
    cohort.save(update_fields=["time_zone"])

    answer(window, mentee, now=NOW.replace(hour=9) + 11 * DAY, s1=4)

    assert SurveyParticipation.objects.count() == 1


def test_nothing_answered_is_nothing_sent(window, mentee):
    with pytest.raises(Refused, match="at least one"):
        answer(window, mentee)
    assert not SurveyUrn.objects.exists()


def test_while_it_is_open_nothing_can_be_read_in_the_database(window, mentee, cohort):
    people = mentees(cohort, 5)
    for person in people:
        answer(window, person, s1=5, comment="zanzibar", code="kavi-roto")

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (names of our own tables)
            for row in cursor.fetchall():
                cells = [bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]
                assert "zanzibar" not in str(cells)
                assert '"s1": 5' not in str(cells)
    assert not SurveyResponse.objects.exists()
    assert not SurveyFigure.objects.exists()


def test_the_urn_tells_neither_order_nor_length(cohort, window):
    people = mentees(cohort, 6)
    sizes = []
    for number, person in enumerate(people):
        answer(window, person, s1=4, comment="x" * 150 * number)
        sizes.append(len(bytes(SurveyUrn.objects.get().sealed)))

    steps = {later - earlier for earlier, later in pairwise(sizes)}
    assert len(steps) == 1


def test_counting_opens_the_urn_once_and_forgets_who_took_part(window, cohort):
    for number, person in enumerate(mentees(cohort, 6)):
        answer(window, person, s1=number % 5 + 1, s2=3, s3=3, comment=f"c{number}")
    later = NOW + 11 * DAY

    assert not count_survey(window_id=window.pk, now=NOW)
    assert count_closed(now=later) == 1
    assert count_closed(now=later) == 0

    window.refresh_from_db()
    assert (window.asked, window.answered, window.least) == (6, 6, 5)
    assert SurveyResponse.objects.filter(window=window).count() == 6
    assert sorted(SurveyComment.objects.values_list("text", flat=True)) == [f"c{number}" for number in range(6)]
    assert not SurveyParticipation.objects.exists()
    assert not SurveyUrn.objects.exists()


def test_fewer_than_the_minimum_are_destroyed_unread(window, cohort):
    for person in mentees(cohort, 4):
        answer(window, person, s1=4, s2=4, s3=4, comment="rare words")

    count_closed(now=NOW + 11 * DAY)

    window.refresh_from_db()
    assert not SurveyResponse.objects.exists()
    assert not SurveyComment.objects.exists()
    assert {(reading.n, reading.mean) for reading in readings_of([window])} == {(None, None)}
    assert returned(window).answered is None


def test_lowering_the_minimum_afterwards_shows_nothing_more(window, cohort):
    for person in mentees(cohort, 4):
        answer(window, person, s1=4)
    cohort.policy.minimum_group_size = 3
    cohort.policy.save(update_fields=["minimum_group_size"])

    count_closed(now=NOW + 11 * DAY)

    window.refresh_from_db()
    assert window.least == 5
    assert not SurveyFigure.objects.exists()


def test_raising_the_minimum_afterwards_hides_what_was_shown(window, cohort):
    for number, person in enumerate(mentees(cohort, 5)):
        answer(window, person, s1=number % 5 + 1, s2=3)
    count_closed(now=NOW + 11 * DAY)
    window.refresh_from_db()
    assert any(reading.n for reading in readings_of([window]))

    window.cohort.policy.minimum_group_size = 8

    assert not any(reading.n for reading in readings_of([window]))
    assert comments_of(window) == []


def test_an_urn_whose_key_is_gone_is_left_as_it_is(window, cohort, settings, caplog):
    for person in mentees(cohort, 5):
        answer(window, person, s1=4)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" * 6

    assert count_closed(now=NOW + 11 * DAY) == 0
    assert "does not open" in caplog.text
    settings.SECRET_KEY_FALLBACKS = [old]
    assert count_closed(now=NOW + 11 * DAY) == 1


def test_what_is_kept_of_an_answer_is_only_what_was_ticked(window, cohort):
    for person in mentees(cohort, 6):
        answer(window, person, s1=4, comment="hello")
    count_closed(now=NOW + 11 * DAY)

    columns = {field.name for field in SurveyResponse._meta.get_fields()}
    assert columns == {"id", "window", "answers", "pseudonym"}
    assert json.dumps(SurveyResponse.objects.values_list("answers", flat=True)[0]) == '{"s1": 4}'
    assert {field.name for field in SurveyComment._meta.get_fields()} == {"id", "window", "text"}
    assert {field.name for field in SurveyParticipation._meta.get_fields()} == {"id", "window", "enrollment"}


def test_a_copied_cohort_is_asked_the_same_and_has_its_own_answers(window, cohort):
    mine = CohortFactory(
        program=cohort.program, starts_on=cohort.starts_on + 365 * DAY, ends_on=cohort.ends_on + 365 * DAY
    )
    others = CohortFactory(starts_on=cohort.starts_on + 365 * DAY, ends_on=cohort.ends_on + 365 * DAY)
    a_window(cohort, "met", compare_by="site")
    for person in mentees(cohort, 5):
        answer(window, person, s1=4)

    copy_targets_and_surveys(cohort, mine)
    copy_targets_and_surveys(cohort, others)

    copied = mine.survey_windows.get(instrument__key="own_mentoring")
    assert (copied.opens_on, copied.least, copied.participations.count()) == (window.opens_on + 365 * DAY, None, 0)
    assert mine.survey_windows.get(instrument__key="met").compare_by == "site"
    assert [one.instrument.key for one in others.survey_windows.select_related("instrument")] == ["own_mentoring"]
