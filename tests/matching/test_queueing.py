"""A run is queued with its inputs frozen."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from matching.domain import nudging
from matching.domain.runs import queue_run
from matching.models import MatchRun
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.enums import CohortStage
from tests.matching.factories import PairingFactory
from tests.matching.pool import mentee_of, mentor_of

pytestmark = pytest.mark.django_db


def test_a_queued_run_keeps_its_inputs_as_they_were(pool, leader, now):
    run = queue_run(cohort_id=pool.pk, by=leader, now=now)

    assert (run.state, len(run.inputs["mentees"]), len(run.inputs["mentors"])) == ("queued", 2, 2)
    assert len(run.inputs_digest) == 64
    assert run.weights["needs"] == {"weight": 40, "must_have": False}


def test_asking_twice_queues_once(pool, leader, now):
    first, second = (queue_run(cohort_id=pool.pk, by=leader, now=now) for _twice in range(2))

    assert first == second
    assert AuditEntry.objects.filter(verb="queue_run").count() == 1


def test_the_database_keeps_two_runs_of_a_cohort_from_going_at_once(pool, leader, now):
    run = queue_run(cohort_id=pool.pk, by=leader, now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        MatchRun.objects.create(cohort=run.cohort, started_by=leader)


def test_only_the_leader_runs_the_matching(pool, other_leader, mentee, now):
    for person in (other_leader, mentee):
        with pytest.raises(NotAllowed):
            queue_run(cohort_id=pool.pk, by=person, now=now)


@pytest.mark.parametrize("stage", [CohortStage.DRAFT, CohortStage.CLOSED])
def test_a_cohort_that_is_not_open_is_not_matched(pool, leader, now, stage):
    pool.stage = stage
    pool.save()

    with pytest.raises(Refused, match="people are matched from"):
        queue_run(cohort_id=pool.pk, by=leader, now=now)


def test_the_first_run_ends_the_enrolling(pool, leader, now):
    pool.stage = CohortStage.ENROLLING
    pool.save()

    queue_run(cohort_id=pool.pk, by=leader, now=now)

    pool.refresh_from_db()
    assert pool.stage == CohortStage.MATCHING


def test_without_people_there_is_nothing_to_run(cohort, leader, now):
    with pytest.raises(Refused, match="nobody to match"):
        queue_run(cohort_id=cohort.pk, by=leader, now=now)
    mentee_of(cohort, "Lena")
    with pytest.raises(Refused, match="No mentor is approved yet"):
        queue_run(cohort_id=cohort.pk, by=leader, now=now)
    PairingFactory(mentor=mentor_of(cohort, "Full", capacity=1), mentee=mentee_of(cohort, "Noah"))
    with pytest.raises(Refused, match="No mentor has a free place"):
        queue_run(cohort_id=cohort.pk, by=leader, now=now)


def test_the_worker_is_asked_to_look_now(pool, leader, now, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(nudging, "nudge", asked.append)

    with django_capture_on_commit_callbacks(execute=True):
        run = queue_run(cohort_id=pool.pk, by=leader, now=now)

    assert (run.state, asked) == ("queued", ["matching.solve_queued"])
