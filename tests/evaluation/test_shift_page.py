"""A busy shift is logged on one page: all rows or none, each told by its number, nothing typed lost."""

from __future__ import annotations

import uuid

import pytest
import time_machine
from django.urls import reverse

from evaluation.models import Procedure, ProcedureTarget
from evaluation.queries.aims import aims_of
from programs.enums import TopicKind
from tests.agreements.factories import GoalFactory
from tests.cast import NOW
from tests.evaluation.observations import ObservationFactory, ProcedureFactory
from tests.programs.factories import TopicFactory

pytestmark = pytest.mark.django_db

URL = "evaluation:procedures-shift"


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def topic(db):
    return TopicFactory(name="Cannulation", kind=TopicKind.PROCEDURE)


def page(mentee, *rows, **given):
    """Fill in the page: a row is what was chosen in it."""
    data = {"mentee": mentee.pk, "done_on": "2027-01-31", "row-TOTAL_FORMS": len(rows), "row-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"row-{number}-client_key": str(uuid.uuid4()), f"row-{number}-setting": "patient"}
        data |= {f"row-{number}-{name}": value for name, value in row.items()}
    return {**data, **given}


def test_a_whole_shift_is_logged_at_once(client, mentee_enrollment, pairing, topic):
    client.force_login(mentee_enrollment.user)
    good = {"topic": topic.pk, "supervision_level": "2b", "outcome": "success", "age_band": "25-44"}
    rows = [good, {**good, "setting": "simulation", "note": "Left arm"}, {}, good]

    client.post(reverse(URL), page(mentee_enrollment, *rows))

    logged = list(Procedure.objects.order_by("pk"))
    assert [(one.setting, one.outcome, one.age_band) for one in logged] == [
        ("patient", "success", "25-44"),
        ("simulation", "success", ""),
        ("patient", "success", "25-44"),
    ]


def test_a_row_that_lacks_something_is_named_and_nothing_is_saved_or_lost(client, mentee_enrollment, topic):
    client.force_login(mentee_enrollment.user)
    good = {"topic": topic.pk, "supervision_level": "2b", "note": "Left arm"}

    text = client.post(reverse(URL), page(mentee_enrollment, good, {"note": "Right arm"}, {})).text

    assert "Row 2: Choose what you did. Say how much supervision it needed." in text
    assert "Row 1:" not in text
    assert "Row 3:" not in text
    assert 'value="Left arm"' in text
    assert 'value="Right arm"' in text
    assert not Procedure.objects.exists()


def test_a_patient_is_pointed_out_by_row_and_may_be_saved_anyway(client, mentee_enrollment, topic):
    client.force_login(mentee_enrollment.user)
    row = {"topic": topic.pk, "supervision_level": "2b", "note": "Mr Miller"}
    data = page(mentee_enrollment, row)

    text = client.post(reverse(URL), data).text
    assert "Row 1: “Mr Miller” looks like a name after a title" in text
    assert 'name="row-0-is_confirmed"' in text
    client.post(reverse(URL), {**data, "row-0-is_confirmed": "on"})

    assert Procedure.objects.get().note == "Mr Miller"


def test_sending_the_page_twice_logs_each_row_once(client, mentee_enrollment, topic):
    client.force_login(mentee_enrollment.user)
    data = page(mentee_enrollment, {"topic": topic.pk, "supervision_level": "2b"})
    for _time in range(2):
        client.post(reverse(URL), data)

    assert Procedure.objects.count() == 1


def test_three_more_rows_keep_what_was_typed_and_judge_nothing(client, mentee_enrollment):
    client.force_login(mentee_enrollment.user)

    response = client.post(reverse(URL), page(mentee_enrollment, {"note": "Right arm"}, more="yes"))

    assert len(response.context["rows"].forms) == 4
    assert 'value="Right arm"' in response.text
    assert "Choose what you did" not in response.text


@pytest.mark.parametrize(
    ("given", "words"), [({"done_on": "2027-02-03"}, "Row 1: This day is still to come."), ({}, "")]
)
def test_a_day_to_come_is_refused_with_its_row(client, mentee_enrollment, topic, given, words):
    client.force_login(mentee_enrollment.user)
    data = page(mentee_enrollment, {"topic": topic.pk, "supervision_level": "2b"}, **given)

    response = client.post(reverse(URL), data, follow=True)

    assert words in response.text
    assert Procedure.objects.exists() is not bool(words)


def test_an_empty_page_is_refused_and_an_odd_one_too(client, mentee_enrollment):
    client.force_login(mentee_enrollment.user)

    assert "Fill in at least one row." in client.post(reverse(URL), page(mentee_enrollment, {}, {})).text
    assert client.post(reverse(URL), {"row-TOTAL_FORMS": "x", "more": "1"}).status_code == 200
    assert client.post(reverse(URL), {}).status_code == 200


@pytest.mark.parametrize(("counts_simulation", "done"), [(True, 3), (False, 2)])
def test_totals_run_against_the_cohorts_targets(mentee_enrollment, topic, counts_simulation, done):
    ProcedureTarget.objects.create(
        cohort=mentee_enrollment.cohort, topic=topic, number=3, counts_simulation=counts_simulation
    )
    for given in ({}, {}, {"setting": "simulation"}, {"supervision_level": "1"}):
        ProcedureFactory(mentee=mentee_enrollment, topic=topic, **given)
    ProcedureFactory(topic=topic)

    (aim,) = aims_of([mentee_enrollment])

    assert (aim.name, aim.done, aim.wanted, aim.is_met) == ("Cannulation", done, 3, counts_simulation)


def test_totals_run_against_the_mentees_goals_too(client, pairing, mentee_enrollment, topic):
    GoalFactory(pairing=pairing, measure_unit="procedures", measure_target=5, measure_topic=topic, state="in_progress")
    for _number in range(2):
        ProcedureFactory(mentee=mentee_enrollment, topic=topic, done_on=NOW.date())
    client.force_login(mentee_enrollment.user)

    text = client.get(reverse("evaluation:procedures")).text

    assert "your goal" in text
    assert "2 of 5" in text


def test_a_procedure_names_its_outcome_and_the_feedback_that_saw_it(client, pairing, mentee_enrollment, topic):
    seen = ObservationFactory(pairing=pairing)
    client.force_login(mentee_enrollment.user)
    data = {
        "client_key": str(uuid.uuid4()),
        "mentee": mentee_enrollment.pk,
        "topic": topic.pk,
        "done_on": "2027-02-01",
        "setting": "patient",
        "supervision_level": "3a",
        "outcome": "helped",
        "observation": seen.pk,
    }

    client.post(reverse("evaluation:procedure-new"), data)

    procedure = Procedure.objects.get()
    assert (procedure.outcome, procedure.observation) == ("helped", seen)


@pytest.mark.parametrize("entries", [10, 1000])
def test_the_logbook_asks_the_same_questions_for_10_and_for_1000(
    client, mentee_enrollment, topic, entries, django_assert_max_num_queries
):
    Procedure.objects.bulk_create(ProcedureFactory.build_batch(entries, mentee=mentee_enrollment, topic=topic))
    client.force_login(mentee_enrollment.user)

    with django_assert_max_num_queries(12):
        client.get(reverse("evaluation:procedures"))
