"""What the tests put into the database and read from it; run in a process of the nursery."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any
from uuid import uuid4

from django.db import connection


def forget_everything() -> None:
    """Empty what the tests fill."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE accounts_user, programs_program, notifications_lastrun CASCADE")


def invitations(
    count: int, *, minutes_ago: float = 0, first: int = 0, each: int = 1, plan_ran_minutes_ago: float | None = None
) -> None:
    """Invite people, each to as many cohorts as `each` says: a mail is due to them from then on, at any hour."""
    from mentorship.accounts.models import User
    from mentorship.notifications.models import LastRun
    from programs.enums import EnrollmentRole, EnrollmentState
    from programs.models import Enrollment, Invitation
    from tests.programs.factories import CohortFactory, LeadershipFactory, PolicyFactory

    now = dt.datetime.now(dt.UTC)
    at = now - dt.timedelta(minutes=minutes_ago)
    people = User.objects.bulk_create(
        [User(email=f"p{number}@example.org", full_name=f"P {number}") for number in range(first, first + count)]
    )
    for _cohort in range(each):
        cohort = CohortFactory(program__name=str(uuid4()), stage="enrolling")
        PolicyFactory(cohort=cohort)
        leader = LeadershipFactory(program=cohort.program, user__email=f"{uuid4()}@example.org").user
        enrolled = Enrollment.objects.bulk_create(
            [
                Enrollment(cohort=cohort, user=person, role=EnrollmentRole.MENTEE, state=EnrollmentState.INVITED)
                for person in people
            ]
        )
        Invitation.objects.bulk_create(
            [
                Invitation(enrollment=one, invited_by=leader, invited_at=at, expires_at=at + dt.timedelta(days=30))
                for one in enrolled
            ]
        )
    if plan_ran_minutes_ago is not None:
        ran = now - dt.timedelta(minutes=plan_ran_minutes_ago)
        LastRun.objects.create(name="notifications.plan_due", finished_at=ran)


def stale_rows(count: int) -> None:
    """Leave rows that were worth sending until a moment that is past."""
    from mentorship.notifications.models import Notification
    from programs.models import Invitation

    now = dt.datetime.now(dt.UTC)
    Notification.objects.bulk_create(
        [
            Notification(
                recipient_id=invitation.enrollment.user_id,
                kind="invitation",
                subject_uuid=invitation.uuid,
                slot="1:first",
                due_at=now - dt.timedelta(hours=9),
                expires_at=now - dt.timedelta(hours=1),
            )
            for invitation in Invitation.objects.select_related("enrollment").order_by("pk")[:count]
        ]
    )


def a_proposal_for_a_digest(now: str) -> None:
    """Propose a pair at a moment; the mentee wants a daily digest at half past two at night, in Berlin."""
    from mentorship.notifications.enums import How
    from mentorship.notifications.models import KindChoice, MailWishes
    from tests.accounts.factories import UserFactory
    from tests.matching.factories import PairingFactory
    from tests.programs.factories import CohortFactory, MenteeEnrollmentFactory, MentorEnrollmentFactory, PolicyFactory

    at = dt.datetime.fromisoformat(now)
    cohort = CohortFactory()
    PolicyFactory(cohort=cohort)
    mentee = UserFactory(email="berlin@example.org", time_zone="Europe/Berlin")
    MailWishes.objects.create(user=mentee, digest_at=dt.time(2, 30), quiet_from=dt.time(12), quiet_until=dt.time(12, 1))
    KindChoice.objects.create(user=mentee, kind="proposal_to_accept", how=How.DAILY)
    PairingFactory(
        mentor=MentorEnrollmentFactory(cohort=cohort, user=UserFactory(email="mentor@example.org")),
        mentee=MenteeEnrollmentFactory(cohort=cohort, user=mentee),
        state="proposed",
        proposed_at=at,
        answer_by=at + dt.timedelta(days=7),
        mentor_accepted_at=at,
        mentee_accepted_at=None,
        activated_at=None,
    )


def cohorts_to_match(count: int) -> dict[str, Any]:
    """Make a leader with cohorts of two people each; returns a session of hers and the cohorts."""
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore

    from tests.accounts.factories import UserFactory
    from tests.programs.factories import (
        CohortFactory,
        LeadershipFactory,
        MenteeEnrollmentFactory,
        MentorEnrollmentFactory,
        PolicyFactory,
        TrackFactory,
    )

    leadership = LeadershipFactory(user=UserFactory(email="leader@example.org"))
    cohorts = []
    for _number in range(count):
        cohort = CohortFactory(program=leadership.program, stage="enrolling")
        PolicyFactory(cohort=cohort)
        TrackFactory(cohort=cohort)
        MentorEnrollmentFactory(cohort=cohort)
        MenteeEnrollmentFactory(cohort=cohort)
        cohorts.append(str(cohort.uuid))
    session = SessionStore()
    session["_auth_user_id"] = str(leadership.user_id)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = leadership.user.get_session_auth_hash()
    session.create()
    return {"cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}", "cohorts": cohorts}


def states() -> dict[str, int]:
    """Return how many rows of the ledger are in each state."""
    from mentorship.notifications.models import Notification

    return dict(Counter(Notification.objects.exclude(kind="digest").values_list("state", flat=True)))


