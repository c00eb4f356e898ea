"""A small pool of people to match, and short ways to say things of them."""

from __future__ import annotations

import pytest

from matching.domain.runs import queue_run
from matching.domain.solving import solve_run
from matching.models import MatchRun, Proposal
from programs.models import Cohort, Enrollment, Expertise, Need, Topic
from tests.accounts.factories import UserFactory
from tests.programs.factories import MenteeEnrollmentFactory, MentorEnrollmentFactory, TopicFactory


def topic(name: str) -> Topic:
    return Topic.objects.filter(name=name, program=None).first() or TopicFactory(name=name)


def mentee_of(cohort: Cohort, name: str, *, needs=(), tracks=(), **fields) -> Enrollment:
    person = MenteeEnrollmentFactory(cohort=cohort, user=UserFactory(full_name=name), **fields)
    for need in needs:
        Need.objects.create(enrollment=person, topic=topic(need))
    person.tracks.set(tracks)
    return person


def mentor_of(cohort: Cohort, name: str, *, expertise=(), tracks=(), **fields) -> Enrollment:
    person = MentorEnrollmentFactory(cohort=cohort, user=UserFactory(full_name=name), **fields)
    for skill in expertise:
        Expertise.objects.create(enrollment=person, topic=topic(skill))
    person.tracks.set(tracks)
    return person


def run_matching(cohort: Cohort, leader, now) -> MatchRun:
    run = queue_run(cohort_id=cohort.pk, by=leader, now=now)
    solve_run(run_id=run.pk, now=now)
    run.refresh_from_db()
    return run


def pairs_of(run: MatchRun) -> set[tuple[str, str]]:
    """The proposals of a run as names: mentee, mentor."""
    return {(one.mentee.user.full_name, one.mentor.user.full_name) for one in run.proposals.with_people()}


def proposal_for(run: MatchRun, name: str) -> Proposal:
    """The proposal of the mentee of this name."""
    return run.proposals.with_people().get(mentee__user__full_name=name)


def mentor_named(name: str) -> Enrollment:
    return Enrollment.objects.mentors().get(user__full_name=name)


def give_places(run: MatchRun, name: str, places: int) -> None:
    """Let a run have written down so many places of a mentor, who has them."""
    mentor = mentor_named(name)
    Enrollment.objects.filter(pk=mentor.pk).update(capacity=places)
    for one in run.inputs["mentors"]:
        if one["pk"] == mentor.pk:
            one["places"] = places
    run.save(update_fields=["inputs"])


@pytest.fixture
def pool(cohort: Cohort) -> Cohort:
    """Lena needs the shoulder and Noah research; Dr Osei gives the one, Dr Marques the other, each to one mentee."""
    skills = cohort.tracks.get()
    mentee_of(cohort, "Lena Fischer", needs=["Shoulder reduction", "Suturing"], tracks=[skills])
    mentee_of(cohort, "Noah Brandt", needs=["Research question"], tracks=[skills])
    mentor_of(cohort, "Amara Osei", expertise=["Shoulder reduction"], tracks=[skills], capacity=1)
    mentor_of(cohort, "Ines Marques", expertise=["Research question"], tracks=[skills], capacity=1)
    return cohort
