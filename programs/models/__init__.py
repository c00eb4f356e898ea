"""The stage is set: programs, cohorts, people and what they need."""

from __future__ import annotations

from programs.models.characteristic import Characteristic, CharacteristicAnswer
from programs.models.cohort import Cohort, CohortPolicy, Track
from programs.models.enrollment import Enrollment, Expertise, Need
from programs.models.joining import Application, ApplicationWindow, Invitation
from programs.models.leave import Leave, LeaveShift
from programs.models.participant_import import (
    ImportedFile,
    ImportRow,
    ParticipantImport,
    RememberedColumn,
    RememberedValue,
)
from programs.models.program import Program, ProgramLeadership
from programs.models.training import TrainingCompletion, TrainingFile, TrainingModule, TrainingQuestion
from programs.models.vocabulary import Competency, CompetencyFramework, CompetencyLevel, Specialty, Topic, levels_of

__all__ = [
    "Application",
    "ApplicationWindow",
    "Characteristic",
    "CharacteristicAnswer",
    "Cohort",
    "CohortPolicy",
    "Competency",
    "CompetencyFramework",
    "CompetencyLevel",
    "Enrollment",
    "Expertise",
    "ImportRow",
    "ImportedFile",
    "Invitation",
    "Leave",
    "LeaveShift",
    "Need",
    "ParticipantImport",
    "Program",
    "ProgramLeadership",
    "RememberedColumn",
    "RememberedValue",
    "Specialty",
    "Topic",
    "Track",
    "TrainingCompletion",
    "TrainingFile",
    "TrainingModule",
    "TrainingQuestion",
    "levels_of",
]
