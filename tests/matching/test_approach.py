"""What the leader may wish besides the highest total: the lowest pair, a floor, groups of whom none falls behind."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import Approach, Criterion
from programs.models import Enrollment
from tests.matching.pool import mentee_of, mentor_of, pairs_of, run_matching

pytestmark = pytest.mark.django_db


@pytest.fixture
def uneven(cohort):
    """The highest total is 70 + 0, the best lowest pair 30; each mentor takes one."""
    for kind, weight in (("language", 70), ("site", 30)):
        Criterion.objects.create(cohort=cohort, kind=kind, weight=weight)
    mentee_of(cohort, "Lena", languages=["Welsh"], site="North")
    mentee_of(cohort, "Noah", languages=["Dutch"], site="South")
    mentor_of(cohort, "Osei", languages=["Welsh"], site="South", capacity=1)
    mentor_of(cohort, "Marques", languages=["French"], site="North", capacity=1)
    return cohort


HIGHEST = {("Lena", "Osei"), ("Noah", "Marques")}
FAIREST = {("Lena", "Marques"), ("Noah", "Osei")}


@pytest.mark.parametrize(
    ("wishes", "pairs"),
    [({}, HIGHEST), ({"best_worst": True}, FAIREST), ({"floor": 30}, FAIREST), ({"floor": 80}, HIGHEST)],
)
def test_the_lowest_pair_or_a_floor_comes_before_the_total_if_asked(uneven, leader, now, wishes, pairs):
    Approach.objects.create(cohort=uneven, **wishes)

    assert pairs_of(run_matching(uneven, leader, now)) == pairs


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        ({}, "no other choice matches more people, and none with as many has a higher total."),
        ({"best_worst": True}, "none with as many has a better lowest pair, and none of those has a higher total."),
        ({"floor": 80}, "2 pairs are below your floor of 80 points."),
        ({"method": "stable"}, "no mentee and mentor would both rather have each other."),
        ({"method": "stable"}, "That costs nothing here"),
        ({"fair_by": "site"}, "every site fares as well as you asked."),
    ],
)
def test_the_page_says_in_which_sense_the_pairs_are_the_best(client, uneven, leader, now, wishes, sentence):
    Approach.objects.create(cohort=uneven, **wishes)
    run = run_matching(uneven, leader, now)
    client.force_login(leader)

    assert sentence in client.get(reverse("matching:run", args=[run.uuid])).content.decode()


@pytest.fixture
def a_group_behind(cohort):
    """Two places; the pair at South fits far better, and so do both who are there."""
    Criterion.objects.create(cohort=cohort, kind="language", weight=50)
    for name, site, language in (("A", "South", "Welsh"), ("B", "South", "Welsh"), ("C", "North", "Dutch")):
        mentee_of(cohort, name, site=site, languages=[language])
    mentee_of(cohort, "D", site=" north", languages=["Dutch"])
    mentor_of(cohort, "Osei", languages=["Welsh"], capacity=2)
    return cohort


def matched_at(run, site):
    return run.proposals.filter(mentee__site__icontains=site).count()


def test_no_group_falls_behind_if_asked(a_group_behind, leader, now):
    freely = run_matching(a_group_behind, leader, now)
    assert (matched_at(freely, "north"), matched_at(freely, "south")) == (0, 2)

    Approach.objects.create(cohort=a_group_behind, fair_by="site", fair_share=100)
    fairly = run_matching(a_group_behind, leader, now)

    assert (matched_at(fairly, "north"), matched_at(fairly, "south")) == (1, 1)


def test_groups_that_cannot_be_treated_alike_are_named(a_group_behind, leader, now):
    Approach.objects.create(cohort=a_group_behind, fair_by="site", fair_share=100)
    Criterion.objects.filter(kind="language").update(is_must_have=True)

    run = run_matching(a_group_behind, leader, now)

    assert (run.state, "North: 0 of the 1 mentees" in run.failure) == ("failed", True)


def test_how_the_groups_fare_is_always_shown(client, a_group_behind, leader, now):
    run = run_matching(a_group_behind, leader, now)
    client.force_login(leader)

    shown = " ".join(client.get(reverse("matching:run", args=[run.uuid])).content.decode().split())

    assert "Who gets a mentor, by group" in shown
    assert "0 of 2" in shown
    assert "0 %" in shown
    assert Enrollment.objects.mentees().count() == 4
