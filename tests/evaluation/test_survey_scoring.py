"""Scores against worked examples and tables: burnout, well-being, one question, Oldenburg, our own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.questionnaires import SHIPPED, burnout, mentoring, own, permission, well_being
from evaluation.surveys.scoring import accepted, as_gmc_reports, is_beyond, scores_of, words_for

OFTEN = {"always": 100, "often": 75, "sometimes": 50, "seldom": 25, "never": 0}
DEGREE = {"very high": 100, "high": 75, "somewhat": 50, "low": 25, "very low": 0}
WORK = [f"w{number}" for number in range(1, 8)]
PERSONAL = [f"p{number}" for number in range(1, 7)]
WORDS = {**OFTEN, **DEGREE}


def cbi(scale: str, answers: dict[str, int]) -> Decimal | None:
    return scores_of(burnout.COPENHAGEN, answers)[scale]


def line_of(definition, scale, number=0):
    return next(one for one in definition["scales"] if one["key"] == scale)["lines"][number]


@pytest.mark.parametrize(
    ("said", "score"),
    [
        (["very high", "high", "somewhat", "often", "sometimes", "seldom", "always"], "53.57"),
        (["very high"] * 3 + ["always"] * 3 + ["never"], "100.00"),
        (["very high"] * 3 + ["always"] * 4, "85.71"),
        (["very low"] * 3 + ["never"] * 3 + ["always"], "0.00"),
    ],
)
def test_burnout_by_work_turns_the_one_reversed_item_round(said, score):
    answers = {key: WORDS[word] for key, word in zip(WORK, said, strict=True)}

    assert round(cbi("work", answers), 2) == Decimal(score)


def test_four_answers_of_the_scale_of_work_are_enough_and_three_are_not():
    four = {"w1": 75, "w2": 50, "w3": 25, "w4": 50}

    assert cbi("work", four) == 50
    assert is_beyond(line_of(burnout.COPENHAGEN, "work"), Decimal(50))
    assert cbi("work", {key: four[key] for key in ("w1", "w2", "w3")}) is None


@pytest.mark.parametrize(
    ("values", "score"),
    [([75, 50, 75, 50, 75, 25], "58.33"), ([75, 50, 100], "75.00"), ([75, 50], None), ([50] * 6, "50.00")],
)
def test_personal_burnout_is_the_mean_of_what_was_answered(values, score):
    found = cbi("personal", dict(zip(PERSONAL, values, strict=False)))

    assert found is None if score is None else round(found, 2) == Decimal(score)


def test_all_sometimes_lies_on_the_line_and_counts_as_high():
    score = cbi("personal", dict.fromkeys(PERSONAL, 50))

    assert words_for(burnout.COPENHAGEN["scales"][0], score) == "high degree of burnout"
    assert not is_beyond(line_of(burnout.COPENHAGEN, "personal"), Decimal("49.99"))


@pytest.mark.parametrize(("answered", "scored"), [(3, True), (2, False)])
def test_the_scale_of_patients_needs_three_answers(answered, scored):
    found = cbi("patients", {f"c{number}": 50 for number in range(1, answered + 1)})

    assert (found is not None) is scored


def test_the_inventory_has_no_total_and_two_kinds_of_answers_where_they_belong():
    by_kind = {item["key"]: item["answers"] for item in burnout.COPENHAGEN["items"]}

    assert [scale["key"] for scale in burnout.COPENHAGEN["scales"]] == ["personal", "work", "patients"]
    assert {key for key, kind in by_kind.items() if kind == "degree"} == {"w1", "w2", "w3", "c1", "c2", "c3", "c4"}
    assert [item["key"] for item in burnout.COPENHAGEN["items"] if item["reversed"]] == ["w7"]


@pytest.mark.parametrize(
    ("score", "gmc"),
    [("75.00", "25.00"), ("74.99", "25.01"), ("53.57", "46.43"), ("50.00", "50.00"), ("49.99", "50.01")],
)
def test_the_gmc_reports_the_same_items_the_other_way_round(score, gmc):
    assert as_gmc_reports(Decimal(score)) == Decimal(gmc)


@pytest.mark.parametrize(
    ("raw", "score", "words"),
    [
        ([5, 5, 5, 5, 5], 100, ""),
        ([3, 3, 3, 2, 2], 52, ""),
        ([3, 3, 2, 2, 2], 48, "low well-being"),
        ([3, 2, 1, 1, 2], 36, "low well-being"),
        ([2, 2, 2, 1, 1], 32, "low well-being"),
        ([2, 2, 1, 1, 1], 28, "very low well-being"),
        ([0, 0, 0, 0, 0], 0, "very low well-being"),
    ],
)
def test_well_being_is_the_sum_times_four(raw, score, words):
    keys = ["mood", "calm", "energy", "rested", "interest"]

    found = scores_of(well_being.WHO_5, dict(zip(keys, raw, strict=True)))["well_being"]

    assert found == score
    assert words_for(well_being.WHO_5["scales"][0], found) == words


def test_well_being_needs_all_five():
    assert scores_of(well_being.WHO_5, {"mood": 5, "calm": 5, "energy": 5, "rested": 5})["well_being"] is None


@pytest.mark.parametrize(("answer", "burned_out"), [(1, False), (2, False), (3, True), (4, True), (5, True)])
def test_three_and_above_of_the_one_question_is_burned_out(answer, burned_out):
    score = scores_of(burnout.SINGLE_ITEM, {"burnout": answer})["burnout"]

    assert is_beyond(line_of(burnout.SINGLE_ITEM, "burnout"), score) is burned_out


@pytest.mark.parametrize("answer", [0, 6, "x", 2.5])
def test_an_answer_that_is_not_offered_is_refused(answer):
    with pytest.raises(ValueError, match="burnout"):
        accepted(burnout.SINGLE_ITEM, {"burnout": answer})


def test_a_blank_answer_counts_as_none():
    assert accepted(burnout.SINGLE_ITEM, {"burnout": ""}) == {}
    assert scores_of(burnout.SINGLE_ITEM, {})["burnout"] is None


def test_oldenburg_with_one_everywhere():
    scores = scores_of(permission.OLDENBURG, {f"o{number}": 1 for number in range(1, 17)})

    assert scores == {"disengagement": 20, "exhaustion": 20, "total": 40}


def test_the_fulfilment_index_has_its_two_lines():
    definition = permission.FULFILMENT
    answers = {item["key"]: 3 if item["key"].startswith("f") else 1 for item in definition["items"]}
    scores = scores_of(definition, answers)

    assert is_beyond(line_of(definition, "fulfilment"), scores["fulfilment"])
    assert not is_beyond(line_of(definition, "burnout"), scores["burnout"])


def test_a_meeting_that_feels_like_an_exam_lowers_the_quality():
    best = {"q1": 5, "q2": 5, "q3": 5, "q4": 5}

    assert scores_of(own.MENTORING, {**best, "q5": 1})["quality"] == 5
    assert scores_of(own.MENTORING, {**best, "q5": 5})["quality"] == Decimal("4.2")


def test_the_competency_assessment_has_six_competencies_of_21_items():
    definition = mentoring.COMPETENCY_ASSESSMENT

    assert len(definition["items"]) == 21
    assert [len(scale["items"]) for scale in definition["scales"]] == [4, 4, 4, 3, 3, 3, 21]


@pytest.mark.parametrize("definition", SHIPPED.values(), ids=[f"{key}-{version}" for key, version in SHIPPED])
@given(st.data())
def test_every_score_lies_on_its_scale(definition, data):
    answers = {
        item["key"]: data.draw(st.sampled_from([option["value"] for option in definition["answers"][item["answers"]]]))
        for item in definition["items"]
        if data.draw(st.booleans())
    }

    scores = scores_of(definition, answers)

    for scale in definition["scales"]:
        score, answered = scores[scale["key"]], len(answers.keys() & set(scale["items"]))
        assert (score is None) is (answered < scale["least"])
        assert score is None or scale["lowest"] <= score <= scale["highest"]


def test_every_questionnaire_is_whole():
    for (key, _version), definition in SHIPPED.items():
        items = {item["key"] for item in definition["items"]}
        assert len(items) == len(definition["items"]), key
        assert all(item["answers"] in definition["answers"] for item in definition["items"])
        assert all(set(scale["items"]) <= items for scale in definition["scales"])
        assert definition["source"]
        assert definition["terms"]


def test_what_must_never_ship_does_not():
    assert not [key for key, _version in SHIPPED if key.startswith(("mbi", "maslach", "west"))]
