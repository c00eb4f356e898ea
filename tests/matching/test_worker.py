"""A real Celery worker solves what waits."""

from __future__ import annotations

import pytest

from matching.domain.runs import queue_run
from tests.matching.pool import mentee_of, mentor_of
from tests.programs.factories import CohortFactory, LeadershipFactory
from tests.services.workers import wait_until


@pytest.mark.redis
@pytest.mark.postgres
def test_a_worker_solves_a_queued_run_as_soon_as_it_is_told(celery_worker_thread, now):
    cohort = CohortFactory()
    leader = LeadershipFactory(program=cohort.program).user
    mentee_of(cohort, "Lena Fischer", needs=["Suturing"])
    mentor_of(cohort, "Amara Osei", expertise=["Suturing"])

    run = queue_run(cohort_id=cohort.pk, by=leader, now=now)

    wait_until(lambda: run.refresh_from_db() or run.state == "proposed")
    assert run.proposals.get().score == 40
