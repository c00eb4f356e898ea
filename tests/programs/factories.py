"""Programs, cohorts and the people in them."""

from __future__ import annotations

import datetime as dt

import factory

from programs.enums import CohortStage, EnrollmentRole, EnrollmentState, TopicKind
from programs.models import Cohort, CohortPolicy, Enrollment, Program, ProgramLeadership, Topic, Track
from tests.accounts.factories import UserFactory


class ProgramFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Program

    name = factory.Sequence(lambda n: f"Program {n}")
    institution = "Example Teaching Hospital"


class LeadershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgramLeadership

    program = factory.SubFactory(ProgramFactory)
    user = factory.SubFactory(UserFactory)


class CohortFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cohort

    program = factory.SubFactory(ProgramFactory)
    name = factory.Sequence(lambda n: f"Cohort {n}")
    starts_on = dt.date(2027, 1, 4)
    ends_on = dt.date(2027, 6, 25)
    time_zone = "Europe/London"
    stage = CohortStage.RUNNING


class PolicyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CohortPolicy

    cohort = factory.SubFactory(CohortFactory)


class TrackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Track

    cohort = factory.SubFactory(CohortFactory)
    name = factory.Sequence(lambda n: f"Track {n}")


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic
        django_get_or_create = ("program", "name")  # many topics ship

    program = None
    kind = TopicKind.PROCEDURE
    name = factory.Sequence(lambda n: f"Procedure {n}")


class MentorEnrollmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrollment

    cohort = factory.SubFactory(CohortFactory)
    user = factory.SubFactory(UserFactory)
    role = EnrollmentRole.MENTOR
    state = EnrollmentState.APPROVED
    capacity = 2


class MenteeEnrollmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrollment

    cohort = factory.SubFactory(CohortFactory)
    user = factory.SubFactory(UserFactory)
    role = EnrollmentRole.MENTEE
    state = EnrollmentState.APPROVED
