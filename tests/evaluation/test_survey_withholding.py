"""What an attacker with every published figure may learn: nothing of fewer people than the minimum."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.domain.counting_surveys import count_closed
from evaluation.domain.surveying import change_survey
from evaluation.enums import SurveyMeasure, Withheld
from evaluation.models import SurveyFigure, SurveyResponse
from evaluation.queries.survey_results import changes_of, comments_of, counted_windows, readings_of
from evaluation.questionnaires import burnout, own
from evaluation.surveys.figures import Entry, changes, levels
from evaluation.surveys.withholding import OTHERS, reason_for, reasons_for_groups
from mentorship.core.errors import Refused
from tests.evaluation.surveys import DAY, NOW, TODAY, a_window, answer, mentees

TOO_FEW, OTHERS_TOO, ALIKE, SHOWN = (
    Withheld.TOO_FEW,
    Withheld.PROTECTS_OTHERS,
    Withheld.ALL_ALIKE,
    Withheld.NOT,
)


def people(number: int) -> list[Decimal]:
    """Scores that are not all alike."""
    return [Decimal(one % 4 + 1) for one in range(number)]


@pytest.mark.parametrize(("n", "reason"), [(0, TOO_FEW), (4, TOO_FEW), (5, SHOWN), (6, SHOWN)])
def test_a_group_below_the_minimum_is_not_shown(n, reason):
    assert reason_for(people(n), 5) == reason


def test_a_group_that_is_all_alike_is_not_shown():
    assert reason_for([Decimal(3)] * 6, 5) == ALIKE


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"A": 9, "B": 3}, {"A": OTHERS_TOO, "B": TOO_FEW}),
        ({"A": 6, "B": 4, "C": 3}, {"A": SHOWN, "B": TOO_FEW, "C": TOO_FEW}),
        ({"A": 6, "B": 6}, {"A": SHOWN, "B": SHOWN}),
        ({"A": 12, "B": 6, "C": 4}, {"A": SHOWN, "B": OTHERS_TOO, "C": TOO_FEW}),
        ({"A": 9, OTHERS: 2}, {"A": OTHERS_TOO, OTHERS: TOO_FEW}),
        ({"A": 9, OTHERS: 7}, {"A": SHOWN, OTHERS: TOO_FEW}),
        ({"A": 9, "B": 0}, {"A": SHOWN}),
    ],
)
def test_what_is_hidden_could_be_shown_as_one_group(sizes, expected):
    assert reasons_for_groups({name: people(n) for name, n in sizes.items()}, 5) == expected


def test_a_group_that_is_all_alike_takes_another_with_it():
    groups = {"A": [Decimal(2)] * 6, "B": people(7), "C": people(9)}

    assert reasons_for_groups(groups, 5) == {"A": ALIKE, "B": OTHERS_TOO, "C": SHOWN}


GROUPS = st.dictionaries(
    st.sampled_from(["", "A", "B", "C", "D"]),
    st.lists(st.integers(1, 5).map(Decimal), max_size=12),
)


@given(GROUPS, st.integers(3, 6))
def test_no_difference_of_published_figures_is_a_small_group(groups, least):
    everybody = [value for values in groups.values() for value in values]
    reasons = reasons_for_groups(groups, least)
    shown = [name for name, reason in reasons.items() if not reason]

    if reason_for(everybody, least):
        return
    for number in range(len(shown) + 1):
        for taken in combinations(shown, number):
            left = Counter(everybody) - Counter(value for name in taken for value in groups[name])
            rest = list(left.elements())
            is_published_group = any(Counter(groups[name]) == left for name in shown)
            assert not rest or is_published_group or not reason_for(rest, least)


CODES = st.sampled_from(["", "a", "b", "c", "d", "e", "f", "g", "h"])
ENTRIES = st.lists(
    st.builds(
        Entry,
        answers=st.fixed_dictionaries({}, optional=dict.fromkeys(["s1", "s2", "s3"], st.integers(1, 5))),
        pseudonym=CODES,
    ),
    max_size=14,
)


@given(ENTRIES, ENTRIES)
def test_the_change_gives_nobody_away_who_could_not_be_joined(earlier, later):
    least = 3
    for figure in changes(own.MENTORING, earlier, later, least):
        if figure.withheld:
            assert (figure.n, figure.mean, figure.deviation) == (None, None, None)
            continue
        for entries in (earlier, later):
            level = next(
                one for one in levels(own.MENTORING, entries, least) if one.scale == figure.scale and not one.group
            )
            if level.n is not None:
                assert level.n - figure.n == 0 or level.n - figure.n >= least


@given(ENTRIES, st.integers(3, 6))
def test_a_withheld_figure_holds_no_number(entries, least):
    for figure in levels(own.MENTORING, entries, least):
        numbers = (figure.n, figure.mean, figure.deviation, figure.at_line)
        assert (numbers == (None,) * 4) is bool(figure.withheld)
        assert figure.n is None or figure.n >= least


def test_one_question_tells_a_share_and_never_that_it_is_everybody():
    def share(values):
        entries = [Entry({"burnout": value}) for value in values]
        return levels(burnout.SINGLE_ITEM, entries, 5)[0]

    assert (share([1, 2, 3, 4, 2, 1]).n, share([1, 2, 3, 4, 2, 1]).at_line) == (6, 2)
    assert share([3, 4, 5, 3, 4]).withheld == ALIKE
    assert share([1, 2, 1, 2, 1]).withheld == ALIKE


@pytest.mark.django_db
class TestInTheDatabase:
    def test_a_group_is_given_away_by_no_filter(self, cohort):
        window = a_window(cohort, "own_mentoring", compare_by="site")
        self.answered(window, {"North": 9, "South": 3})

        readings = readings_of([window])

        assert {reading.group for reading in readings if reading.n} == {""}
        assert {reading.withheld for reading in readings if reading.group == "South"} == {TOO_FEW}
        assert {reading.withheld for reading in readings if reading.group == "North"} == {OTHERS_TOO}

    def test_groups_that_are_large_enough_are_shown(self, cohort):
        window = a_window(cohort, "own_mentoring", compare_by="site")
        self.answered(window, {"North": 6, "South": 7})

        assert {(one.group, one.n) for one in readings_of([window]) if one.scale["key"] == "satisfaction"} == {
            ("", 13),
            ("North", 6),
            ("South", 7),
        }

    def test_the_group_of_an_answer_is_not_kept(self, cohort):
        window = a_window(cohort, "own_mentoring", compare_by="site")
        self.answered(window, {"North": 6, "South": 7})

        assert not [row for row in SurveyResponse.objects.values() if "North" in str(row)]

    def test_one_answer_more_is_seen_by_nobody_before_it_is_counted(self, cohort):
        window = a_window(cohort, "own_mentoring")
        first = mentees(cohort, 6)
        for number, person in enumerate(first):
            answer(window, person, s1=number % 5 + 1, s2=3, s3=3)
            assert not counted_windows([cohort.pk])
            assert not SurveyFigure.objects.exists()

    def test_what_was_counted_is_not_counted_again_with_one_answer_more(self, cohort):
        window = a_window(cohort, "own_mentoring")
        self.answered(window, {"": 6})
        before = list(SurveyFigure.objects.values_list("pk", "n", "mean"))

        with pytest.raises(Refused):
            answer(window, mentees(cohort, 1)[0], now=NOW + 12 * DAY, s1=1, s2=1, s3=1)
        count_closed(now=NOW + 30 * DAY)

        assert list(SurveyFigure.objects.values_list("pk", "n", "mean")) == before

    def test_it_is_not_opened_again_for_one_answer_more(self, cohort, leader):
        window = a_window(cohort, "own_mentoring")
        self.answered(window, {"": 6})

        with pytest.raises(Refused, match="cannot be moved or opened again"):
            change_survey(
                window_id=window.pk,
                opens_on=window.opens_on,
                closes_on=TODAY + 40 * DAY,
                compare_by="",
                by=leader,
                now=NOW + 12 * DAY,
            )

    def test_repeated_windows_compare_the_joined_once_only(self, cohort):
        """A change to the middle beside one to the end would show who is in one and not in the other."""
        crowd = mentees(cohort, 12)
        for month, moment in enumerate(("start", "middle", "end")):
            opens = TODAY + 60 * month * DAY
            window = a_window(cohort, "own_mentoring", moment=moment, opens_on=opens, closes_on=opens + 10 * DAY)
            now = NOW + 60 * month * DAY
            for number, person in enumerate(crowd[: 10 if moment == "middle" else 12]):
                value = (number + month) % 5 + 1
                answer(window, person, now=now, code=f"code{number}", s1=value, s2=min(5, 1 + month * number % 5), s3=3)
            count_closed(now=now + 11 * DAY)

        kept = SurveyFigure.objects.filter(measure=SurveyMeasure.CHANGE)
        assert set(kept.values_list("window__moment", flat=True)) == {"end"}
        change = next(one for one in changes_of(counted_windows([cohort.pk])) if one.scale["key"] == "satisfaction")
        assert (change.is_joined, change.n) == (True, 12)
        assert change.low < change.mean < change.high

    def test_codes_are_forgotten_once_the_change_is_reckoned(self, cohort):
        crowd = mentees(cohort, 6)
        start = a_window(cohort, "own_mentoring")
        for number, person in enumerate(crowd):
            answer(start, person, code=f"code{number}", s1=number % 5 + 1, s2=2, s3=3)
        count_closed(now=NOW + 11 * DAY)
        assert len(set(SurveyResponse.objects.values_list("pseudonym", flat=True))) == 6

        end = a_window(cohort, "own_mentoring", moment="end", opens_on=TODAY + 60 * DAY, closes_on=TODAY + 70 * DAY)
        for number, person in enumerate(crowd):
            answer(end, person, now=NOW + 61 * DAY, code=f"CODE {number}", s1=3, s2=2 + number % 2, s3=number % 3 + 1)
        count_closed(now=NOW + 71 * DAY)

        assert set(SurveyResponse.objects.values_list("pseudonym", flat=True)) == {""}
        assert [one.is_joined for one in changes_of(counted_windows([cohort.pk]))][:1] == [True]

    def test_without_codes_two_groups_are_compared(self, cohort):
        for month, moment in enumerate(("start", "end")):
            opens = TODAY + 60 * month * DAY
            window = a_window(cohort, "own_mentoring", moment=moment, opens_on=opens, closes_on=opens + 10 * DAY)
            for number, person in enumerate(mentees(cohort, 6)):
                answer(window, person, now=NOW + 60 * month * DAY, s1=number % 5 + 1, s2=3 + month, s3=3)
            count_closed(now=NOW + (60 * month + 11) * DAY)

        change = next(one for one in changes_of(counted_windows([cohort.pk])) if one.scale["key"] == "satisfaction")

        assert (change.is_joined, change.n) == (False, 6)
        assert change.mean == pytest.approx(1 / 3, abs=1e-3)
        assert change.low < change.mean < change.high

    def test_comments_come_in_another_order_each_time(self, cohort):
        window = a_window(cohort, "own_mentoring")
        self.answered(window, {"": 12}, comment="word")

        orders = {tuple(comments_of(window)) for _look in range(8)}

        assert len(orders) > 1
        assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(f"word {n}" for n in range(12)))}

    def test_kept_answers_are_in_no_order_of_sending(self, cohort):
        """All are written by one statement after a draw by lot: in twelve factorial orders, two alike are a defect."""
        orders = []
        for moment in ("start", "middle"):
            window = a_window(cohort, "own_first_meeting", moment=moment)
            for number, person in enumerate(mentees(cohort, 12)):
                answer(window, person, f1=number % 5 + 1, f2=number // 5 + 1, f3=3)
            count_closed(now=NOW + 11 * DAY)
            rows = SurveyResponse.objects.filter(window=window).order_by("pk")
            orders.append([5 * (row.answers["f2"] - 1) + row.answers["f1"] - 1 for row in rows])

        assert sorted(orders[0]) == sorted(orders[1]) == list(range(12))
        assert orders[0] != orders[1] or orders[0] != list(range(12))

    def answered(self, window, sizes, comment=""):
        number = 0
        for site, size in sizes.items():
            for person in mentees(window.cohort, size, site=site):
                words = f"{comment} {number}" if comment else ""
                answer(
                    window, person, comment=words, s1=number % 5 + 1, s2=number % 3 + 1, s3=3, c1=2, c2=number % 4 + 1
                )
                number += 1
        count_closed(now=NOW + 11 * DAY)
        window.refresh_from_db()
