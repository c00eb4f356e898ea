"""Addresses of the pages of `agreements`."""

from __future__ import annotations

from django.urls import path

from agreements.web.views import actions, agreement, agreement_steps, expectations, goal_steps, goals, writing

app_name = "agreements"
urlpatterns = [
    path("pairings/<uuid:uuid>/agreement/", agreement.agreement, name="agreement"),
    path("pairings/<uuid:uuid>/agreement/versions/", agreement.versions, name="versions"),
    path("pairings/<uuid:uuid>/agreement/change/", agreement_steps.change, name="change"),
    path("pairings/<uuid:uuid>/agreement/settle/", expectations.settle, name="settle"),
    path("pairings/<uuid:uuid>/expectations/", expectations.answer, name="expectations"),
    path("pairings/<uuid:uuid>/agreement/end/", agreement_steps.end, name="end"),
    path("agreements/<uuid:uuid>/pdf/", agreement_steps.paper, name="paper"),
    path("agreements/<uuid:uuid>/renew/", agreement_steps.renew, name="renew"),
    path("agreements/<uuid:uuid>/sign/", agreement.sign, name="sign"),
    path("goals/", goals.goals, name="goals"),
    path("goals/<uuid:uuid>/", goals.goal, name="goal"),
    path("pairings/<uuid:uuid>/goals/new/", writing.new, name="goal-new"),
    path("pairings/<uuid:uuid>/goals/hints/", writing.hints, name="goal-hints"),
    path("goals/<uuid:uuid>/edit/", writing.edit, name="goal-edit"),
    path("goals/<uuid:uuid>/revise/", writing.revise, name="goal-revise"),
    path("goals/<uuid:uuid>/agree/", goal_steps.agree, name="goal-agree"),
    path("goals/<uuid:uuid>/achieve/", goal_steps.achieve, name="goal-achieve"),
    path("goals/<uuid:uuid>/abandon/", goal_steps.abandon, name="goal-abandon"),
    path("goals/<uuid:uuid>/confidence/", goal_steps.confidence, name="goal-confidence"),
    path("goals/<uuid:uuid>/notes/", goal_steps.note, name="note-add"),
    path("goals/<uuid:uuid>/actions/", actions.add, name="action-add"),
    path("actions/<uuid:uuid>/edit/", actions.edit, name="action-edit"),
    path("actions/<uuid:uuid>/agree/", actions.agree, name="action-agree"),
    path("actions/<uuid:uuid>/goal/", actions.into_goal, name="action-goal"),
    path("actions/<uuid:uuid>/done/", actions.done, name="action-done"),
    path("actions/<uuid:uuid>/undo/", actions.undo, name="action-undo"),
]
