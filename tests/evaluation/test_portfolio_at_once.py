"""Two windows, two workers: one portfolio, one paper, and no choice lost."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from evaluation.domain.choosing import choose
from evaluation.domain.papers import ask_for_paper, set_queued
from evaluation.enums import PaperState
from evaluation.models import Portfolio, PortfolioPaper
from mentorship.core import clock
from mentorship.core.models import AuditEntry
from tests.evaluation.observations import ObservationFactory, ProcedureFactory
from tests.services.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "https://mentoring.example.org/verify/"


def both_at_once(*works):
    """Run each in a thread of its own, begun together; return what they returned."""
    start, returned = threading.Barrier(len(works)), []

    def run(work):
        try:
            start.wait()
            returned.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(returned) == len(works)
    return returned


@pytest.mark.postgres
def test_asking_twice_at_once_makes_one_paper(pairing, mentee, now):
    ProcedureFactory(mentee=pairing.mentee)

    papers = both_at_once(*[lambda: ask_for_paper(by=mentee, now=now).pk] * 2)

    assert len(set(papers)) == 1
    assert Portfolio.objects.count() == PortfolioPaper.objects.count() == 1


@pytest.mark.postgres
def test_two_workers_set_a_paper_once(pairing, mentee, now):
    ProcedureFactory(mentee=pairing.mentee)
    ask_for_paper(by=mentee, now=now)

    done = both_at_once(*[lambda: set_queued(address=ADDRESS, now=clock.now())] * 2)

    assert sorted(done) == [0, 1]
    assert PortfolioPaper.objects.get().state == PaperState.READY
    assert AuditEntry.objects.filter(verb="set_paper").count() == 1


@pytest.mark.postgres
def test_two_windows_choosing_lose_nothing(pairing, mentee, now):
    first, second = (ObservationFactory(pairing=pairing).uuid for _ in range(2))

    both_at_once(
        lambda: choose(part="feedback", offered=[first], chosen=[first], by=mentee, now=now),
        lambda: choose(part="feedback", offered=[second], chosen=[second], by=mentee, now=now),
    )

    assert set(Portfolio.objects.get().contents["feedback"]) == {str(first), str(second)}


@pytest.mark.redis
@pytest.mark.postgres
def test_a_worker_sets_it_as_soon_as_it_is_asked_for(celery_worker_thread, pairing, mentee):
    ProcedureFactory(mentee=pairing.mentee)

    paper = ask_for_paper(by=mentee, now=clock.now())

    wait_until(lambda: PortfolioPaper.objects.get(pk=paper.pk).state == PaperState.READY, seconds=60)
