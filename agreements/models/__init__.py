"""Expectations and goals: what a pair promises, and what the mentee works towards."""

from __future__ import annotations

from agreements.models.agreement import Agreement, AgreementDocument, Signature
from agreements.models.ending import Ending
from agreements.models.expectation import Expectation
from agreements.models.goal import Action, Goal, GoalEntry
from agreements.models.goal_template import GoalTemplate
from agreements.models.history import Change
from agreements.models.template import AgreementTemplate, TemplateSection

__all__ = [
    "Action",
    "Agreement",
    "AgreementDocument",
    "AgreementTemplate",
    "Change",
    "Ending",
    "Expectation",
    "Goal",
    "GoalEntry",
    "GoalTemplate",
    "Signature",
    "TemplateSection",
]
