"""Progress in pictures: what each shows, and that nothing is averaged that has no mean."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from evaluation import pictures
from evaluation.enums import ObservationKind
from evaluation.models import Observation, Procedure
from mentorship.core.charts import ChartKind
from programs.enums import TopicKind
from tests.cast import NOW
from tests.evaluation.asking import newest_form
from tests.evaluation.observations import ALL_SIXES, ObservationFactory, ProcedureFactory, send_mini_cex
from tests.programs.factories import TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


def drawn():
    charts = pictures.of(Observation.objects.all(), Procedure.objects.select_related("topic"))
    return {chart.key.split("-")[0]: chart for chart in charts}


def day(month, number=4):
    return dt.date(2026, month, number)


def test_ratings_have_their_spread_without_the_global_one_and_without_what_was_not_observed(pairing):
    send_mini_cex(pairing, observed_on=day(1), ratings={**ALL_SIXES, "exam": 3, "counseling": 9, "overall": 1})
    send_mini_cex(pairing, observed_on=day(2), ratings={**ALL_SIXES, "exam": None, "interviewing": 4})

    chart = drawn()["ratings"]

    assert chart.kind == ChartKind.SPREAD
    assert [row.cells for row in chart.rows] == [(3, 6, 9), (4, 6, 6)]
    assert (chart.lowest, chart.highest) == (1, 9)
    assert "6 first and 6 last" in chart.answer


def test_the_middle_of_an_even_number_lies_between_the_two(pairing):
    some = dict.fromkeys(ALL_SIXES)
    for month in (1, 2):
        send_mini_cex(pairing, observed_on=day(month), ratings={**some, "exam": 4, "counseling": 5, "overall": 5})

    assert drawn()["ratings"].rows[0].cells == (4, 4.5, 5)


def test_the_middle_of_an_ordinal_scale_is_a_point_of_it_and_never_between_two(pairing):
    form = newest_form(ObservationKind.DOPS)
    keys = [domain["key"] for domain in form.definition["domains"]]
    halves = {
        key: 1 + number % 2 for number, key in enumerate(keys) if not form.definition["domains"][number]["is_global"]
    }
    topic = TopicFactory(name="Suture", kind=TopicKind.PROCEDURE)
    for month in (1, 2):
        send_mini_cex(
            pairing,
            kind=ObservationKind.DOPS,
            observed_on=day(month),
            topic_id=topic.pk,
            supervision_level="2b",
            ratings={**halves, **{key: 2 for key in keys if key not in halves}},
        )

    charts = drawn()

    assert charts["ratings"].rows[0].cells == (1, 1, 2)
    assert all(
        cell == int(cell) for chart in ("ratings", "domains") for row in charts[chart].rows for cell in row.cells
    )


def test_many_observations_are_put_together_by_month(pairing):
    for number in range(14):
        send_mini_cex(pairing, observed_on=day(1 + number // 7, 1 + number))

    assert [row.label for row in drawn()["ratings"].rows] == ["Jan 2026", "Feb 2026"]


def test_domains_are_compared_with_how_often_each_was_seen(pairing):
    send_mini_cex(pairing, observed_on=day(1), ratings={**ALL_SIXES, "exam": 2, "counseling": None})
    send_mini_cex(pairing, observed_on=day(2), ratings={**ALL_SIXES, "exam": 3, "counseling": None})

    chart = drawn()["domains"]

    assert chart.kind == ChartKind.ROWS
    assert {"Physical examination (2)": (2, 2.5, 3)}.items() <= {row.label: row.cells for row in chart.rows}.items()
    assert "Physical examination has most room" in chart.answer
    assert "Never observed: Counseling" in chart.answer


def test_independence_is_shown_attempt_by_attempt_and_named_by_its_levels(pairing):
    topic = TopicFactory(name="Suture")
    for number, level in enumerate(("1", "2a", "3c", "4"), start=1):
        ProcedureFactory(mentee=pairing.mentee, topic=topic, supervision_level=level, done_on=day(number))

    chart = drawn()["independence"]

    assert [row.words for row in chart.rows] == [("1",), ("2a",), ("3c",), ("4",)]
    assert "From level 1 at the first attempt to level 4" in chart.answer


def test_months_without_feedback_stand_there_too(pairing):
    for month in (1, 1, 4):
        ObservationFactory(pairing=pairing, observed_on=day(month))

    assert [(row.label, row.cells[0]) for row in drawn()["feedback"].rows] == [
        ("Jan 2026", 2), ("Feb 2026", 0), ("Mar 2026", 0), ("Apr 2026", 1),
    ]  # fmt: skip


def test_once_is_no_picture(pairing):
    send_mini_cex(pairing)
    ProcedureFactory(mentee=pairing.mentee)

    assert drawn() == {}


def test_the_page_shows_every_picture_with_its_table(client, pairing, mentee):
    for month in (1, 2):
        send_mini_cex(pairing, observed_on=day(month))
    client.force_login(mentee)

    page = client.get("/portfolio/progress/").text

    assert page.count('<svg class="chart-svg"') == 6
    assert page.count("The same as a table") == 3


def test_before_there_is_anything_the_page_says_what_will_be_there(client, pairing, mentee):
    client.force_login(mentee)

    assert "Pictures come with the second time" in client.get("/portfolio/progress/").text
