"""Weights with their effect in view, how people are matched, and proposals that came back with the next best."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from matching.domain import weighing
from matching.domain.approaches import decide_approach
from matching.domain.freezing import freeze_pool
from matching.domain.second_chance import next_best_for, propose_next_best
from matching.domain.weighing import weigh_both
from matching.models import Approach, Pairing
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.models import Enrollment
from tests.cast import NOW
from tests.matching.factories import PairingFactory
from tests.matching.pool import mentee_of, mentor_of
from tests.matching.test_leader_pages import weights

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine_on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def as_leader(client, leader):
    client.force_login(leader)
    return client


def only(kind: str) -> dict[str, dict[str, int | bool]]:
    return {kind: {"weight": 50, "must_have": False}}


APPROACH = {"keep": "5", "method": "best", "floor": "", "fair_by": "", "fair_share": "90"}


@pytest.fixture
def torn(cohort):
    """Lena shares her need with Dr Osei and her language with Dr Marques; Noah asks nothing."""
    mentee_of(cohort, "Lena", needs=["Suturing"], languages=["German"])
    mentee_of(cohort, "Noah", languages=["Welsh"])
    mentor_of(cohort, "Osei", expertise=["Suturing"], languages=["Welsh"], capacity=1)
    mentor_of(cohort, "Marques", languages=["German"], capacity=1)
    return cohort


def test_two_sets_of_weights_are_compared_by_what_each_meets(torn):
    weighed = weigh_both(freeze_pool(torn, now=NOW), only("needs"), only("language"), salt="")

    assert (weighed.left.matched, weighed.right.matched, weighed.changed) == (2, 2, 2)
    assert (weighed.left.met["needs"], weighed.right.met["needs"]) == (50, 0)
    assert (weighed.left.met["language"], weighed.right.met["language"]) == (0, 100)
    assert not weighed.is_sample


def test_of_a_large_pool_a_sample_is_weighed_always_the_same(torn, monkeypatch):
    monkeypatch.setattr(weighing, "CELLS_AT_MOST", 2)
    pool = freeze_pool(torn, now=NOW)

    first, second = (weigh_both(pool, only("needs"), only("language"), salt="") for _twice in range(2))

    assert (first.mentees, first.of_all, first.is_sample) == (1, 2, True)
    assert first == second


def test_the_effect_is_shown_before_anything_is_kept(as_leader, torn):
    shown = as_leader.post(
        reverse("matching:weigh-sample"),
        {**weights(**{f"points_{kind}": 0 for kind in ("needs", "track")}), "points_language": 90},
    ).content.decode()

    assert "pairs would be others" in shown
    assert not torn.criteria.exists()


@pytest.mark.parametrize(("points", "said"), [("170", "Points lie between 0 and 100"), ("", "Points lie")])
def test_points_that_make_no_sense_show_no_effect(as_leader, torn, points, said):
    assert said in as_leader.post(reverse("matching:weigh-sample"), weights(points_needs=points)).content.decode()


def test_two_sets_stand_side_by_side_and_keep_nothing(as_leader, torn):
    page = reverse("matching:weights-compare")
    assert 'value="40"' in as_leader.get(page).content.decode()

    sides = {f"a-{name}": value for name, value in weights().items()}
    sides |= {f"b-{name}": value for name, value in weights(points_language=90).items()}
    shown = as_leader.get(page, sides).content.decode()

    assert "What each comes to" in shown
    assert not torn.criteria.exists()


def test_how_people_are_matched_is_decided_by_the_leader(as_leader, cohort, leader, other_leader, now):
    as_leader.post(
        reverse("matching:approach"), {**APPROACH, "keep": "12", "same_mentor_twice": "on", "best_worst": "on"}
    )

    approach = Approach.objects.get(cohort=cohort)
    assert (approach.keep, approach.same_mentor_twice, approach.mentor_per_track) == (12, True, False)
    assert (approach.best_worst, approach.floor, approach.fair_by) == (True, None, "")
    decide_approach(cohort_id=cohort.pk, keep=12, by=leader, now=now)
    assert AuditEntry.objects.filter(verb="decide_approach").count() == 1
    with pytest.raises(NotAllowed):
        decide_approach(cohort_id=cohort.pk, keep=1, by=other_leader, now=now)


def test_a_wrong_number_is_refused_in_words(as_leader, cohort):
    shown = as_leader.post(reverse("matching:approach"), {**APPROACH, "keep": "900"}, follow=True)

    assert "less than or equal to 200" in shown.content.decode()
    assert not Approach.objects.exists()


# --- What came back ---------------------------------------------------------------------------------------------------


@pytest.fixture
def declined(cohort, now) -> Pairing:
    """Lena and Dr Declined, who said no; Dr Next has a free place and what she needs."""
    mentor_of(cohort, "Next", expertise=["Suturing"], capacity=1)
    return PairingFactory(
        mentee=mentee_of(cohort, "Lena", needs=["Suturing"]),
        mentor=mentor_of(cohort, "Declined", expertise=["Suturing"]),
        state="ended",
        place=None,
        ended_at=now,
        end_reason="declined",
    )


def test_what_was_declined_comes_back_with_the_next_best(as_leader, cohort, declined, now):
    best = next_best_for(cohort, [declined], now=now)[declined.pk]

    assert best.mentor_id == Enrollment.objects.get(user__full_name="Next").pk
    assert "Next best: Next" in as_leader.get(reverse("matching:workbench")).content.decode()


def test_the_next_best_is_proposed_in_one_step_with_its_reasons(as_leader, declined, now):
    mentor = Enrollment.objects.get(user__full_name="Next")
    address = reverse("matching:next-best", args=[declined.uuid])

    for _twice in range(2):
        shown = as_leader.post(address, {"mentor": mentor.uuid}, follow=True).content.decode()
        assert "Next is proposed to Lena" in shown

    pairing = Pairing.objects.live().get()
    assert (pairing.state, pairing.mentor, pairing.proposal.is_by_hand) == ("proposed", mentor, True)
    assert pairing.proposal.run.inputs_digest
    assert AuditEntry.objects.filter(verb="propose_next_best").count() == 1


@pytest.mark.parametrize("mentor", ["", "nobody"])
def test_nobody_is_proposed_to_nobody(as_leader, declined, mentor):
    shown = as_leader.post(reverse("matching:next-best", args=[declined.uuid]), {"mentor": mentor}, follow=True)

    assert "This mentor cannot be proposed to Lena" in shown.content.decode()


def test_who_declined_or_is_full_is_not_proposed_again(declined, leader, other_leader, now):
    mentor = Enrollment.objects.get(user__full_name="Next")
    with pytest.raises(Refused, match="cannot be proposed"):
        propose_next_best(pairing_id=declined.pk, mentor_id=declined.mentor_id, by=leader, now=now)
    with pytest.raises(NotAllowed):
        propose_next_best(pairing_id=declined.pk, mentor_id=mentor.pk, by=other_leader, now=now)
    PairingFactory(mentor=mentor, mentee=mentee_of(declined.cohort, "Noah"))
    with pytest.raises(Refused, match="no free place"):
        propose_next_best(pairing_id=declined.pk, mentor_id=mentor.pk, by=leader, now=now)
    PairingFactory(mentor=mentor_of(declined.cohort, "Other"), mentee=declined.mentee)
    with pytest.raises(Refused, match="has a mentor by now"):
        propose_next_best(pairing_id=declined.pk, mentor_id=mentor.pk, by=leader, now=now)


def test_without_anybody_free_the_page_says_so(as_leader, declined):
    Enrollment.objects.filter(user__full_name="Next").update(capacity=0)

    assert "Nobody suitable has a free place now." in as_leader.get(reverse("matching:workbench")).content.decode()
