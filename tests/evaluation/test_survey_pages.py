"""Surveys on their pages, at home and in the post."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from evaluation.domain.counting_surveys import count_closed
from evaluation.models import Instrument, InstrumentWording, SurveyParticipation, SurveyUrn, SurveyWindow
from evaluation.reminders.surveys import SURVEY_CLOSING, SURVEY_OPEN, closing, opened
from evaluation.surveys.sealing import opened as unsealed
from mentorship.core import home
from mentorship.core.models import AuditEntry
from tests.evaluation.surveys import DAY, NOW, TODAY, a_window, answer, mentees

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_mentee(client, mentee, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(mentee)
    return client


@pytest.fixture
def as_leader(client, leader, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(leader)
    return client


def page_of(window):
    return reverse("evaluation:survey", args=[window.uuid])


def counted(cohort, key="own_mentoring", people=6, **given):
    window = a_window(cohort, key, **given)
    for number, person in enumerate(mentees(cohort, people)):
        answer(window, person, s1=number % 5 + 1, s2=3, s3=4, c1=2, c2=3 + number % 2, comment=f"comment {number}")
    count_closed(now=NOW + 11 * DAY)
    window.refresh_from_db()
    return window


def test_a_mentee_answers_on_the_page(as_mentee, cohort):
    window = a_window(cohort, "own_mentoring")

    shown = as_mentee.get(page_of(window))
    thanks = as_mentee.post(page_of(window), {"item-s1": "4", "comment": "More time", "code": "kavi-roto"})

    assert "I would choose this mentor again." in shown.text
    assert "at least 5 people" in shown.text
    assert "Your answers are in the urn" in thanks.text
    assert "kavi-roto" in thanks.text
    assert thanks["Cache-Control"].startswith("max-age=0")
    (entry,) = unsealed(bytes(SurveyUrn.objects.get().sealed))
    assert entry["answers"] == {"s1": 4}
    assert len(entry["pseudonym"]) == 32


def test_answering_leaves_no_trace_with_a_time(as_mentee, cohort):
    window = a_window(cohort, "own_mentoring")
    sessions = {session.session_key: session.session_data for session in Session.objects.all()}

    as_mentee.post(page_of(window), {"item-s1": "4", "code": "kavi-roto"})

    assert not AuditEntry.objects.exists()
    assert {session.session_key: session.session_data for session in Session.objects.all()} == sessions


def test_the_suggested_code_is_kept_nowhere(as_mentee, cohort):
    window = a_window(cohort, "own_mentoring")

    first = as_mentee.get(page_of(window)).context["form"]["code"].value()
    second = as_mentee.get(page_of(window)).context["form"]["code"].value()

    assert first != second
    assert as_mentee.session.get("code") is None


def test_later_the_code_is_asked_for_and_none_is_made(as_mentee, cohort):
    window = a_window(cohort, "own_mentoring", moment="end")

    assert not as_mentee.get(page_of(window)).context["form"]["code"].value()


def test_nothing_is_lost_when_nothing_was_answered(as_mentee, cohort):
    window = a_window(cohort, "own_mentoring")

    answered = as_mentee.post(page_of(window), {"comment": "More time", "code": "kavi-roto"})

    assert "Answer at least one question" in answered.text
    assert "More time" in answered.text
    assert "kavi-roto" in answered.text


def test_an_answer_that_is_not_offered_is_marked(as_mentee, cohort):
    window = a_window(cohort)

    answered = as_mentee.post(page_of(window), {"item-burnout": "6"})

    assert "is-invalid" in answered.text
    assert not SurveyParticipation.objects.exists()


def test_after_answering_the_page_says_so_and_a_second_answer_is_refused(as_mentee, cohort):
    window = a_window(cohort)
    as_mentee.post(page_of(window), {"item-burnout": "2"})

    assert "You have answered" in as_mentee.get(page_of(window)).text
    as_mentee.post(page_of(window), {"item-burnout": "4"})
    assert [entry["answers"] for entry in unsealed(bytes(SurveyUrn.objects.get().sealed))] == [{"burnout": 2}]


@pytest.mark.parametrize(
    ("days", "words"),
    [((5, 15), "Not open yet"), ((-15, -5), "This survey is closed")],
)
def test_outside_its_days_the_page_says_so(as_mentee, cohort, days, words):
    window = a_window(cohort, opens_on=TODAY + days[0] * DAY, closes_on=TODAY + days[1] * DAY)

    assert words in as_mentee.get(page_of(window)).text


def test_whoever_is_completely_burned_out_is_shown_help_and_nobody_else(as_mentee, cohort):
    window = a_window(cohort)

    assert "carry this alone" in as_mentee.post(page_of(window), {"item-burnout": "5"}).text


def test_who_is_not_burned_out_is_shown_none(as_mentee, cohort):
    window = a_window(cohort)

    assert "carry this alone" not in as_mentee.post(page_of(window), {"item-burnout": "3"}).text


def test_own_scores_are_shown_once_to_their_owner(as_mentee, cohort):
    window = a_window(cohort, "who5")
    low = dict.fromkeys(["item-mood", "item-calm", "item-energy", "item-rested", "item-interest"], "1")

    thanks = as_mentee.post(page_of(window), low)

    assert "20 on a scale from 0 to 100" in thanks.text
    assert "very low well-being" in thanks.text
    assert "carry this alone" in thanks.text


def test_short_labels_are_never_called_validated(as_mentee, cohort):
    assert "Short labels, not the validated wording" in as_mentee.get(page_of(a_window(cohort, "cbi"))).text


def test_surveys_wait_at_home_until_they_are_answered(cohort, mentee, now):
    window = a_window(cohort)

    def waiting():
        visit = home.Visit(mentee, "mentee", now)
        return [thing for thing in home.next_things(visit) if page_of(window) == thing.url]

    assert [thing.title for thing in waiting()] == ["Answer: Burnout in one question"]
    answer(window, mentee, burnout=2)
    assert waiting() == []


@pytest.mark.parametrize("days", [(1, 9), (-9, -1)])
def test_what_is_not_open_does_not_wait_at_home(cohort, mentee, now, days):
    window = a_window(cohort, opens_on=TODAY + days[0] * DAY, closes_on=TODAY + days[1] * DAY)

    assert page_of(window) not in [thing.url for thing in home.next_things(home.Visit(mentee, "mentee", now))]


def test_reminders_go_to_who_is_asked_and_stop_on_answering(cohort, mentee, other_mentee, mentor):
    window = a_window(cohort)

    assert {due.recipient_id for due in opened(NOW)} == {mentee.pk, other_mentee.pk}
    answer(window, mentee, burnout=2)
    assert {due.recipient_id for due in opened(NOW)} == {other_mentee.pk}
    assert {due.kind for due in opened(NOW)} == {SURVEY_OPEN.key}


def test_the_second_reminder_comes_before_the_last_day(cohort, mentee, other_mentee):
    window = a_window(cohort)
    near = NOW + 8 * DAY

    assert list(closing(NOW)) == []
    assert {(due.recipient_id, due.kind) for due in closing(near)} == {
        (mentee.pk, SURVEY_CLOSING.key),
        (other_mentee.pk, SURVEY_CLOSING.key),
    }
    answer(window, other_mentee, now=near, burnout=2)
    assert [due.recipient_id for due in closing(near)] == [mentee.pk]
    assert list(closing(NOW + 11 * DAY)) == []


def test_a_closed_cohort_asks_nobody(cohort, mentee):
    a_window(cohort)
    cohort.stage = "closed"
    cohort.save(update_fields=["stage"])

    assert list(opened(NOW)) == []


def test_a_leader_plans_on_the_page(as_leader, cohort):
    window = a_window(cohort)
    data = {
        "instrument": window.instrument_id,
        "audience": "mentor",
        "moment": "start",
        "opens_on": f"{TODAY + DAY}",
        "closes_on": f"{TODAY + 9 * DAY}",
        "compare_by": "site",
    }

    answered = as_leader.post(reverse("evaluation:survey-set-up"), data)

    assert answered.status_code == 302
    assert SurveyWindow.objects.filter(audience="mentor", compare_by="site").count() == 1
    again = as_leader.post(reverse("evaluation:survey-set-up"), data)
    assert "28 days apart" in again.text


def test_the_list_says_how_many_answered_only_when_enough_did(as_leader, cohort):
    window = a_window(cohort)
    for person in mentees(cohort, 4):
        answer(window, person, burnout=2)

    assert "fewer than 5 of 4 answered" in " ".join(as_leader.get(reverse("evaluation:survey-set-up")).text.split())


def test_a_leader_reads_the_figures_and_the_comments(as_leader, cohort):
    window = counted(cohort)

    shown = as_leader.get(reverse("evaluation:survey-results", args=[window.uuid]))

    assert "6 of 6 answered" in " ".join(shown.text.split())
    assert "comment 3" in shown.text
    assert "<svg" in shown.text
    assert shown.context["page"].readings[0].n == 6


def test_the_queries_of_the_results_do_not_grow_with_the_answers(as_leader, cohort, django_assert_num_queries):
    few = counted(cohort, people=5)
    as_leader.get(reverse("evaluation:survey-results", args=[few.uuid]))
    with django_assert_num_queries(9):
        as_leader.get(reverse("evaluation:survey-results", args=[few.uuid]))
    many = counted(cohort, moment="middle", people=12)
    with django_assert_num_queries(9):
        as_leader.get(reverse("evaluation:survey-results", args=[many.uuid]))


def test_too_few_answers_are_no_result(as_leader, cohort):
    window = counted(cohort, people=4)

    shown = as_leader.get(reverse("evaluation:survey-results", args=[window.uuid]))

    assert "destroyed unread" in shown.text
    assert "comment 3" not in shown.text


def test_before_it_is_counted_nothing_is_shown(as_leader, cohort):
    window = a_window(cohort, "own_mentoring")
    for person in mentees(cohort, 6):
        answer(window, person, s1=4, comment="secret")

    shown = as_leader.get(reverse("evaluation:survey-results", args=[window.uuid]))

    assert "Not counted yet" in shown.text
    assert "secret" not in shown.text


def test_the_figures_as_a_file_stay_text(as_leader, cohort):
    cohort.name = "=1+1"
    cohort.save(update_fields=["name"])
    window = counted(cohort)

    file = as_leader.get(reverse("evaluation:survey-results", args=[window.uuid]), {"format": "csv"})

    assert file["Content-Type"].startswith("text/csv")
    assert "'=1+1" in file.text
    assert "Satisfaction" in file.text


def test_a_leader_enters_a_wording_and_is_told_whether_it_is_the_official_one(as_leader, cohort, leader):
    window = a_window(cohort, "who5", opens_on=TODAY + DAY)
    address = reverse("evaluation:survey-wording", args=["who5"])

    refused = as_leader.post(address, {"text": "one\ntwo"})
    as_leader.post(address, {"text": "1. one\n2. two\n3. three\n\n4. four\n5. five"})

    assert "has 5 items, and here are 2 lines" in refused.text
    entered = InstrumentWording.objects.get()
    assert entered.lines == {"mood": "one", "calm": "two", "energy": "three", "rested": "four", "interest": "five"}
    assert not entered.is_recognised
    assert "Not recognised as the official wording" in as_leader.get(address).text
    window.refresh_from_db()
    assert window.wording == entered


def test_a_wording_comes_as_a_file_too(as_leader, cohort):
    address = reverse("evaluation:survey-wording", args=["who5"])

    as_leader.post(
        address, {"file": SimpleUploadedFile("who5.txt", "\ufeffone\r\ntwo\r\nthree\r\nfour\r\nfünf".encode())}
    )

    kept = InstrumentWording.objects.get().lines
    assert kept == {"mood": "one", "calm": "two", "energy": "three", "rested": "four", "interest": "fünf"}
    assert AuditEntry.objects.filter(verb="enter_wording").count() == 1


def test_every_questionnaire_has_its_page_and_every_source_is_named(as_leader, cohort):
    for instrument in Instrument.objects.exclude(definition__use="own"):
        shown = as_leader.get(reverse("evaluation:survey-wording", args=[instrument.key]))
        assert escape(instrument.definition["source"]) in shown.text


def test_what_is_open_goes_on_in_its_own_words(as_leader, cohort):
    window = a_window(cohort, "who5")

    as_leader.post(reverse("evaluation:survey-wording", args=["who5"]), {"text": "one\ntwo\nthree\nfour\nfive"})

    window.refresh_from_db()
    assert window.wording is None


def test_the_day_of_home_is_the_cohorts(cohort, mentee):
    cohort.time_zone = "Pacific/Auckland"
    cohort.save(update_fields=["time_zone"])
    window = a_window(cohort, opens_on=TODAY + DAY, closes_on=TODAY + 9 * DAY)
    evening = dt.datetime.combine(TODAY, dt.time(20), tzinfo=dt.UTC)

    assert page_of(window) in [thing.url for thing in home.next_things(home.Visit(mentee, "mentee", evening))]
