"""Every list of the admin asks the same questions for 20 participants and for 2,000, and for few rows of its own and many."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentorship.accounts.models import User
from programs.enums import ImportState
from programs.models import (
    Characteristic,
    Cohort,
    CohortPolicy,
    Competency,
    CompetencyFramework,
    Enrollment,
    ParticipantImport,
    Program,
    ProgramLeadership,
    Specialty,
    Topic,
    TrainingCompletion,
    TrainingModule,
)

pytestmark = pytest.mark.django_db
LISTS = [model for model in admin.site._registry if model._meta.app_label == "programs"]


@pytest.fixture
def grow(cohort, leader):
    """Have this many participants, and of everything else a tenth as many rows, thirty at most."""
    program, track, counted = cohort.program, cohort.tracks.get(), [0]

    def to(number: int) -> None:
        first, counted[0] = counted[0], number
        people = User.objects.bulk_create(
            User(email=f"p{at}@example.org", full_name=f"Person {at}", password="!") for at in range(first, number)
        )
        enrolled = Enrollment.objects.bulk_create(
            Enrollment(
                cohort=cohort, user=person, role=["mentee", "mentor"][at % 2], state="approved", capacity=at % 2 or None
            )
            for at, person in enumerate(people)
        )
        through = Enrollment.tracks.through
        through.objects.bulk_create(through(enrollment=one, track=track) for one in enrolled)
        for at in range(min(first // 10, 30), min(number // 10, 30)):
            framework = CompetencyFramework.objects.create(program=program, name=f"Framework {at}", version="1")
            Competency.objects.create(framework=framework, code=f"C{at}", title=f"Competency {at}")
            Topic.objects.create(program=program, name=f"Topic {at}", kind="clinical")
            Specialty.objects.create(program=program, name=f"Specialty {at}")
            Characteristic.objects.create(program=program, name=f"Question {at}", choices="Yes\nNo")
            module = TrainingModule.objects.create(program=program, title=f"Module {at}")
            TrainingCompletion.objects.create(module=module, user=people[0], completed_on=dt.date(2027, 1, 5))
            ParticipantImport.objects.create(
                cohort=cohort, role="mentee", uploaded_by=leader, file_name=f"{at}.csv", state=ImportState.CONFIRMED
            )
            led = Program.objects.create(name=f"Program {at}", institution="Example")
            ProgramLeadership.objects.create(program=led, user=leader)
            other = Cohort.objects.create(
                program=led, name=f"Cohort {at}", starts_on=cohort.starts_on, ends_on=cohort.ends_on
            )
            CohortPolicy.objects.create(cohort=other)

    return to


def test_every_list_asks_the_same_questions_for_20_and_for_2000(client, leader, grow):
    client.force_login(leader)
    addresses = [reverse(f"admin:programs_{model._meta.model_name}_changelist") for model in LISTS]
    assert len(addresses) >= 10

    grow(20)
    few = {address: queries(client, address) for address in addresses}
    grow(2000)
    many = {address: queries(client, address) for address in addresses}

    assert many == few


def queries(client, address) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(address)
    assert response.status_code == 200
    return len(asked)
