"""Pairs."""

from __future__ import annotations

import datetime as dt

import factory

from matching.enums import PairingState, RunState
from matching.models import MatchRun, Pairing, Proposal, UnmatchedMentee
from tests.accounts.factories import UserFactory
from tests.programs.factories import CohortFactory, MenteeEnrollmentFactory, MentorEnrollmentFactory


class PairingFactory(factory.django.DjangoModelFactory):
    """An active pair."""

    class Meta:
        model = Pairing

    mentee = factory.SubFactory(MenteeEnrollmentFactory)
    mentor = factory.SubFactory(MentorEnrollmentFactory, cohort=factory.SelfAttribute("..mentee.cohort"))
    state = PairingState.ACTIVE
    place = 1
    proposed_at = dt.datetime(2027, 1, 5, 9, tzinfo=dt.UTC)
    answer_by = dt.datetime(2027, 1, 12, 9, tzinfo=dt.UTC)
    mentor_accepted_at = dt.datetime(2027, 1, 6, 9, tzinfo=dt.UTC)
    mentee_accepted_at = dt.datetime(2027, 1, 6, 10, tzinfo=dt.UTC)
    activated_at = dt.datetime(2027, 1, 7, 9, tzinfo=dt.UTC)


def empty_pool() -> dict[str, object]:
    """The frozen pool of a run, with nobody in it."""
    lists = ("mentees", "mentors", "never", "ended", "paired", "preferences", "locked", "rejected", "current")
    approach = {"method": "best", "mentor_per_track": True, "same_mentor_twice": False, "keep": 5}
    return {"approach": approach, **{name: [] for name in lists}}


class RunFactory(factory.django.DjangoModelFactory):
    """A run with proposals on the table."""

    class Meta:
        model = MatchRun

    cohort = factory.SubFactory(CohortFactory)
    started_by = factory.SubFactory(UserFactory)
    state = RunState.PROPOSED
    weights = {"needs": {"weight": 40, "must_have": False}}
    figures = {"mentees": 1, "most": 40}
    inputs = factory.LazyFunction(empty_pool)


class ProposalFactory(factory.django.DjangoModelFactory):
    """Somebody suggested to somebody, for one shared need."""

    class Meta:
        model = Proposal

    run = factory.SubFactory(RunFactory)
    mentee = factory.SubFactory(MenteeEnrollmentFactory, cohort=factory.SelfAttribute("..run.cohort"))
    mentor = factory.SubFactory(MentorEnrollmentFactory, cohort=factory.SelfAttribute("..run.cohort"))
    score = 40
    parts = factory.LazyFunction(
        lambda: [{"kind": "needs", "points": 40, "most": 40, "words": "Shares the need: Suturing"}]
    )


class UnmatchedFactory(factory.django.DjangoModelFactory):
    """Somebody whom a run left without a mentor."""

    class Meta:
        model = UnmatchedMentee

    run = factory.SubFactory(RunFactory)
    mentee = factory.SubFactory(MenteeEnrollmentFactory, cohort=factory.SelfAttribute("..run.cohort"))
    reason = "Places are short."