def was_delivering_after(moment: str) -> bool:
    """Return whether a run of the delivery that began after this moment has come to its end."""
    from mentorship.notifications.domain.delivery import TASK
    from mentorship.notifications.domain.heartbeat import last_run

    ran = last_run(TASK)
    return ran is not None and ran >= dt.datetime.fromisoformat(moment)


def run_states() -> dict[str, int]:
    """Return how many matching runs are in each state."""
    from matching.models import MatchRun

    return dict(Counter(MatchRun.objects.values_list("state", flat=True)))


def send_tasks(name: str, times: int) -> None:
    """Put a task into the broker's queue so many times."""
    from mentorship.celery import app

    for _time in range(times):
        app.send_task(name, ignore_result=True)


def plan() -> int:
    """Plan what is due, without a worker."""
    from mentorship.core import clock
    from mentorship.notifications.domain.planning import plan_due

    return plan_due(clock.now()).added


def migrate() -> None:
    """Make the tables, for who runs this without the tests' own database."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def reviews(pairs: int) -> None:
    """Open a review for so many pairs: two mails are due for each."""
    from evaluation.models import Review
    from matching.models import Pairing
    from mentorship.accounts.models import User
    from programs.models import Enrollment
    from tests.programs.factories import CohortFactory, PolicyFactory

    now = dt.datetime.now(dt.UTC)
    cohort = CohortFactory()
    PolicyFactory(cohort=cohort)
    enrolled = {}
    for role in ("mentor", "mentee"):
        people = User.objects.bulk_create(
            [User(email=f"{role}{number}@example.org", full_name=f"{role} {number}") for number in range(pairs)],
            batch_size=2000,
        )
        enrolled[role] = Enrollment.objects.bulk_create(
            [
                Enrollment(cohort=cohort, user=one, role=role, state="active", capacity=1 if role == "mentor" else None)
                for one in people
            ],
            batch_size=2000,
        )
    pairings = Pairing.objects.bulk_create(
        [
            Pairing(
                mentor=mentor,
                mentee=mentee,
                state="active",
                place=1,
                proposed_at=now,
                answer_by=now,
                mentor_accepted_at=now,
                mentee_accepted_at=now,
                activated_at=now,
            )
            for mentor, mentee in zip(enrolled["mentor"], enrolled["mentee"], strict=True)
        ],
        batch_size=2000,
    )
    due_at = now + dt.timedelta(days=14)
    Review.objects.bulk_create(
        [Review(pairing=pairing, number=1, opened_at=now, due_at=due_at, facts={}) for pairing in pairings],
        batch_size=2000,
    )


def a_portfolio(attempts: int) -> None:
    """Let a mentee log so many attempts and ask for their portfolio as PDF."""
    from evaluation.domain.choosing import decide_looks
    from evaluation.domain.papers import ask_for_paper
    from evaluation.models import Procedure
    from tests.evaluation.observations import ProcedureFactory

    now = dt.datetime.now(dt.UTC)
    first = ProcedureFactory(note="Under traction")
    mentee = first.mentee
    Procedure.objects.bulk_create(
        [
            Procedure(
                mentee=mentee,
                topic=first.topic,
                done_on=first.done_on - dt.timedelta(days=day),
                setting="patient",
                supervision_level="2b",
                note="Under traction",
            )
            for day in range(1, attempts)
        ]
    )
    shown = {"names_observers": False, "shows_what_to_improve": False, "shows_pictures": True, "lists_attempts": True}
    decide_looks(by=mentee.user, now=now, **shown)
    ask_for_paper(by=mentee.user, now=now)


def the_portfolio() -> dict[str, Any]:
    """Return what its owner is told of the paper, on its page and by its file."""
    from django.conf import settings
    from django.test import Client, override_settings
    from django.urls import reverse

    from evaluation.models import PortfolioPaper
    from mentorship.core.documents import digest_of

    as_they_lie = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    paper = PortfolioPaper.objects.select_related("portfolio__owner").get()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(paper.portfolio.owner, backend="django.contrib.auth.backends.ModelBackend")
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": as_they_lie}):
        file = client.get(reverse("evaluation:portfolio-paper-file", args=[paper.uuid]))
        page = client.get(reverse("evaluation:portfolio")).text
    return {
        "state": paper.state,
        "times_begun": paper.times_begun,
        "page": page,
        "is_whole": file.status_code == 200 and digest_of([file.content]) == paper.sha256,
    }


def history(rows: int) -> None:
    """Fill the ledger with mails that have left."""
    from tests.accounts.factories import UserFactory

    user = UserFactory(email=f"{uuid4()}@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(
            "INSERT INTO notifications_notification (uuid, created_at, recipient_id, kind, subject_uuid, slot, due_at,"
            " state, attempts, sent_at, reason, at_once, note) SELECT gen_random_uuid(), now(), %s, 'review_open',"
            " gen_random_uuid(), 'opened', now() - interval '30 days', 'sent', 1, now(), '', false, ''"
            " FROM generate_series(1, %s)",
            [user.pk, rows],
        )
        cursor.execute("ANALYZE notifications_notification")


def look() -> dict[str, float]:
    """Return what it costs to look for what is due."""
    import statistics
    import time

    from django.test.utils import CaptureQueriesContext

    plan()
    took = []
    for _time in range(7):
        began = time.perf_counter()
        plan()
        took.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as captured:
        plan()
    return {"queries": len(captured), "milliseconds": statistics.median(took)}
