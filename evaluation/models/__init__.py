"""Observe, review, and what the programme learns."""

from __future__ import annotations

from evaluation.models.concern import Concern
from evaluation.models.decision import Decision
from evaluation.models.figures import MetricTarget, ReportPaper
from evaluation.models.form import ObservationForm
from evaluation.models.observation import Observation, ObservationRating
from evaluation.models.portfolio import Portfolio, PortfolioLink, PortfolioOpening, PortfolioPaper
from evaluation.models.procedure import MilestoneRating, Procedure, ProcedureTarget
from evaluation.models.programme import Outcome, ProgramReview
from evaluation.models.request import DeviceCode, ObservationRequest, ObserverInvitation, ObserverMail
from evaluation.models.review import Review, ReviewAnswer
from evaluation.models.survey import (
    Instrument,
    InstrumentWording,
    SurveyComment,
    SurveyFigure,
    SurveyParticipation,
    SurveyResponse,
    SurveyUrn,
    SurveyWindow,
)

__all__ = [
    "Concern",
    "Decision",
    "DeviceCode",
    "Instrument",
    "InstrumentWording",
    "MetricTarget",
    "MilestoneRating",
    "Observation",
    "ObservationForm",
    "ObservationRating",
    "ObservationRequest",
    "ObserverInvitation",
    "ObserverMail",
    "Outcome",
    "Portfolio",
    "PortfolioLink",
    "PortfolioOpening",
    "PortfolioPaper",
    "Procedure",
    "ProcedureTarget",
    "ProgramReview",
    "ReportPaper",
    "Review",
    "ReviewAnswer",
    "SurveyComment",
    "SurveyFigure",
    "SurveyParticipation",
    "SurveyResponse",
    "SurveyUrn",
    "SurveyWindow",
]
