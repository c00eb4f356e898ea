"""The named cast: the people whom every test knows, in one running cohort."""

from __future__ import annotations

import datetime as dt

import pytest

from matching.models import Pairing
from mentorship.accounts.models import User
from programs.models import Cohort, Enrollment
from tests.accounts.factories import UserFactory
from tests.matching.factories import PairingFactory
from tests.programs.factories import (
    CohortFactory,
    LeadershipFactory,
    MenteeEnrollmentFactory,
    MentorEnrollmentFactory,
    PolicyFactory,
    ProgramFactory,
    TrackFactory,
)

NOW = dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC)
"""The moment at which the cast lives: a Monday morning, four weeks into the cohort."""


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture
def cohort(db: None) -> Cohort:
    """The running cohort "Emergency Medicine Clerkship", with its policy and one track."""
    program = ProgramFactory(name="Emergency Medicine Clerkship")
    cohort = CohortFactory(program=program, name="Spring 2027")
    PolicyFactory(cohort=cohort)
    TrackFactory(cohort=cohort, name="Clinical skills")
    return cohort


@pytest.fixture
def leader(cohort: Cohort) -> User:
    """Dr Rosa Lindqvist, who leads the program."""
    return LeadershipFactory(
        program=cohort.program,
        user=UserFactory(full_name="Rosa Lindqvist", email="leader@example.org"),
    ).user


@pytest.fixture
def mentor_enrollment(cohort: Cohort) -> Enrollment:
    return MentorEnrollmentFactory(
        cohort=cohort, user=UserFactory(full_name="Amara Osei", email="mentor@example.org"), capacity=2
    )


@pytest.fixture
def mentee_enrollment(cohort: Cohort) -> Enrollment:
    return MenteeEnrollmentFactory(
        cohort=cohort, user=UserFactory(full_name="Lena Fischer", email="mentee@example.org")
    )


@pytest.fixture
def mentor(mentor_enrollment: Enrollment) -> User:
    """Dr Amara Osei, mentor of Lena Fischer."""
    return mentor_enrollment.user


@pytest.fixture
def mentee(mentee_enrollment: Enrollment) -> User:
    """Lena Fischer, third-year student, mentee of Dr Osei."""
    return mentee_enrollment.user


@pytest.fixture
def pairing(cohort: Cohort, mentor_enrollment: Enrollment, mentee_enrollment: Enrollment) -> Pairing:
    """Lena and Dr Osei, active since 7 January."""
    return PairingFactory(mentor=mentor_enrollment, mentee=mentee_enrollment, track=cohort.tracks.get())


@pytest.fixture
def other_mentee(cohort: Cohort) -> User:
    """Somebody of the same cohort who is not in the pair."""
    return MenteeEnrollmentFactory(
        cohort=cohort, user=UserFactory(full_name="Noah Brandt", email="other.mentee@example.org")
    ).user


@pytest.fixture
def other_mentor(cohort: Cohort) -> User:
    """A mentor of the same cohort who is not in the pair."""
    return MentorEnrollmentFactory(
        cohort=cohort, user=UserFactory(full_name="Ines Marques", email="other.mentor@example.org")
    ).user


@pytest.fixture
def other_leader(db: None) -> User:
    """Who leads another program."""
    return LeadershipFactory(user=UserFactory(full_name="Tomas Novak", email="other.leader@example.org")).user


@pytest.fixture
def staff(db: None) -> User:
    """Who runs the server and leads nothing."""
    return UserFactory(full_name="Kim Site", email="staff@example.org", is_staff=True)
