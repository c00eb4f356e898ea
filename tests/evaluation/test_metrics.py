"""Each figure against a slow and obvious count in Python, over cohorts made at random."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from statistics import median

import pytest

from agreements.models import Action, Agreement, Goal
from evaluation.enums import ObservationKind
from evaluation.metrics import METRICS, Figure, in_words, readings, share
from evaluation.models import Observation, ObservationForm, Procedure, Review
from matching.models import Pairing
from meetings.models import Meeting
from programs.enums import EnrollmentState
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

DAY = dt.timedelta(days=1)
FEEDBACK = {"strengths": "Calm.", "to_improve": "Grip.", "next_step": "Practise.", "submitted_at": NOW}


def some_pair(chance: random.Random, cohort) -> Pairing:
    state = chance.choice(["proposed", "accepted", "active", "paused", "ended"])
    ended = {"place": None, "ended_at": NOW, "end_reason": chance.choice(["declined", "completed"])}
    silent = {"mentor_accepted_at": None, "mentee_accepted_at": None, "activated_at": None}
    return PairingFactory(
        mentee=MenteeEnrollmentFactory(cohort=cohort),
        mentor=MentorEnrollmentFactory(cohort=cohort),
        state=state,
        **(ended if state == "ended" else {}),
        **(silent if state == "proposed" else {}),
        **({"activated_at": None} if state == "accepted" else {}),
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


@pytest.fixture(params=[1, 2, 3, 4])
def some_cohort(request, db):
    chance = random.Random(request.param)
    cohort = CohortFactory()
    PolicyFactory(cohort=cohort, required_mini_cex=1)
    form, _made = ObservationForm.objects.get_or_create(kind="mini_cex", version=1, defaults={"definition": {}})
    for target in (cohort, PolicyFactory().cohort):
        for _number in range(6):
            fill(chance, some_pair(chance, target), form, TopicFactory())
        MenteeEnrollmentFactory(cohort=target)
        MenteeEnrollmentFactory(cohort=target, state=EnrollmentState.WITHDRAWN)
    return cohort


def of(cohort, rows):
    return [row for row in rows if row.pairing.mentee.cohort_id == cohort.pk]


def counted_slowly(cohort) -> dict[str, tuple[object, int | None]]:
    """What each metric counts, and out of how many, found by looking at every row."""
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
    enough = [pair for pair in begun if any(o.pairing == pair and o.kind == "mini_cex" for o in sent)]
    logged = [p for p in Procedure.objects.all() if p.mentee.cohort_id == cohort.pk]
    actions = of(cohort, Action.objects.all())
    due = [a for a in actions if a.done_at or a.due_on <= NOW.date()]
    agreed = [g for g in of(cohort, Goal.objects.all()) if g.agreed_at and g.state != "revised"]
    judged = [r for r in of(cohort, Review.objects.all()) if r.due_at < NOW or r.state == "closed"]
    on_time = [r for r in judged if r.state == "closed" and r.outcome and r.closed_at <= r.due_at]
    return {
        "mentees_matched": (len(matched), len(pool)),
        "agreements_signed": (len([p for p in accepted if p.pk in bound]), len(accepted)),
        "days_to_first_meeting": (Decimal(str(median(days))) if days else None, None),
        "meetings_held": (len([m for m in over if m.state == "held"]), len(over)),
        "meetings_cancelled": (len([m for m in over if m.state == "cancelled"]), len(over)),
        "protected_hours_used": (30 * len([m for m in held if m.is_in_protected_time]), None),
        "feedback_entries": (len(sent), None),
        "mentees_observed_enough": (len(enough), len(begun)),
        "observed_procedures": (len([p for p in logged if p.observation_id]), len(logged)),
        "actions_completed": (len([a for a in due if a.done_at]), len(due)),
        "goals_achieved": (len([g for g in agreed if g.state == "achieved"]), len(agreed)),
        "reviews_on_time": (len(on_time), len(judged)),
    }


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_a_figure_is_what_a_patient_person_would_count(metric, some_cohort):
    expected, whole = counted_slowly(some_cohort)[metric.key]

    figure = metric.compute(some_cohort, NOW)

    assert (figure.value if metric.unit == "days" else figure.part) == expected
    assert metric.unit == "days" or figure.whole == whole


def test_out_of_nothing_there_is_no_figure_rather_than_a_zero():
    assert share(0, 0).value is None


def test_a_figure_is_said_with_its_parts():
    percent = next(metric for metric in METRICS if metric.key == "meetings_held")

    assert in_words(percent, share(23, 31)) == "74.2 % (23 of 31)"
    assert in_words(percent, Figure(None, 0, 0)) == "no data: no meeting is over yet"


def test_all_figures_need_the_same_queries_for_one_pair_and_for_many(cohort, django_assert_max_num_queries):
    for _number in range(5):
        some_pair(random.Random(7), cohort)

    with django_assert_max_num_queries(20):
        readings(cohort, NOW)
