"""Each figure against a slow and obvious count in Python, over cohorts made at random."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.models import Action, Agreement, Goal
from evaluation.enums import OUTCOME_VALUES, ObservationKind
from evaluation.metrics import BY_KEY, METRICS, Figure, compute, in_words, readings, terms_of
from evaluation.models import Observation, ObservationForm, Outcome, Procedure, Review
from evaluation.tallies import BY_MENTEE, tally
from matching.models import Pairing
from meetings.models import Meeting
from programs.enums import EnrollmentState
from programs.models import Cohort
from tests.cast import NOW
from tests.matching.factories import PairingFactory
from tests.meetings.factories import MeetingFactory
from tests.programs.factories import (
    CohortFactory,
    MenteeEnrollmentFactory,
    MentorEnrollmentFactory,
    PolicyFactory,
    TopicFactory,
)

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
FEEDBACK = {"strengths": "Calm.", "to_improve": "Grip.", "next_step": "Practise.", "submitted_at": NOW}


def some_pair(chance: random.Random, cohort) -> Pairing:
    state = chance.choice(["proposed", "accepted", "active", "paused", "ended"])
    active = NOW - chance.randint(1, 90) * DAY - chance.randint(0, 23) * HOUR
    ended_at = min(NOW, active + chance.randint(1, 60) * DAY)
    ended = {"place": None, "ended_at": ended_at, "end_reason": chance.choice(["declined", "completed"])}
    silent = {"mentor_accepted_at": None, "mentee_accepted_at": None, "activated_at": None}
    begun = {"activated_at": active} if state in {"active", "paused", "ended"} else {}
    return PairingFactory(
        mentee=MenteeEnrollmentFactory(cohort=cohort),
        mentor=MentorEnrollmentFactory(cohort=cohort),
        state=state,
        **(ended if state == "ended" else {}),
        **(silent if state == "proposed" else {}),
        **({"activated_at": None} if state == "accepted" else {}),
        **begun,
    )


def fill(chance: random.Random, pairing: Pairing, form: ObservationForm, topic) -> None:
    owner = pairing.mentee.user
    for number in range(chance.randint(0, 4)):
        starts_at = NOW + (chance.randint(-20, 5)) * DAY + dt.timedelta(minutes=number)
        state = chance.choice(["proposed", "scheduled", "held", "cancelled", "missed"])
        MeetingFactory(
            pairing=pairing, starts_at=starts_at, state=state, is_in_protected_time=chance.random() < 0.5,
            **({"held_minutes": 30, "confirmed_at": NOW} if state == "held" else {}),
            **({"cancel_reason": "exam", "cancelled_by": owner} if state == "cancelled" else {}),
        )  # fmt: skip
    if chance.random() < 0.6:
        signed = chance.random() < 0.7
        Agreement.objects.create(
            pairing=pairing, version=1, text="x", text_sha256="0" * 64,
            state="in_force" if signed else "awaiting_signatures", in_force_at=NOW if signed else None,
        )  # fmt: skip
    for _number in range(chance.randint(0, 4)):
        seen = Observation.objects.create(
            pairing=pairing, form=form, kind=chance.choice([ObservationKind.MINI_CEX, ObservationKind.DOPS]),
            observed_on=NOW.date(), **FEEDBACK,
        )  # fmt: skip
        Procedure.objects.create(
            mentee=pairing.mentee, topic=topic, done_on=NOW.date(), setting="patient", supervision_level="2b",
            observation=seen if chance.random() < 0.5 else None,
        )  # fmt: skip
    for kind, values in OUTCOME_VALUES.items():
        if values and chance.random() < 0.7:
            value = chance.choice(values)
            Outcome.objects.create(enrollment=pairing.mentee, kind=kind, value=value, on=NOW.date())
    for _number in range(chance.randint(0, 3)):
        Action.objects.create(
            pairing=pairing, text="Do it", owner=owner, due_on=NOW.date() + chance.randint(-9, 9) * DAY,
            done_at=chance.choice([None, NOW]),
        )  # fmt: skip
        state = chance.choice(["draft", "agreed", "in_progress", "achieved", "revised"])
        Goal.objects.create(
            pairing=pairing, goal="Five", state=state, agreed_at=None if state == "draft" else NOW,
            achieved_at=NOW if state == "achieved" else None,
        )  # fmt: skip
    for number in range(chance.randint(0, 2)):
        closed = chance.random() < 0.6
        due_at = NOW + chance.randint(-5, 5) * DAY
        Review.objects.create(
            pairing=pairing, number=number + 1, opened_at=NOW - 20 * DAY, due_at=due_at,
            state="closed" if closed else "open", closed_at=NOW - 2 * DAY if closed else None,
            outcome=chance.choice(["continue", ""]) if closed else "",
        )  # fmt: skip


def some_cohort(chance: random.Random) -> Cohort:
    """A cohort made at random, and beside it one that must not be counted."""
    cohort = CohortFactory()
    PolicyFactory(cohort=cohort, required_mini_cex=chance.randint(0, 2), protected_hours_per_month=chance.randint(1, 8))
    form, _made = ObservationForm.objects.get_or_create(kind="mini_cex", version=1, defaults={"definition": {}})
    for target in (cohort, PolicyFactory().cohort):
        for _number in range(chance.randint(0, 5)):
            fill(chance, some_pair(chance, target), form, TopicFactory())
        MenteeEnrollmentFactory(cohort=target)
        MenteeEnrollmentFactory(cohort=target, state=EnrollmentState.WITHDRAWN)
    return cohort


def of(cohort, rows):
    return [row for row in rows if row.pairing.mentee.cohort_id == cohort.pk]


def shared(part, whole) -> Decimal | None:
    return Decimal(100 * part / whole).quantize(Decimal("0.1")) if whole else None


def days_of(start, end) -> float:
    return (end - start).total_seconds() / 86_400


def counted_slowly(cohort) -> dict[str, tuple[object, object, object]]:
    """What each metric counts, out of how many, and what comes out, found by looking at every row."""
    pairs = [pair for pair in Pairing.objects.all() if pair.mentee.cohort_id == cohort.pk]
    pool = [one for one in cohort.enrollments.all() if one.role == "mentee" and one.state != "withdrawn"]
    matched = [one for one in pool if any(pair.mentee == one and pair.state != "ended" for pair in pairs)]
    accepted = [p for p in pairs if p.mentor_accepted_at and p.mentee_accepted_at and p.end_reason != "declined"]
    bound = {a.pairing_id for a in Agreement.objects.all() if a.in_force_at}
    meetings = of(cohort, Meeting.objects.all())
    held = [m for m in meetings if m.state == "held"]
    over = [m for m in meetings if m.ends_at < NOW and m.state != "proposed"]
    first: dict[int, dt.datetime] = {}
    for meeting in held:
        if meeting.pairing.activated_at:
            first[meeting.pairing_id] = min(first.get(meeting.pairing_id, meeting.starts_at), meeting.starts_at)
    days = [max(0, (at - Pairing.objects.get(pk=pk).activated_at).days) for pk, at in first.items()]
    sent = of(cohort, Observation.objects.all())
    begun = [pair for pair in pairs if pair.activated_at]
    mini_cex = [o for o in sent if o.kind == "mini_cex"]
    required, hours = cohort.policy.required_mini_cex, cohort.policy.protected_hours_per_month
    enough = [pair for pair in begun if len([o for o in mini_cex if o.pairing == pair]) >= required]
    months = sum(days_of(pair.activated_at, pair.ended_at or NOW) for pair in begun) / 30
    minutes = 30 * len([m for m in held if m.is_in_protected_time])
    allotted = sum(days_of(pair.activated_at, pair.ended_at or NOW) for pair in begun) / (365.2425 / 12) * hours
    logged = [p for p in Procedure.objects.all() if p.mentee.cohort_id == cohort.pk]
    actions = of(cohort, Action.objects.all())
    due = [a for a in actions if a.done_at or a.due_on <= NOW.date()]
    agreed = [g for g in of(cohort, Goal.objects.all()) if g.agreed_at and g.state != "revised"]
    judged = [r for r in of(cohort, Review.objects.all()) if r.due_at < NOW or r.state == "closed"]
    on_time = [r for r in judged if r.state == "closed" and r.outcome and r.closed_at <= r.due_at]
    became = [o.value for o in Outcome.objects.all() if o.enrollment.cohort_id == cohort.pk]
    shares = {
        "mentees_matched": (len(matched), len(pool)),
        "agreements_signed": (len([p for p in accepted if p.pk in bound]), len(accepted)),
        "meetings_held": (len([m for m in over if m.state == "held"]), len(over)),
        "meetings_cancelled": (len([m for m in over if m.state == "cancelled"]), len(over)),
        "protected_time_used": (minutes / 60, allotted),
        "mentees_observed_enough": (len(enough), len(begun)),
        "observed_procedures": (len([p for p in logged if p.observation_id]), len(logged)),
        "actions_completed": (len([a for a in due if a.done_at]), len(due)),
        "goals_achieved": (len([g for g in agreed if g.state == "achieved"]), len(agreed)),
        "reviews_on_time": (len(on_time), len(judged)),
        "retention": (
            len([v for v in became if v == "retained"]),
            len([v for v in became if v in {"retained", "left"}]),
        ),
        "match_rate": (
            len([v for v in became if v == "matched"]),
            len([v for v in became if v in {"matched", "soap", "unmatched"}]),
        ),
    }
    return {key: (part, whole, shared(part, whole)) for key, (part, whole) in shares.items()} | {
        "days_to_first_meeting": (len(days), None, Decimal(str(median(days))) if days else None),
        "meeting_frequency": (len(held), months, Decimal(len(held) / months) if months else None),
        "protected_hours_used": (minutes / 60, None, Decimal(minutes / 60)),
        "feedback_entries": (len(sent), None, Decimal(len(sent))),
    }


def is_about(figure, slowly) -> bool:
    """Are both nothing, or the same but for the last digit of a rounded number?"""
    if figure is None or slowly is None:
        return figure is slowly
    return abs(Decimal(figure) - Decimal(slowly)) <= Decimal("0.1")


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
@given(chance=st.randoms(use_true_random=False))
def test_a_figure_is_what_a_patient_person_would_count(chance):
    with transaction.atomic():
        cohort = some_cohort(chance)
        slowly = counted_slowly(cohort)

        figures = {reading.metric.key: reading.figure for reading in readings(cohort, NOW)}

        assert set(slowly) == set(figures) == {metric.key for metric in METRICS}
        for metric in METRICS:
            figure, (part, whole, value) = figures[metric.key], slowly[metric.key]
            assert is_about(figure.part, part), metric.key
            assert is_about(figure.whole, whole), metric.key
            assert is_about(figure.value, value), metric.key
            assert compute(metric, [cohort], NOW) == figure, metric.key
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.randoms(use_true_random=False))
def test_months_and_mentees_add_up_to_the_whole(chance):
    with transaction.atomic():
        cohort = some_cohort(chance)
        terms = terms_of(METRICS)
        months = [dt.date(2026 + month // 12, month % 12 + 1, 1) for month in range(7, 15)]

        by_month = tally(terms, now=NOW, cohorts=[cohort], months=months, zone=ZoneInfo("Europe/Berlin"))
        by_mentee = tally(terms, now=NOW, cohorts=[cohort], by=BY_MENTEE)

        mentees = list(cohort.enrollments.mentees().values_list("pk", flat=True))
        for metric in METRICS:
            for term in metric.terms:
                whole = by_month.amount(term, [cohort.pk])
                if metric.monthly:
                    assert abs(sum(by_month.amount(term, [cohort.pk], month) for month in months) - whole) < 1
                if term.name != "mentoring":
                    assert abs(by_mentee.amount(term, mentees) - whole) < 1
        transaction.set_rollback(True)


def test_out_of_nothing_there_is_no_figure_rather_than_a_zero(cohort):
    assert compute(BY_KEY["meetings_held"], [cohort], NOW).value is None


def test_a_figure_is_said_with_its_parts():
    percent = BY_KEY["meetings_held"]

    assert in_words(percent, Figure(Decimal("74.2"), 23, 31)) == "74.2 % (23 of 31)"
    assert in_words(percent, Figure(None, 0, 0)) == "no data: no meeting is over yet"


def test_all_figures_need_the_same_queries_for_one_pair_and_for_many(cohort, django_assert_max_num_queries):
    for _number in range(5):
        some_pair(random.Random(7), cohort)

    with django_assert_max_num_queries(9):
        readings(cohort, NOW)
