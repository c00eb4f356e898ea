"""Expectations and goals: what a pair promises, and what the mentee works towards."""

from __future__ import annotations

from agreements.models.agreement import Agreement, Signature
from agreements.models.goal import Action, Goal, GoalEntry
from agreements.models.template import AgreementTemplate, TemplateSection

__all__ = ["Action", "Agreement", "AgreementTemplate", "Goal", "GoalEntry", "Signature", "TemplateSection"]
