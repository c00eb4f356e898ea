"""The board: everybody in six letters, what needs the leader by how long it waits, the same queries for 20 and 2,000."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from matching.enums import EndReason, PairingState
from matching.models import Pairing
from meetings.queries import drifting
from programs.models import Enrollment, Need, TrainingModule
from tests.cast import NOW
from tests.evaluation.observations import ObservationFactory
from tests.matching.factories import PairingFactory
from tests.meetings.factories import MeetingFactory
from tests.programs.factories import MenteeEnrollmentFactory, MentorEnrollmentFactory, TopicFactory
from tests.programs.test_setting_up import enroll_many

pytestmark = pytest.mark.django_db
BOARD = "evaluation:board"


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def board(client, leader):
    client.force_login(leader)

    def look(**asked):
        return client.get(reverse(BOARD), asked)

    return look


def letters(response):
    """What each person's six letters say."""
    return {
        str(row.enrollment.user): "".join("x" if cell.is_done else "." for cell in row.cells)
        for row in response.context["page"]
    }


def names(response):
    return [str(row.enrollment.user) for row in response.context["page"]]


def test_everybody_stands_on_the_board_also_who_has_no_partner(board, pairing, other_mentee):
    Need.objects.create(enrollment=Enrollment.objects.get(user=other_mentee), topic=TopicFactory())

    response = board()

    assert letters(response) == {"Amara Osei": "x.....", "Lena Fischer": "x.....", "Noah Brandt": "..x..."}
    assert "has no mentor yet" in response.text


def test_a_mentor_with_two_mentees_shows_how_many_have_done_a_step(board, pairing, cohort, mentor_enrollment):
    PairingFactory(mentee=MenteeEnrollmentFactory(cohort=cohort), mentor=mentor_enrollment, place=2)
    MeetingFactory(pairing=pairing)

    row = next(row for row in board(role="mentor").context["page"])

    assert [(cell.letter, cell.done, cell.out_of) for cell in row.cells][3] == ("T", 1, 2)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"role": "mentor"}, {"Amara Osei"}),
        ({"letter": "M"}, {"Noah Brandt"}),
        ({"letter": "E"}, {"Amara Osei", "Lena Fischer"}),
        ({"letter": "drift"}, {"Amara Osei", "Lena Fischer"}),
        ({"letter": "all"}, set()),
        ({"q": "noah"}, {"Noah Brandt"}),
        ({"state": "withdrawn"}, {"Ada Gone"}),
        ({"track": "Clinical skills"}, {"Lena Fischer"}),
        ({"role": "mentee", "letter": "M", "q": "lena"}, set()),
    ],
)
def test_the_board_is_narrowed(board, pairing, other_mentee, cohort, mentee_enrollment, asked, expected):
    mentee_enrollment.tracks.set(cohort.tracks.all())
    MenteeEnrollmentFactory(cohort=cohort, state="withdrawn", user__full_name="Ada Gone")

    assert set(names(board(**asked))) == expected


def test_who_waits_longest_comes_first(board, pairing, cohort):
    other = PairingFactory(
        mentee=MenteeEnrollmentFactory(cohort=cohort, user__full_name="Zoe Met"),
        mentor=MentorEnrollmentFactory(cohort=cohort, user__full_name="Yan Met"),
    )
    MeetingFactory(pairing=other, held=True)

    assert set(names(board())[2:]) == {"Zoe Met", "Yan Met"}


def test_what_needs_the_leader_is_sorted_by_how_long_it_waits(board, pairing, cohort):
    MenteeEnrollmentFactory(cohort=cohort, state="applied")
    TrainingModule.objects.create(program=cohort.program, title="Bias awareness")
    Enrollment.objects.filter(state="applied").update(created_at=NOW - dt.timedelta(days=3))
    Enrollment.objects.filter(role="mentor").update(created_at=NOW - dt.timedelta(days=1))
    declined = PairingFactory(
        mentee=MenteeEnrollmentFactory(cohort=cohort), mentor=MentorEnrollmentFactory(cohort=cohort)
    )
    Pairing.objects.filter(pk=declined.pk).update(
        state=PairingState.ENDED,
        end_reason=EndReason.DECLINED,
        ended_at=NOW - dt.timedelta(days=2),
        place=None,
    )

    response = board()

    assert [item.title for item in response.context["waiting"]] == [
        "1 pair is drifting",
        "1 person waits for your approval",
        "1 mentee waits for another mentor: re-match",
        "2 mentors have not finished the training",
        "1 mentee has no mentor",
    ]
    assert "Needs you (5)" in response.text
    for item in response.context["waiting"]:
        assert response.client.get(item.url.split("#")[0]).status_code == 200


def test_drift_has_one_definition_in_which_feedback_and_a_planned_meeting_count(board, pairing, now):
    at_work = Pairing.objects.with_people().select_related("mentee__cohort__policy")
    assert [drift.days for drift in drifting(list(at_work), now)] == [25]
    assert "25 days quiet" in board().text

    ObservationFactory(pairing=pairing, submitted_at=NOW - dt.timedelta(days=2))

    assert drifting(list(at_work), now) == []
    assert "days quiet" not in board().text


def test_pages_keep_the_filter(board, cohort):
    MenteeEnrollmentFactory.create_batch(30, cohort=cohort)

    response = board(role="mentee")

    assert len(response.context["page"]) == 25
    assert "?role=mentee&amp;page=2" in response.text
    assert len(board(role="mentee", page=2).context["page"]) == 5


@pytest.mark.parametrize("people", [20, 2000])
def test_the_board_asks_the_same_questions_for_20_and_for_2000(board, cohort, django_assert_num_queries, people):
    enroll_many(cohort, people)
    mentors = list(Enrollment.objects.filter(cohort=cohort, role="mentor").order_by("pk"))
    mentees = list(Enrollment.objects.filter(cohort=cohort, role="mentee").order_by("pk"))
    Pairing.objects.bulk_create(
        PairingFactory.build(mentee=mentee, mentor=mentors[number // 4], place=number % 4 + 1)
        for number, mentee in enumerate(mentees[: len(mentees) - 4])
    )
    board()

    with django_assert_num_queries(28):
        response = board()

    assert response.context["page"].paginator.count == people
