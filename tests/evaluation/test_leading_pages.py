"""What a program leader reads of a cohort, and takes away as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse

from evaluation.exporting import as_text
from evaluation.queries.board import standing_of
from matching.enums import PairingState
from programs.models import Need
from tests.cast import NOW
from tests.matching.factories import PairingFactory
from tests.meetings.factories import MeetingFactory
from tests.programs.factories import (
    CohortFactory,
    MenteeEnrollmentFactory,
    MentorEnrollmentFactory,
    PolicyFactory,
    TopicFactory,
)

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def another_pair(cohort):
    return PairingFactory(
        mentee=MenteeEnrollmentFactory(cohort=cohort, user__full_name="Zoe Last"),
        mentor=MentorEnrollmentFactory(cohort=cohort),
    )


def test_a_leader_begins_at_the_board(client, leader, pairing):
    client.force_login(leader)

    assert client.get(reverse("core:home")).headers["Location"] == reverse("evaluation:board")


def test_the_board_names_the_cohort_and_its_pairs(client, leader, pairing):
    client.force_login(leader)

    page = client.get(reverse("evaluation:board")).text

    assert "Spring 2027" in page
    assert page.count("Lena Fischer") >= 2
    assert page.count("Amara Osei") >= 2


def test_a_pair_without_contact_for_longer_than_the_policy_allows_is_said_to_be_quiet(client, leader, pairing, cohort):
    cohort.policy.drift_after_days = 14
    cohort.policy.save(update_fields=["drift_after_days"])
    client.force_login(leader)

    assert "25 days quiet" in client.get(reverse("evaluation:board")).text


def test_a_pair_that_met_is_not_quiet(client, leader, pairing):
    MeetingFactory(pairing=pairing, held=True)
    client.force_login(leader)

    assert "days quiet" not in client.get(reverse("evaluation:board")).text


def test_the_pair_longest_without_contact_comes_first(client, leader, pairing, another_pair):
    MeetingFactory(pairing=pairing, held=True)
    client.force_login(leader)

    page = client.get(reverse("evaluation:board")).text

    assert page.index("Zoe Last") < page.index("Lena Fischer")


def test_no_step_of_the_funnel_exceeds_its_whole(cohort, pairing):
    """A mentee's needs are documented before the pair accepts; such a pair is in no step after Match."""
    asked = PairingFactory(
        mentee=MenteeEnrollmentFactory(cohort=cohort),
        mentor=MentorEnrollmentFactory(cohort=cohort),
        state=PairingState.PROPOSED,
        mentor_accepted_at=None,
        mentee_accepted_at=None,
        activated_at=None,
    )
    for enrollment in (pairing.mentee, asked.mentee):
        Need.objects.create(enrollment=enrollment, topic=TopicFactory())

    steps = {step.letter: (step.done, step.out_of) for step in standing_of(cohort).funnel}

    assert steps["M"] == (1, 2)
    assert steps["N"] == (1, 1)


def test_another_cohort_is_one_click_away(client, leader, cohort):
    other = CohortFactory(program=cohort.program, name="Autumn 2026", stage="closed")
    PolicyFactory(cohort=other)
    client.force_login(leader)

    client.get(reverse("evaluation:board"), {"cohort": other.uuid})

    assert "Autumn 2026</h1>" in " ".join(client.get(reverse("evaluation:board")).text.split()).replace(
        " </h1>", "</h1>"
    )


def test_a_leader_without_a_cohort_is_told_what_to_do(client, other_leader):
    client.force_login(other_leader)

    assert "Set up a cohort" in client.get(reverse("evaluation:board")).text


@pytest.mark.parametrize("pairs", [1, 3])
@pytest.mark.parametrize(("view", "queries"), [("evaluation:board", 28), ("evaluation:report", 23)])
def test_queries_do_not_grow_with_pairs(client, leader, cohort, django_assert_num_queries, view, queries, pairs):
    for _number in range(pairs):
        PairingFactory(mentee=MenteeEnrollmentFactory(cohort=cohort), mentor=MentorEnrollmentFactory(cohort=cohort))
    client.force_login(leader)
    client.get(reverse(view))

    with django_assert_num_queries(queries):
        client.get(reverse(view))


def test_the_csv_has_names_and_e_mails_of_both_sides(client, leader, pairing):
    client.force_login(leader)

    text = client.get(reverse("evaluation:report-export"), {"format": "csv"}).content.decode("utf-8-sig")

    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Mentee"] == "Lena Fischer"
    assert row["Mentee's e-mail"] == "mentee@example.org"
    assert row["Mentor's e-mail"] == "mentor@example.org"


def test_the_file_holds_nothing_of_another_program(client, leader, pairing):
    PairingFactory(mentee__user__full_name="Somebody Elsewhere")
    client.force_login(leader)

    text = client.get(reverse("evaluation:report-export"), {"format": "csv"}).content.decode()

    assert "Somebody Elsewhere" not in text


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", '"=1', "＝1"])
def test_a_cell_that_begins_like_a_formula_stays_text(cell):
    assert str(as_text(cell)).startswith("'")


def test_numbers_stay_numbers():
    assert as_text(-3) == -3
