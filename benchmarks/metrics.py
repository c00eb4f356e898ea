"""What the leader's figures cost, beside the best SQL we could write by hand for each, in one run on PostgreSQL.

One program with five cohorts: 10,000 pairings, 200,000 meetings, 200,000 observations, and what else pairs write. Each metric
is read as pages read it (`evaluation.metrics.compute`) over the whole program, must give the same as one statement written for
that figure alone, and may take at most twice its time; the two take turns. The dashboard of one of the cohorts, with its
comparisons, may ask the database at most 25 times.

    python -m benchmarks.metrics

It starts a PostgreSQL of its own, or works on the server that DATABASE_URL names, in a database that it makes and removes.
"""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from time import perf_counter
from typing import TYPE_CHECKING

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.urls import reverse

from benchmarks.meetings import database_of_our_own, milliseconds  # sets Django up before any model is imported
from evaluation.metrics import METRICS, compute
from evaluation.models import Outcome
from programs.models import Cohort
from tests.agreements.factories import ActionFactory, AgreementFactory, GoalFactory
from tests.evaluation.factories import ReviewFactory
from tests.evaluation.observations import ProcedureFactory, send_mini_cex
from tests.matching.factories import PairingFactory
from tests.meetings.factories import MeetingFactory
from tests.programs.factories import CohortFactory, LeadershipFactory, PolicyFactory, ProgramFactory

if TYPE_CHECKING:
    from django.db.models import Model

    from mentorship.accounts.models import User

COHORTS, PAIRS, MENTORS = 5, 10_000, 3_000
EACH = {"meetings": 20, "observations": 20, "procedures": 5, "actions": 5, "goals": 2, "reviews": 3}
MOST_TIMES, MOST_QUERIES, ROUNDS = 2.0, 25, 9
NOW = dt.datetime.now(tz=dt.UTC).replace(minute=0, second=0, microsecond=0)
FIRST, MENTEE, MENTOR = 1_000_000, 2_000_000, 3_000_000
"""Where the keys of users and pairings, of mentees and of mentors begin."""


