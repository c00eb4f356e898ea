"""The stage is set: programs, cohorts, people and what they need."""

from __future__ import annotations

from programs.models.cohort import Cohort, CohortPolicy, Track
from programs.models.enrollment import Enrollment, Expertise, Leave, Need
from programs.models.participant_import import ParticipantImport
from programs.models.program import Program, ProgramLeadership
from programs.models.training import TrainingCompletion, TrainingModule
from programs.models.vocabulary import Competency, CompetencyFramework, CompetencyLevel, Topic

__all__ = [
    "Cohort",
    "CohortPolicy",
    "Competency",
    "CompetencyFramework",
    "CompetencyLevel",
    "Enrollment",
    "Expertise",
    "Leave",
    "Need",
    "ParticipantImport",
    "Program",
    "ProgramLeadership",
    "Topic",
    "Track",
    "TrainingCompletion",
    "TrainingModule",
]
