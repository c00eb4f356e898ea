"""The leader's dashboard: the same figures on page, paper and files, small groups withheld, drift with its reason."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pypdfium2
import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook
from pypdfium2 import raw

from evaluation.metrics import METRICS
from evaluation.models import MetricTarget, ReportPaper
from evaluation.queries.dashboard.groups import groupings
from evaluation.queries.dashboard.people import who_drifts
from mentorship.core.documents import digest_of, is_genuine
from programs.domain.copying import copied
from tests.cast import NOW
from tests.evaluation.observations import send_mini_cex
from tests.matching.factories import PairingFactory
from tests.meetings.factories import MeetingFactory
from tests.programs.factories import CohortFactory, MenteeEnrollmentFactory, MentorEnrollmentFactory, PolicyFactory

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def led(client, leader, pairing):
    client.force_login(leader)
    return client


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(leaf.get_textpage().get_text_range() for leaf in document).split())


def test_page_spreadsheet_and_paper_say_the_same(led, pairing):
    MeetingFactory(pairing=pairing, held=True)
    MeetingFactory(pairing=pairing, cancelled=True, starts_at=NOW - 5 * DAY)

    shown = led.get(reverse("evaluation:report")).text
    book = load_workbook(io.BytesIO(led.get(reverse("evaluation:report-export")).content))
    paper = text_of(led.post(reverse("evaluation:report-paper")).content)

    figures = {row[0].value: row[1].value for row in book["Figures"].iter_rows(min_row=2)}
    assert len(figures) == len(METRICS)
    assert figures["Meetings held"] == "50 % (1 of 2)"
    for name, words in figures.items():
        assert f">{words}<" in shown, name
        assert words in paper, name
        assert name in paper


def test_a_figure_has_a_page_with_its_months_its_table_and_a_csv(led, pairing):
    MeetingFactory(pairing=pairing, held=True)

    shown = led.get(reverse("evaluation:report-figure", args=["meetings_held"])).text
    answer = led.get(reverse("evaluation:report-csv", args=["meetings_held-by-month"]))

    assert "100 % (1 of 1)" in shown
    assert "meetings planned for a time that is over" in shown
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["What", "Spring 2027"]
    assert ["Jan 2027", "100"] in rows


def test_every_picture_of_the_dashboard_has_its_table_as_csv(led):
    shown = led.get(reverse("evaluation:report")).text

    for key in ("funnel", "load", "contact"):
        address = reverse("evaluation:report-csv", args=[key])
        assert address in shown
        assert led.get(address).headers["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("key", ["nothing", "nothing-by-month", "group-site-nothing"])
def test_a_picture_that_is_not_there_has_no_file(led, key):
    assert led.get(reverse("evaluation:report-csv", args=[key])).status_code == 404


def test_the_glossary_is_made_from_the_definitions(led):
    shown = led.get(reverse("evaluation:glossary")).text

    for metric in METRICS:
        assert str(metric.name) in shown
        assert f'id="{metric.key}"' in shown


def test_a_target_is_set_shown_and_judged(led, pairing, cohort):
    MeetingFactory(pairing=pairing, held=True)

    led.post(reverse("evaluation:report-targets"), {"meetings_held": "80", "days_to_first_meeting": "10"})

    shown = led.get(reverse("evaluation:report")).text
    assert "at least 80 %" in shown
    assert "at most 10 days" in shown
    assert "not reached" in shown
    led.post(reverse("evaluation:report-targets"), {"meetings_held": ""})
    assert not MetricTarget.objects.exists()


def test_a_target_beyond_a_hundred_percent_is_refused_and_nothing_typed_is_lost(led):
    shown = led.post(reverse("evaluation:report-targets"), {"meetings_held": "180", "actions_completed": "70"}).text

    assert 'value="180"' in shown
    assert 'value="70"' in shown
    assert not MetricTarget.objects.exists()


def test_a_copied_cohort_begins_with_the_targets(cohort):
    MetricTarget.objects.create(cohort=cohort, metric="meetings_held", value=80)
    later = CohortFactory(program=cohort.program, name="Spring 2028")

    copied(cohort, later)

    assert later.metric_targets.get().value == 80


def test_the_paper_is_tagged_names_nobody_and_can_be_checked(led):
    content = led.post(reverse("evaluation:report-paper")).content

    paper = ReportPaper.objects.get()
    words = text_of(content)
    assert raw.FPDFCatalog_IsTagged(pypdfium2.PdfDocument(content).raw)
    assert paper.code in words
    assert "Lena" not in words
    assert "Osei" not in words
    assert is_genuine(code=paper.code, sha256=digest_of([content]))
    assert not is_genuine(code=paper.code, sha256=digest_of([content + b" "]))


def test_the_program_shows_its_cohorts_beside_each_other(led, cohort, pairing):
    other = PolicyFactory(cohort__program=cohort.program, cohort__name="Autumn 2026").cohort
    there = PairingFactory(mentee__cohort=other)
    MeetingFactory(pairing=pairing, held=True)
    MeetingFactory(pairing=there, cancelled=True, starts_at=NOW - 5 * DAY)

    shown = led.get(reverse("evaluation:report-program")).text

    assert "50 % (1 of 2)" in shown
    assert "100 % (1 of 1)" in shown
    assert "0 % (0 of 1)" in shown


def test_a_drifting_pair_is_named_with_its_reason(cohort, pairing):
    cohort.policy.drift_after_days = 14
    cohort.policy.save(update_fields=["drift_after_days"])

    (never,) = who_drifts(cohort, NOW)
    for day in (1, 2):
        MeetingFactory(pairing=pairing, cancelled=True, starts_at=NOW - day * DAY)
    (fallen,) = who_drifts(cohort, NOW)

    assert "never met" in never.reason
    assert "last 2 meetings" in fallen.reason


def test_a_small_group_is_withheld_and_so_is_the_one_that_would_tell_it(led, cohort):
    for site, number in (("North", 9), ("South", 3)):
        for _number in range(number):
            MenteeEnrollmentFactory(cohort=cohort, site=site)
    cohort.enrollments.filter(user__full_name="Lena Fischer").update(site="North")

    (grouping,) = [one for one in groupings(cohort, NOW) if one.key == "site"]

    assert {group.name: group.values is None for group in grouping.groups} == {"North": True, "South": True}
    assert "<td>withheld</td>" in led.get(reverse("evaluation:report-groups")).text


def test_groups_that_are_large_enough_are_shown_with_values_only(led, cohort, pairing):
    for site in ("North", "South"):
        for _number in range(5):
            MeetingFactory(pairing=PairingFactory(mentee=MenteeEnrollmentFactory(cohort=cohort, site=site)), held=True)
    cohort.enrollments.filter(user__full_name="Lena Fischer").update(site="North")

    shown = led.get(reverse("evaluation:report-groups"), {"figure": "meetings_held"}).text

    assert "Meetings held by site" in shown
    assert "100 %" in shown
    assert "(5 of 5)" not in shown


@pytest.mark.parametrize("pairs", [1, 4])
@pytest.mark.parametrize("view", ["report", "report-program", "report-groups"])
def test_the_dashboard_asks_at_most_25_times(led, cohort, django_assert_max_num_queries, view, pairs):
    cohort.policy.drift_after_days = 8
    cohort.policy.save(update_fields=["drift_after_days"])
    for number in range(pairs):
        pair = PairingFactory(
            mentee=MenteeEnrollmentFactory(cohort=cohort), mentor=MentorEnrollmentFactory(cohort=cohort)
        )
        send_mini_cex(pair)
        MeetingFactory(pairing=pair, cancelled=True, starts_at=NOW - (number + 1) * DAY)
    led.get(reverse(f"evaluation:{view}"))

    with django_assert_max_num_queries(25):
        led.get(reverse(f"evaluation:{view}"))