def multiply(model: Model, times: int, /, **columns: str) -> None:
    """Copy a row so many times; `columns` are SQL for what differs, in which `g` counts from 0."""
    table = model._meta.db_table
    names = [field.column for field in model._meta.concrete_fields]
    given = {"uuid": "gen_random_uuid()", "client_key": "gen_random_uuid()", **columns}
    names = [name for name in names if name != "id" or "id" in columns]
    values = ", ".join(given.get(name, f't."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    statement = f'INSERT INTO "{table}" ({listed}) SELECT {values} FROM "{table}" t, generate_series(0, {times - 1}) g WHERE t.id = {int(model.pk)}'
    with connection.cursor() as cursor:
        cursor.execute(statement)


def fill() -> tuple[list[Cohort], User]:
    """Make the program; return its cohorts and its leader."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # filling takes longer than a page may
    program = ProgramFactory()
    starts_on = (NOW - dt.timedelta(days=200)).date()
    cohorts = [
        CohortFactory(program=program, name=f"Cohort {n}", starts_on=starts_on, ends_on=NOW.date() + dt.timedelta(90))
        for n in range(COHORTS)
    ]
    for cohort in cohorts:
        PolicyFactory(cohort=cohort)
    leader = LeadershipFactory(program=program).user
    begun = NOW - dt.timedelta(days=190)
    pair = PairingFactory(
        mentee__cohort=cohorts[0], mentor__cohort=cohorts[0], activated_at=begun, proposed_at=begun, answer_by=begun,
        mentor_accepted_at=begun, mentee_accepted_at=begun,
    )  # fmt: skip
    cohort = f"{cohorts[0].pk} + g % {COHORTS}"
    multiply(pair.mentee.user, PAIRS + MENTORS, id=f"{FIRST} + g", email="'somebody' || g || '@example.org'")
    multiply(pair.mentee, PAIRS, id=f"{MENTEE} + g", user_id=f"{FIRST} + g", cohort_id=cohort)
    multiply(pair.mentor, MENTORS, id=f"{MENTOR} + g", user_id=f"{FIRST + PAIRS} + g", cohort_id=cohort, capacity="5")
    multiply(
        pair, PAIRS, id=f"{FIRST} + g", mentee_id=f"{MENTEE} + g", mentor_id=f"{MENTOR} + g % {MENTORS}",
        place=f"1 + g / {MENTORS}",
    )  # fmt: skip
    of = {"pairing_id": f"{FIRST} + g % {PAIRS}"}
    ago = f"timestamptz '{NOW.isoformat()}' - (g / {PAIRS} * 9 + 1) * interval '1 day'"
    held = MeetingFactory(pairing=pair, held=True, starts_at=begun, ends_at=begun + dt.timedelta(minutes=30))
    many = EACH["meetings"] * PAIRS
    state = "CASE WHEN g % 7 = 0 THEN 'cancelled' WHEN g % 11 = 0 THEN 'missed' ELSE 'held' END"
    multiply(
        held, many, **of, starts_at=ago, ends_at=f"{ago} + interval '30 minutes'", state=state,
        held_minutes=f"CASE WHEN {state} = 'held' THEN 30 END", is_in_protected_time="g % 3 = 0",
        cancel_reason=f"CASE WHEN {state} = 'cancelled' THEN 'exam' ELSE '' END",
    )  # fmt: skip
    kind = "CASE WHEN g % 5 = 0 THEN 'mini_cex' ELSE 'field_note' END"
    multiply(send_mini_cex(pair), EACH["observations"] * PAIRS, **of, submitted_at=ago, kind=kind)
    mentee = {"mentee_id": f"{MENTEE} + g % {PAIRS}"}
    multiply(ProcedureFactory(mentee=pair.mentee), EACH["procedures"] * PAIRS, **mentee)
    multiply(
        ActionFactory(pairing=pair, due_on=NOW.date()), EACH["actions"] * PAIRS, **of,
        done_at=f"CASE WHEN g % 3 > 0 THEN {ago} END",
    )  # fmt: skip
    goal = GoalFactory(pairing=pair, state="agreed", agreed_at=begun)
    multiply(goal, EACH["goals"] * PAIRS, **of, state="CASE WHEN g % 4 = 0 THEN 'achieved' ELSE 'agreed' END", achieved_at=f"CASE WHEN g % 4 = 0 THEN {ago} END")  # fmt: skip
    review = ReviewFactory(
        pairing=pair, number=99, due_at=begun, opened_at=begun, state="closed", closed_at=begun, outcome="continue"
    )
    multiply(
        review, EACH["reviews"] * PAIRS, **of, number=f"1 + g / {PAIRS}",
        closed_at="t.due_at + (g % 3 - 1) * interval '1 day'",
    )  # fmt: skip
    multiply(AgreementFactory(pairing=pair, state="in_force", in_force_at=begun), PAIRS, **of)
    kept = Outcome.objects.create(enrollment=pair.mentee, kind="retention", value="retained", on=NOW.date())
    multiply(kept, PAIRS, enrollment_id=f"{MENTEE} + g", value="CASE WHEN g % 9 = 0 THEN 'left' ELSE 'retained' END")
    match = Outcome.objects.create(enrollment=pair.mentee, kind="residency_match", value="matched", on=NOW.date())
    multiply(match, PAIRS, enrollment_id=f"{MENTEE} + g", value="CASE WHEN g % 8 = 0 THEN 'soap' ELSE 'matched' END")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return list(Cohort.objects.filter(program=program).select_related("policy", "program")), leader


PAIR = "JOIN matching_pairing p ON p.id = x.pairing_id JOIN programs_enrollment e ON e.id = p.mentee_id WHERE e.cohort_id = ANY(%(cohorts)s)"
HELD = "x.state = 'held'"
PROTECTED = f"(SELECT coalesce(sum(x.held_minutes), 0) / 60.0 FROM meetings_meeting x {PAIR} AND {HELD} AND x.is_in_protected_time)"
OVER = f"FROM meetings_meeting x {PAIR} AND x.ends_at < %(now)s AND x.state <> 'proposed'"
OUTCOME = "SELECT 100.0 * count(*) FILTER (WHERE o.value {part}) / count(*) FROM evaluation_outcome o JOIN programs_enrollment e ON e.id = o.enrollment_id WHERE e.role = 'mentee' AND e.cohort_id = ANY(%(cohorts)s) AND o.kind = '{kind}' AND o.value IN ({whole})"
BY_HAND: dict[str, str] = {
    "mentees_matched": "SELECT 100.0 * count(l.mentee_id) / count(*) FROM programs_enrollment e LEFT JOIN (SELECT DISTINCT mentee_id FROM matching_pairing WHERE state <> 'ended') l ON l.mentee_id = e.id WHERE e.role = 'mentee' AND e.state <> 'withdrawn' AND e.cohort_id = ANY(%(cohorts)s)",
    "agreements_signed": "SELECT 100.0 * count(a.pairing_id) / count(*) FROM matching_pairing p JOIN programs_enrollment e ON e.id = p.mentee_id LEFT JOIN (SELECT DISTINCT pairing_id FROM agreements_agreement WHERE in_force_at IS NOT NULL AND state <> 'draft') a ON a.pairing_id = p.id WHERE e.cohort_id = ANY(%(cohorts)s) AND p.mentor_accepted_at IS NOT NULL AND p.mentee_accepted_at IS NOT NULL AND p.end_reason NOT IN ('declined', 'expired')",
    "days_to_first_meeting": f"SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(0, floor(extract(epoch FROM f.first - f.activated_at) / 86400))) FROM (SELECT p.activated_at, min(x.starts_at) AS first FROM meetings_meeting x {PAIR} AND {HELD} AND p.activated_at IS NOT NULL GROUP BY p.id) f",
    "meeting_frequency": f"SELECT (SELECT count(*) FROM meetings_meeting x {PAIR} AND {HELD}) / (SELECT sum(extract(epoch FROM coalesce(p.ended_at, %(now)s) - p.activated_at)) / 2592000 FROM matching_pairing p JOIN programs_enrollment e ON e.id = p.mentee_id WHERE e.cohort_id = ANY(%(cohorts)s))",
    "meetings_held": f"SELECT 100.0 * count(*) FILTER (WHERE {HELD}) / count(*) {OVER}",
    "meetings_cancelled": f"SELECT 100.0 * count(*) FILTER (WHERE x.state = 'cancelled') / count(*) {OVER}",
    "protected_hours_used": f"SELECT {PROTECTED}",
    "protected_time_used": f"SELECT 100 * {PROTECTED} / (SELECT sum(m.seconds * c.protected_hours_per_month) / (86400 * 365.2425 / 12) FROM (SELECT e.cohort_id, extract(epoch FROM max(coalesce(p.ended_at, %(now)s)) - min(p.activated_at)) AS seconds FROM matching_pairing p JOIN programs_enrollment e ON e.id = p.mentor_id WHERE e.cohort_id = ANY(%(cohorts)s) AND p.activated_at IS NOT NULL GROUP BY e.id) m JOIN programs_cohortpolicy c ON c.cohort_id = m.cohort_id)",
    "feedback_entries": f"SELECT count(*) FROM evaluation_observation x {PAIR}",
    "mentees_observed_enough": "SELECT 100.0 * count(*) FILTER (WHERE coalesce(s.n, 0) >= c.required_mini_cex) / count(*) FROM programs_enrollment e JOIN programs_cohortpolicy c ON c.cohort_id = e.cohort_id JOIN (SELECT DISTINCT mentee_id FROM matching_pairing WHERE activated_at IS NOT NULL) b ON b.mentee_id = e.id LEFT JOIN (SELECT p.mentee_id, count(*) AS n FROM evaluation_observation o JOIN matching_pairing p ON p.id = o.pairing_id WHERE o.kind = 'mini_cex' GROUP BY p.mentee_id) s ON s.mentee_id = e.id WHERE e.cohort_id = ANY(%(cohorts)s)",
    "observed_procedures": "SELECT 100.0 * count(x.observation_id) / count(*) FROM evaluation_procedure x JOIN programs_enrollment e ON e.id = x.mentee_id WHERE e.cohort_id = ANY(%(cohorts)s)",
    "actions_completed": f"SELECT 100.0 * count(x.done_at) / count(*) FROM agreements_action x {PAIR} AND (x.due_on <= %(today)s OR x.done_at IS NOT NULL)",
    "goals_achieved": f"SELECT 100.0 * count(*) FILTER (WHERE x.state = 'achieved') / count(*) FROM agreements_goal x {PAIR} AND x.agreed_at IS NOT NULL AND x.state <> 'revised'",
    "reviews_on_time": f"SELECT 100.0 * count(*) FILTER (WHERE x.state = 'closed' AND x.closed_at <= x.due_at AND x.outcome <> '') / count(*) FROM evaluation_review x {PAIR} AND (x.due_at < %(now)s OR x.state = 'closed')",
    "retention": OUTCOME.format(kind="retention", part="= 'retained'", whole="'retained', 'left'"),
    "match_rate": OUTCOME.format(kind="residency_match", part="= 'matched'", whole="'matched', 'soap', 'unmatched'"),
}


def by_hand(key: str, cohorts: list[Cohort]) -> Decimal:
    """Run the statement written for one figure."""
    asked = {"cohorts": [cohort.pk for cohort in cohorts], "now": NOW, "today": NOW.date()}
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND[key], asked)
        (value,) = cursor.fetchone()
    return Decimal(str(value)).quantize(Decimal("0.1"))


def main() -> int:
    """Print each figure's times and the dashboard's queries; 1 if a limit is missed or a figure differs."""
    begin = perf_counter()
    cohorts, leader = fill()
    print(f"filled in {perf_counter() - begin:.0f} s")
    is_kept = True
    for metric in METRICS:
        if metric.key not in BY_HAND:
            print(f"{metric.key:24} not compared: read from what is kept")
            continue
        value, other = compute(metric, cohorts, NOW).value, by_hand(metric.key, cohorts)
        ours, theirs = milliseconds(
            (None, lambda metric=metric: compute(metric, cohorts, NOW)),  # type: ignore[misc]
            (None, lambda metric=metric: by_hand(metric.key, cohorts)),  # type: ignore[misc]
            rounds=ROUNDS,
        )
        is_same = value is not None and abs(value - other) <= Decimal("0.1")
        is_fast = ours <= MOST_TIMES * theirs
        is_kept = is_kept and is_same and is_fast
        words = "ok" if is_same and is_fast else "MISS" if is_same else f"DIFFERS: {value} and {other}"
        print(f"{metric.key:24} {ours:8.1f} ms  by hand {theirs:8.1f} ms  ratio {ours / theirs:5.2f}  {words}")
    client = Client()
    client.force_login(leader)
    client.get(reverse("evaluation:report"))
    begin = perf_counter()
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("evaluation:report"))
    taken, queries = perf_counter() - begin, len(asked.captured_queries)
    print(
        f"dashboard: {queries} queries (at most {MOST_QUERIES}), {taken:.2f} s",
        "ok" if queries <= MOST_QUERIES else "MISS",
    )
    return 0 if is_kept and queries <= MOST_QUERIES else 1


if __name__ == "__main__":
    setup_test_environment(debug=False)
    with database_of_our_own():
        status = main()
    sys.exit(status)
