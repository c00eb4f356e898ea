"""A run is published, all pairs or none, or put aside."""

from __future__ import annotations

import datetime as dt

import pytest

from matching.domain.proposals import (
    reject_proposal,
)
from matching.domain.runs import discard_run, publish_run
from matching.enums import PROPOSAL_MOVES, RUN_MOVES, ExclusionReason, ProposalState, RunState
from matching.models import Exclusion, MatchRun, Pairing
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.enums import CohortStage, EnrollmentState
from programs.models import Enrollment
from tests.matching.pool import proposal_for, run_matching

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(pool, leader, now) -> MatchRun:
    """Proposals on the table: Lena with Dr Osei, Noah with Dr Marques."""
    return run_matching(pool, leader, now)


def test_publishing_asks_both_people_of_every_pair(run, leader, now):
    pairings = publish_run(run_id=run.pk, by=leader, now=now)

    run.refresh_from_db()
    assert (run.state, run.published_at) == (RunState.PUBLISHED, now)
    assert {(one.state, one.place, one.answer_by) for one in pairings} == {
        ("proposed", 1, now + dt.timedelta(days=7)),
    }


def test_publishing_twice_asks_once(run, leader, now):
    first, second = (publish_run(run_id=run.pk, by=leader, now=now) for _twice in range(2))

    assert {one.pk for one in first} == {one.pk for one in second}
    assert AuditEntry.objects.filter(verb="publish_run").count() == 1


def test_a_rejected_proposal_is_not_published(run, leader, now):
    reject_proposal(proposal_id=proposal_for(run, "Lena Fischer").pk, by=leader, now=now)

    [pairing] = publish_run(run_id=run.pk, by=leader, now=now)

    assert pairing.mentee.user.full_name == "Noah Brandt"


def test_publishing_starts_the_cohort(run, leader, now, pool):
    pool.stage = CohortStage.MATCHING
    pool.save()

    publish_run(run_id=run.pk, by=leader, now=now)

    pool.refresh_from_db()
    assert pool.stage == CohortStage.RUNNING


def test_only_the_leader_publishes(run, other_leader, now):
    with pytest.raises(NotAllowed):
        publish_run(run_id=run.pk, by=other_leader, now=now)
    assert not Pairing.objects.exists()


def test_when_a_pair_cannot_be_any_more_nothing_is_published_and_it_is_named(run, leader, now):
    Enrollment.objects.filter(user__full_name="Amara Osei").update(capacity=0)
    Enrollment.objects.filter(user__full_name="Noah Brandt").update(state=EnrollmentState.WITHDRAWN)

    with pytest.raises(Refused) as refused:
        publish_run(run_id=run.pk, by=leader, now=now)

    assert "Amara Osei has no free place for Lena Fischer" in str(refused.value)
    assert "Noah Brandt does not take part any more" in str(refused.value)
    assert not Pairing.objects.exists()


def test_an_exclusion_declared_since_stops_the_publishing(run, leader, now):
    lena = proposal_for(run, "Lena Fischer")
    Exclusion.objects.create(
        mentor=lena.mentor, mentee=lena.mentee, reason=ExclusionReason.NOT_WITH, declared_by=lena.mentee.user
    )

    with pytest.raises(Refused, match="excluded from each other"):
        publish_run(run_id=run.pk, by=leader, now=now)


def test_a_discarded_run_is_not_published_nor_a_published_one_discarded(run, leader, other_leader, pool, now):
    with pytest.raises(NotAllowed):
        discard_run(run_id=run.pk, by=other_leader, now=now)
    for _twice in range(2):
        discard_run(run_id=run.pk, by=leader, now=now)
    with pytest.raises(Refused, match="can be published"):
        publish_run(run_id=run.pk, by=leader, now=now)

    other = run_matching(pool, leader, now)
    publish_run(run_id=other.pk, by=leader, now=now)
    with pytest.raises(Refused, match="was published"):
        discard_run(run_id=other.pk, by=leader, now=now)


@pytest.mark.parametrize("moves", [RUN_MOVES, PROPOSAL_MOVES])
def test_every_state_says_where_it_leads(moves):
    states = RunState if RunState.QUEUED in moves else ProposalState
    assert set(moves) == set(states.values)
    assert set().union(*moves.values()) <= set(states.values)
