"""Observe, review, and what the programme learns."""

from __future__ import annotations

from evaluation.models.observation import Observation, ObservationForm, ObservationRating, ObserverInvitation
from evaluation.models.procedure import MilestoneRating, Procedure
from evaluation.models.programme import Instrument, Outcome, Portfolio, ProgramReview, SurveyResponse, SurveyWindow
from evaluation.models.review import Review, ReviewAnswer

__all__ = [
    "Instrument",
    "MilestoneRating",
    "Observation",
    "ObservationForm",
    "ObservationRating",
    "ObserverInvitation",
    "Outcome",
    "Portfolio",
    "Procedure",
    "ProgramReview",
    "Review",
    "ReviewAnswer",
    "SurveyResponse",
    "SurveyWindow",
]
