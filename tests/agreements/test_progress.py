"""Progress is derived from evidence, never typed."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from agreements import goal_charts
from agreements.enums import GoalState, LeastSupervision, MeasureUnit
from agreements.evidence import Evidence
from agreements.goal_charts import LEVELS
from agreements.models import Goal
from agreements.progress import Pace, expected_by, progress
from agreements.queries import GoalCard, cards_of, progress_of
from evaluation.enums import SupervisionLevel
from tests.agreements.factories import ActionFactory, GoalFactory
from tests.cast import NOW

START, END = dt.date(2027, 1, 8), dt.date(2027, 3, 12)


def goal_of(target=5, unit=MeasureUnit.PROCEDURES, target_date=END, state=GoalState.AGREED):
    return Goal(
        pk=1,
        goal="Five reductions",
        measure_target=target,
        measure_unit=unit if target else "",
        target_date=target_date,
        state=state,
        agreed_at=dt.datetime(2027, 1, 8, 9, tzinfo=dt.UTC),
        created_at=dt.datetime(2027, 1, 7, 9, tzinfo=dt.UTC),
        achieved_at=NOW if state == GoalState.ACHIEVED else None,
    )


def pieces_of(number, kind=MeasureUnit.PROCEDURES, **more):
    return [Evidence(goal_id=1, kind=kind, uuid=uuid.uuid4(), on=START, label="One", **more) for _ in range(number)]


def words_on(day, count, **goal):
    moment = dt.datetime(day.year, day.month, day.day, 9, tzinfo=dt.UTC)
    return progress(goal_of(**goal), pieces_of(count), moment)


@pytest.mark.parametrize(
    ("day", "count", "pace", "words"),
    [
        (dt.date(2027, 1, 9), 0, Pace.ON_PACE, "0 of 5, on pace for 12 March"),
        (dt.date(2027, 2, 5), 2, Pace.ON_PACE, "2 of 5, on pace for 12 March"),
        (dt.date(2027, 3, 1), 2, Pace.BEHIND, "2 of 5, 2 behind the pace for 12 March"),
        (dt.date(2027, 3, 12), 4, Pace.BEHIND, "4 of 5, 1 behind the pace for 12 March"),
        (dt.date(2027, 3, 13), 4, Pace.PAST, "4 of 5, the date was 12 March"),
        (dt.date(2027, 3, 13), 5, Pace.MET, "5 of 5, the measure is met"),
        (dt.date(2027, 2, 5), 6, Pace.MET, "6 of 5, the measure is met"),
    ],
)
def test_the_pace_is_said_in_words(day, count, pace, words):
    found = words_on(day, count)

    assert (found.pace, found.words) == (pace, words)


def test_a_draft_is_on_no_pace_yet():
    assert words_on(END, 1, state=GoalState.DRAFT).words == "1 of 5 by 12 March, not agreed yet"


def test_a_goal_without_measure_or_date_says_what_is_missing():
    assert words_on(START, 1, target=None).words.startswith("No measure yet")
    assert words_on(START, 1, target_date=None).words == "1 of 5, no date yet"


def test_a_closed_goal_says_how_it_ended():
    assert words_on(END, 5, state=GoalState.ACHIEVED).words == "5 of 5, achieved on 1 February"
    assert words_on(END, 2, state=GoalState.ABANDONED).words == "2 of 5"


def test_only_evidence_of_the_kind_asked_for_counts():
    pieces = [*pieces_of(2), *pieces_of(3, kind=MeasureUnit.OBSERVATIONS)]

    found = progress(goal_of(), pieces, NOW)

    assert (found.count, len(found.pieces)) == (2, 5)


def test_the_dots_stand_as_high_as_the_supervision_level():
    pieces = [piece for level in ("1", "2b", "3c", "4", "") for piece in pieces_of(1, supervision_level=level)]

    assert [dot.level for dot in progress(goal_of(), pieces, NOW).dots] == [1, 2, 3, 4]


@pytest.mark.parametrize("is_observed", [True, False])
def test_a_dot_is_filled_when_somebody_watched(is_observed):
    pieces = pieces_of(1, supervision_level="3b", is_observed=is_observed)

    assert progress(goal_of(), pieces, NOW).dots[0].observed == is_observed


@given(target=st.integers(1, 40), count=st.integers(0, 60), extra=st.integers(1, 10), day=st.integers(-20, 120))
def test_more_evidence_never_means_less_progress(target, count, extra, day):
    moment = dt.datetime(2027, 1, 8, 9, tzinfo=dt.UTC) + dt.timedelta(days=day)
    goal, pieces = goal_of(target=target), pieces_of(count + extra)

    fewer, more = progress(goal, pieces[:count], moment), progress(goal, pieces, moment)

    assert fewer.count == count
    assert more.count == count + extra
    assert fewer.shown <= more.shown <= target
    assert more.is_met or not fewer.is_met
    assert fewer.is_met == (count >= target)
    assert (fewer.pace == Pace.MET) == fewer.is_met


@given(
    target=st.integers(1, 12),
    wanted=st.integers(0, 12),
    observed=st.integers(0, 15),
    unseen=st.integers(0, 15),
)
def test_a_goal_that_asks_for_observed_pieces_is_met_by_nothing_less(target, wanted, observed, unseen):
    goal = goal_of(target=target)
    goal.measure_observed = min(wanted, target) or None
    pieces = [*pieces_of(observed, is_observed=True), *pieces_of(unseen)]

    found = progress(goal, pieces, NOW)

    assert (found.count, found.observed) == (observed + unseen, observed)
    assert found.is_met == (observed + unseen >= target and observed >= (goal.measure_observed or 0))
    assert (found.pace == Pace.MET) == found.is_met


@given(asked=st.sampled_from(["", *LeastSupervision.values]), done=st.lists(st.sampled_from(LEVELS), max_size=12))
def test_only_what_was_done_as_independently_as_asked_counts(asked, done):
    goal = goal_of()
    goal.measure_level = asked
    pieces = [piece for level in done for piece in pieces_of(1, supervision_level=level)]

    counted = progress(goal, pieces, NOW).count

    least = LEVELS.index(asked) if asked else 0
    assert counted == sum(LEVELS.index(level) >= least for level in done)


def test_the_levels_asked_for_are_those_in_which_procedures_are_logged():
    assert list(SupervisionLevel.values) == list(LEVELS)


def test_words_name_what_was_observed():
    goal = goal_of()
    goal.measure_observed = 3

    found = progress(goal, [*pieces_of(1, is_observed=True), *pieces_of(1)], NOW)

    assert found.words.startswith("2 of 5, 1 of 3 observed")


def test_charts_show_growth_and_independence_with_the_same_figures_as_the_table():
    pieces = [
        replace(piece, on=START + dt.timedelta(days=day), supervision_level=level)
        for piece, day, level in zip(pieces_of(3), (1, 5, 9), ("2a", "2b", "3b"), strict=True)
    ]
    card = GoalCard(goal_of(), progress(goal_of(), pieces, NOW))

    over_time, over_attempts = goal_charts.of_card(card)

    assert [row.cells[0] for row in over_time.rows] == [1, 2, 3]
    assert [row.cells for row in over_attempts.rows] == [(2,), (3,), (5,)]
    assert "From level 2a at the first attempt to level 3b" in over_attempts.answer
    assert goal_charts.of_card(GoalCard(goal_of(), progress(goal_of(), pieces[:1], NOW))) == []


@given(count=st.integers(0, 12), order=st.randoms())
def test_neither_order_nor_repetition_of_evidence_matters(count, order):
    pieces = pieces_of(count)
    shuffled = [*pieces, *pieces]
    order.shuffle(shuffled)

    assert progress(goal_of(), shuffled, NOW).count == count


@given(target=st.integers(1, 40), day=st.integers(0, 200))
def test_an_even_pace_asks_for_no_more_than_the_target_and_never_falls(target, day):
    goal, today = goal_of(target=target), START + dt.timedelta(days=day)

    assert 0 <= expected_by(goal, today) <= expected_by(goal, today + dt.timedelta(days=1)) <= target
    assert expected_by(goal, END) == target


@given(
    asked=st.sampled_from(["", *LeastSupervision.values]),
    wanted=st.integers(0, 5),
    done=st.lists(
        st.tuples(st.sampled_from(MeasureUnit.values), st.sampled_from(LEVELS), st.booleans()), min_size=1, max_size=12
    ),
    which=st.integers(0, 11),
)
def test_whatever_piece_is_deleted_takes_with_it_what_it_counted_and_no_more(asked, wanted, done, which):
    goal = goal_of()
    goal.measure_level, goal.measure_observed = asked, wanted or None
    pieces = [
        piece
        for kind, level, seen in done
        for piece in pieces_of(1, kind=kind, supervision_level=level, is_observed=seen)
    ]
    deleted = pieces[which % len(pieces)]

    before = progress(goal, pieces, NOW)
    after = progress(goal, [piece for piece in pieces if piece is not deleted], NOW)

    least = LEVELS.index(asked) if asked else 0
    counted = deleted.kind == MeasureUnit.PROCEDURES and LEVELS.index(deleted.supervision_level) >= least
    assert before.count - after.count == counted
    assert before.observed - after.observed == (counted and deleted.is_observed)
    assert before.is_met or not after.is_met


@pytest.mark.django_db
def test_taking_evidence_back_lowers_progress(goal, now):
    actions = [ActionFactory(pairing=goal.pairing, goal=goal, done_at=now) for _ in range(3)]
    assert progress_of([goal], now)[goal.pk].count == 3

    actions[0].delete()

    assert progress_of([goal], now)[goal.pk].count == 2


@pytest.mark.django_db
def test_actions_count_only_for_goals_that_count_actions(pairing, now):
    goal = GoalFactory(pairing=pairing, measure_unit=MeasureUnit.PROCEDURES)
    ActionFactory(pairing=pairing, goal=goal, done_at=now)

    assert progress_of([goal], now)[goal.pk].count == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("our_part_alone")
@pytest.mark.parametrize("number", [1, 4])
@time_machine.travel(NOW, tick=False)
def test_the_cards_of_many_goals_take_as_many_queries_as_those_of_one(pairing, number, now, django_assert_num_queries):
    goals = [GoalFactory(pairing=pairing) for _ in range(number)]
    for goal in goals:
        ActionFactory(pairing=pairing, goal=goal, done_at=now)

    with django_assert_num_queries(2):
        cards_of(goals, now)


@pytest.mark.django_db
def test_no_goals_ask_nothing(now, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert cards_of([], now) == []
