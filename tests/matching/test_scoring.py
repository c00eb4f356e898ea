"""Scores: whole points whose sum is exact, each with its reason, and rules that rule out instead of scoring low."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.domain.criteria import USUAL, Weighing, ensure_criteria, weigh_criteria
from matching.domain.freezing import digest, freeze_pool, freeze_weights
from matching.domain.scoring import score_pool, shared_counts
from matching.domain.wording import parts_of
from matching.enums import CriterionKind, EndReason, ExclusionReason, PairingState
from matching.models import Criterion, Exclusion, Preference
from matching.queries.words import half_day
from mentorship.core.errors import NotAllowed, Refused
from programs.models import TrainingCompletion, TrainingModule
from tests.cast import NOW
from tests.matching.factories import PairingFactory
from tests.matching.pool import mentee_of, mentor_of
from tests.programs.factories import TrackFactory

words = st.sets(st.sampled_from("abcdef"))


@given(st.lists(words, max_size=5), st.lists(words, max_size=5))
def test_what_two_people_share_is_counted_exactly(left, right):
    counted = shared_counts(left, right)

    assert counted.tolist() == [[len(one & other) for other in right] for one in left]


def scored(cohort, **weights):
    chosen = weights or {"needs": 60}
    return score_pool(
        freeze_pool(cohort, now=NOW), {kind: {"weight": points, "must_have": False} for kind, points in chosen.items()}
    )


def only_part(cohort, **weights) -> tuple[int, str]:
    [part] = parts_of(scored(cohort, **weights), 0, 0)
    return part["points"], part["words"]


@pytest.mark.django_db
def test_needs_that_a_mentor_can_meet_give_their_share_of_the_points(cohort):
    mentee_of(cohort, "Lena", needs=["Shoulder reduction", "Suturing", "ECG"])
    mentor_of(cohort, "Osei", expertise=["Shoulder reduction", "Suturing", "Airway"])

    assert only_part(cohort, needs=60) == (40, "Shares 2 of 3 needs: Shoulder reduction, Suturing")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "mentee", "mentor", "points", "said"),
    [
        ("specialty", {"specialty": "Surgery"}, {"specialty": "surgery "}, 8, "Both in Surgery"),
        ("specialty", {"specialty": "Surgery"}, {"specialty": "Paediatrics"}, 0, "Surgery and Paediatrics"),
        ("specialty", {}, {"specialty": "Paediatrics"}, 0, "Not said by both"),
        ("site", {"site": "City"}, {"site": "City"}, 8, "Both at City"),
        (
            "communication_style",
            {"communication_style": "coaching"},
            {"communication_style": "coaching"},
            8,
            "Both like this style: coaching",
        ),
        (
            "communication_style",
            {"communication_style": "coaching"},
            {"communication_style": "direct"},
            0,
            "The mentee likes it coaching, the mentor direct",
        ),
        ("language", {"languages": ["English", "German"]}, {"languages": ["german"]}, 8, "Both speak German"),
        ("language", {"languages": ["English"]}, {"languages": ["French"]}, 0, "No common language given"),
        (
            "availability",
            {"availability": ["tue_pm", "thu_eve"]},
            {"availability": ["thu_eve", "tue_pm", "fri_am"]},
            8,
            "Both free on Tuesday afternoon and Thursday evening",
        ),
        (
            "availability",
            {"availability": ["tue_pm"]},
            {"availability": ["tue_pm"]},
            4,
            "Both free on Tuesday afternoon",
        ),
        ("availability", {"availability": ["tue_pm"]}, {"availability": ["mon_am"]}, 0, "No half-day free for both"),
        ("preference", {}, {}, 0, "Neither named the other"),
    ],
)
def test_each_criterion_gives_its_points_and_says_why(cohort, kind, mentee, mentor, points, said):
    mentee_of(cohort, "Lena", **mentee)
    mentor_of(cohort, "Osei", **mentor)

    assert only_part(cohort, **{kind: 8}) == (points, said)


@pytest.mark.django_db
def test_first_choices_of_both_sides_give_all_the_points(cohort):
    lena, osei = mentee_of(cohort, "Lena"), mentor_of(cohort, "Osei")
    Preference.objects.create(chooser=lena, chosen=osei, rank=1)
    Preference.objects.create(chooser=osei, chosen=lena, rank=2)

    assert only_part(cohort, preference=12) == (
        6 + 4,
        "The mentee's choice number 1 and the mentor's choice number 2",
    )


@pytest.mark.django_db
def test_the_score_is_the_exact_sum_of_the_parts_told(pool):
    ensure_criteria(pool)
    result = score_pool(freeze_pool(pool, now=NOW), freeze_weights(pool))

    for row in range(2):
        for column in range(2):
            assert result.scores[row, column] == sum(part["points"] for part in parts_of(result, row, column))


@pytest.mark.django_db
def test_a_must_have_rules_out_whoever_lacks_it_but_not_for_who_asked_nothing(cohort):
    track = TrackFactory(cohort=cohort, name="Research")
    mentee_of(cohort, "Asks", tracks=[track])
    mentee_of(cohort, "Asks nothing")
    mentor_of(cohort, "Has it", tracks=[track])
    mentor_of(cohort, "Lacks it", tracks=[cohort.tracks.exclude(pk=track.pk).get()])

    result = score_pool(freeze_pool(cohort, now=NOW), {"track": {"weight": 10, "must_have": True}})

    assert result.eligible.tolist() == [[True, False], [True, True]]
    assert result.barriers_of(0) == {"track": 1}


@pytest.mark.django_db
def test_an_untrained_mentor_is_out(cohort):
    module = TrainingModule.objects.create(program=cohort.program, title="Feedback skills", valid_for_days=365)
    mentee_of(cohort, "Lena")
    trained, late, _never = (mentor_of(cohort, name) for name in ("Trained", "Ran out", "Never"))
    TrainingCompletion.objects.create(module=module, user=trained.user, completed_on=NOW.date())
    TrainingCompletion.objects.create(module=module, user=late.user, completed_on=NOW.date() - dt.timedelta(days=366))

    result = scored(cohort)

    assert result.eligible.tolist() == [[True, False, False]]
    assert result.barriers_of(0) == {"training": 2}


@pytest.mark.django_db
def test_who_must_not_meet_or_declined_before_is_never_eligible(cohort, leader):
    lena = mentee_of(cohort, "Lena")
    excluded, declined, _fine = (mentor_of(cohort, name) for name in ("Excluded", "Declined", "Fine"))
    Exclusion.objects.create(mentor=excluded, mentee=lena, reason=ExclusionReason.SUPERVISOR, declared_by=leader)
    PairingFactory(
        mentee=lena,
        mentor=declined,
        state=PairingState.ENDED,
        place=None,
        ended_at=NOW,
        end_reason=EndReason.DECLINED,
    )

    result = scored(cohort)

    assert result.eligible.tolist() == [[False, False, True]]
    assert result.barriers_of(0) == {"exclusion": 1, "ended": 1}


@pytest.mark.django_db
def test_nobody_is_their_own_mentor(cohort):
    mentee = mentee_of(cohort, "Both")
    mentor_of(cohort, "Both").delete()
    from tests.programs.factories import MentorEnrollmentFactory

    MentorEnrollmentFactory(cohort=cohort, user=mentee.user)

    assert scored(cohort).barriers_of(0) == {"same_person": 1}


@pytest.mark.django_db
def test_who_has_a_mentor_is_not_matched_again_and_takes_a_place(cohort):
    osei = mentor_of(cohort, "Osei", capacity=2)
    PairingFactory(mentee=mentee_of(cohort, "Matched"), mentor=osei)
    mentee_of(cohort, "Open")

    frozen = freeze_pool(cohort, now=NOW)

    assert len(frozen["mentees"]) == 1
    assert [mentor["places"] for mentor in frozen["mentors"]] == [1]


@pytest.mark.django_db
def test_the_frozen_pool_names_nobody(pool):
    assert "Lena" not in str(freeze_pool(pool, now=NOW))


@pytest.mark.django_db
def test_the_same_pool_has_the_same_digest_and_another_weight_another(pool):
    ensure_criteria(pool)
    first = digest(freeze_pool(pool, now=NOW), freeze_weights(pool))
    assert first == digest(freeze_pool(pool, now=NOW), freeze_weights(pool))

    Criterion.objects.filter(cohort=pool, kind="needs").update(weight=41)

    assert first != digest(freeze_pool(pool, now=NOW), freeze_weights(pool))


def test_half_days_are_written_as_people_say_them():
    assert [half_day("mon_am"), half_day("fri_pm"), half_day("sun_eve")] == [
        "Monday morning",
        "Friday afternoon",
        "Sunday evening",
    ]


def test_the_usual_weights_sum_to_a_hundred():
    assert sum(usual.weight for usual in USUAL.values()) == 100
    assert set(USUAL) == set(CriterionKind)


@pytest.mark.django_db
def test_the_leader_decides_what_counts(cohort, leader, other_leader, mentee, now):
    weigh_criteria(cohort_id=cohort.pk, weighings={"needs": Weighing(70)}, by=leader, now=now)
    assert cohort.criteria.get(kind="needs").weight == 70
    assert cohort.criteria.count() == len(CriterionKind)

    for person in (other_leader, mentee):
        with pytest.raises(NotAllowed):
            weigh_criteria(cohort_id=cohort.pk, weighings={"needs": Weighing(1)}, by=person, now=now)
    with pytest.raises(Refused, match="between 0 and 100"):
        weigh_criteria(cohort_id=cohort.pk, weighings={"needs": Weighing(101)}, by=leader, now=now)
    with pytest.raises(Refused, match="Something must count"):
        weigh_criteria(cohort_id=cohort.pk, weighings=dict.fromkeys(CriterionKind, Weighing(0)), by=leader, now=now)
