"""Who leads, which program, and who signed up: everything before the first match."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from mentorship.accounts.models import User
from mentorship.demo.story.calendar import Calendar, season_of
from programs.domain.cohorts import USUAL_TRACKS, advance_stage, create_cohort
from programs.domain.importing import confirm_import, preview_import
from programs.enums import CohortStage, EnrollmentRole
from programs.models import Cohort, Program, ProgramLeadership

LEADER = "leader@example.org"
PROGRAM = "Emergency Medicine Clerkship"
FILES = Path(__file__).resolve().parents[1] / "csv"
WEEKS = 18
FIRST_DAY_AGO = 49


@dataclass(frozen=True)
class Setting:
    """The leader, the cohort at work, and the one that is still empty."""

    leader: User
    cohort: Cohort
    next_cohort: Cohort


def set_the_scene(calendar: Calendar) -> Setting:
    """Found the program, begin its cohort and bring the people in from the sign-up form's export."""
    leader = User.objects.create_user(
        LEADER, full_name="Dr Rosa Lindqvist", preferred_name="Rosa", time_zone=str(calendar.zone)
    )
    program = Program.objects.create(
        name=PROGRAM,
        institution="City General Teaching Hospital",
        aims=[kind.value for kind in USUAL_TRACKS],
        goals="Every student leaves the emergency department able to do its common procedures safely, with somebody"
        " beside them who saw them do it.",
    )
    ProgramLeadership.objects.create(program=program, user=leader)
    cohort = _cohort(program, leader, calendar, days_ago=FIRST_DAY_AGO)
    for role, file in (
        (EnrollmentRole.MENTOR, "emergency_medicine_mentors.csv"),
        (EnrollmentRole.MENTEE, "emergency_medicine_mentees.csv"),
    ):
        _import(cohort, role, FILES / file, leader, calendar)
    return Setting(leader, cohort, _cohort(program, leader, calendar, days_ago=FIRST_DAY_AGO - 7 * (WEEKS + 2)))


def _cohort(program: Program, leader: User, calendar: Calendar, *, days_ago: int) -> Cohort:
    starts_on = calendar.day(days_ago)
    cohort = create_cohort(
        program_id=program.pk,
        name=season_of(starts_on),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=WEEKS),
        time_zone=str(calendar.zone),
        by=leader,
        now=calendar.at(FIRST_DAY_AGO + 3),
    )
    return advance_stage(
        cohort_id=cohort.pk, to=CohortStage.ENROLLING, by=leader, now=calendar.at(FIRST_DAY_AGO + 3, 10)
    )


def _import(cohort: Cohort, role: str, file: Path, leader: User, calendar: Calendar) -> None:
    moment = calendar.at(FIRST_DAY_AGO - 2, 11)
    preview = preview_import(
        cohort_id=cohort.pk, role=role, file_name=file.name, content=file.read_bytes(), by=leader, now=moment
    )
    confirm_import(import_id=preview.pk, by=leader, now=moment + timedelta(minutes=10))
