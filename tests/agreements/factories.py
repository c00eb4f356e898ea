"""Agreements, goals and actions."""

from __future__ import annotations

import datetime as dt

import factory

from agreements import terms
from agreements.enums import AgreementState, Channel, GoalState, MeasureUnit, Rhythm, Weight
from agreements.models import Action, Agreement, AgreementTemplate, Expectation, Goal, GoalEntry, TemplateSection
from tests.matching.factories import PairingFactory
from tests.programs.factories import ProgramFactory


class AgreementTemplateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgreementTemplate

    program = factory.SubFactory(ProgramFactory)
    version = 1


class TemplateSectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TemplateSection

    template = factory.SubFactory(AgreementTemplateFactory)
    order = factory.Sequence(lambda n: n + 1)
    heading = "Purpose"
    body = "{mentee} learns from {mentor}."


class AgreementFactory(factory.django.DjangoModelFactory):
    """An agreement that waits for signatures."""

    class Meta:
        model = Agreement

    pairing = factory.SubFactory(PairingFactory)
    version = 1
    text = "## 1. Purpose\n\nThe two learn together."
    text_sha256 = factory.LazyAttribute(lambda agreement: terms.digest(agreement.text))
    state = AgreementState.AWAITING
    opened_at = dt.datetime(2027, 1, 6, 10, tzinfo=dt.UTC)


class ExpectationFactory(factory.django.DjangoModelFactory):
    """What the mentee expects; two made alike expect the same."""

    class Meta:
        model = Expectation

    pairing = factory.SubFactory(PairingFactory)
    person = factory.LazyAttribute(lambda expectation: expectation.pairing.mentee.user)
    clinical = Weight.MAIN
    career = Weight.SOME
    research = Weight.NONE
    how_often = Rhythm.FORTNIGHTLY
    reach = Channel.EMAIL
    answered_at = dt.datetime(2027, 1, 6, 12, tzinfo=dt.UTC)


class GoalFactory(factory.django.DjangoModelFactory):
    """A goal that is agreed, with a measure and a date."""

    class Meta:
        model = Goal

    pairing = factory.SubFactory(PairingFactory)
    goal = "Five supervised shoulder reductions by the end of the rotation"
    measure_target = 5
    measure_unit = MeasureUnit.ACTIONS
    target_date = dt.date(2027, 3, 12)
    state = GoalState.AGREED
    agreed_at = dt.datetime(2027, 1, 8, 9, tzinfo=dt.UTC)


class ActionFactory(factory.django.DjangoModelFactory):
    """An action of the mentee, for no goal."""

    class Meta:
        model = Action

    pairing = factory.SubFactory(PairingFactory)
    text = factory.Sequence(lambda n: f"Book simulation slot {n}")
    owner = factory.LazyAttribute(lambda action: action.pairing.mentee.user)
    due_on = dt.date(2027, 2, 5)


class GoalEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GoalEntry

    goal = factory.SubFactory(GoalFactory)
    author = factory.LazyAttribute(lambda entry: entry.goal.pairing.mentee.user)
    written_at = dt.datetime(2027, 1, 20, 9, tzinfo=dt.UTC)
    text = "Two in simulation went well."
