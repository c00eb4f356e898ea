"""Whom Lena asked to watch her, what an observer without an account wrote, and how she and her mentor see her grow."""

from __future__ import annotations

from random import Random
from uuid import UUID

from agreements.models import Goal
from evaluation.domain.answering import answer_request
from evaluation.domain.asking import accept_request, ask_for_observation
from evaluation.domain.rating_milestones import rate_milestone
from evaluation.enums import ObservationKind
from evaluation.models import ObservationForm, ObservationRequest, ObserverMail, ProcedureTarget
from matching.models import Pairing
from mentorship.demo.story.calendar import Calendar
from mentorship.demo.story.working import key
from programs.models import Competency, Topic

OUTSIDER = ("Dr Jo Lind", "jo.lind@hospital.example")
TARGETS = (("Shoulder reduction", 5), ("Lumbar puncture", 3), ("Arterial blood gas sampling", 10))
RATED = (("PC", (4, 5, 6), (5, 7)), ("ICS", (6, 6, 7), (6, 7)), ("PROF", (7, 7), (6,)))
"""Competency, then the levels in halves as Lena and as Dr Osei saw them, the oldest first."""


def tell_of_requests(pairing: Pairing, goal: Goal, calendar: Calendar, chance: Random) -> None:
    """An outsider has answered by the link in the mail; one request is open, and one observer said yes."""
    answered = _ask(
        pairing, goal, calendar, key(chance), asked=6, wanted=5, whom=OUTSIDER, kind=ObservationKind.MINI_CEX
    )
    answer_request(
        request_id=answered.pk,
        client_key=key(chance),
        link_round=answered.invitation.round,
        now=calendar.at(5, 17),
        observer_name=OUTSIDER[0],
        observer_role="Consultant, emergency department",
        ratings={"interviewing": 7, "professionalism": 8, "counseling": 6, "organization": 6, "overall": 7},
        strengths="You told the patient what each step would feel like, and kept looking at his face.",
        to_improve="You asked two questions at once; he only answered the second.",
        next_step="Ask one question, then wait for three breaths",
        next_step_due_on=calendar.day(-6),
        setting="emergency",
        visit="new",
        age_band="45-64",
        complexity="moderate",
        minutes_observed=15,
        minutes_feedback=5,
        observer_assesses_formally=False,
    )
    colleague = ("Sister Mira Haddad", "mira.haddad@hospital.example")
    accepted = _ask(pairing, goal, calendar, key(chance), asked=2, wanted=-2, whom=colleague, kind=ObservationKind.DOPS)
    accept_request(request_id=accepted.pk, by=None, now=calendar.at(1, 12))
    registrar = ("Dr Paul Abara", "paul.abara@hospital.example")
    _ask(pairing, goal, calendar, key(chance), asked=1, wanted=-1, whom=registrar, kind=ObservationKind.FIELD_NOTE)
    _have_been_sent(pairing, calendar)


def _ask(
    pairing: Pairing,
    goal: Goal,
    calendar: Calendar,
    form_key: UUID,
    *,
    asked: int,
    wanted: int,
    whom: tuple[str, str],
    kind: str,
) -> ObservationRequest:
    forms = ObservationForm.objects.published().filter(program__isnull=True, kind=kind)
    return ask_for_observation(
        pairing_id=pairing.pk,
        form_id=forms.order_by("-version")[0].pk,
        observer_name=whom[0],
        observer_email=whom[1],
        what="How I explain a reduction and take consent",
        wanted_on=calendar.day(wanted),
        goal_id=goal.pk,
        by=pairing.mentee.user,
        now=calendar.at(asked, 20),
        client_key=form_key,
    )


def _have_been_sent(pairing: Pairing, calendar: Calendar) -> None:
    """Let the mails of the story be mails that have left: the demo's post begins with its visitor."""
    waiting = ObserverMail.objects.filter(request__pairing=pairing, due_at__lt=calendar.now)
    waiting.update(state="sent", sent_at=calendar.now)


def tell_of_milestones(pairing: Pairing, calendar: Calendar) -> None:
    """Both rate a few competencies every two weeks; they do not always agree."""
    known = {one.code: one for one in Competency.objects.filter(framework__program__isnull=True)}
    for code, by_mentee, by_mentor in RATED:
        competency = known[code]
        for by, levels in ((pairing.mentee.user, by_mentee), (pairing.mentor.user, by_mentor)):
            for place, half_levels in enumerate(reversed(levels)):
                rate_milestone(
                    pairing_id=pairing.pk,
                    competency_id=competency.pk,
                    half_levels=half_levels,
                    by=by,
                    now=calendar.at(3 + 12 * place, 18),
                )


def set_targets(pairing: Pairing) -> None:
    """Say how many procedures each mentee of the cohort should have done by its end."""
    for name, number in TARGETS:
        topic = Topic.objects.get(name=name, program__isnull=True)
        ProcedureTarget.objects.create(cohort=pairing.cohort, topic=topic, number=number)
