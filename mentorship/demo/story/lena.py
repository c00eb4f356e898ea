"""Lena Fischer and Dr Amara Osei: the pair one logs in as, half-way to five supervised shoulder reductions."""

from __future__ import annotations

from datetime import time, timedelta
from random import Random
from uuid import UUID

from agreements import seen
from agreements.domain.actions import add_action, agree_action, mark_done
from agreements.domain.goals import agree_goal, write_goal
from agreements.enums import MeasureUnit
from agreements.models import Goal
from evaluation.domain.logging import log_procedure
from evaluation.domain.observing import mark_read, submit_observation, turn_next_step_into_action
from evaluation.enums import (
    AgeBand,
    ClinicalSetting,
    Complexity,
    ObservationKind,
    PatientVisit,
    ProcedureSetting,
    SupervisionLevel,
)
from evaluation.models import Observation
from matching.models import Pairing
from meetings.domain.confirming import confirm_held
from meetings.domain.reflecting import write_reflection
from meetings.domain.scheduling import schedule_series
from mentorship.demo.story.asking import set_targets, tell_of_milestones, tell_of_requests
from mentorship.demo.story.calendar import Calendar
from mentorship.demo.story.working import began, key
from programs.models import Competency, Topic

HOUR, MINUTES, WEEK = 17, 45, 7


def tell_of(pairing: Pairing, calendar: Calendar) -> None:
    """Their six weeks: a goal, a meeting each week, what was seen and done, and one piece of feedback still unread."""
    chance = Random(5)
    shoulder = Topic.objects.get(name="Shoulder reduction", program__isnull=True)
    start = began(pairing, calendar)
    for day in (start, start - 1):
        _do(pairing, shoulder, calendar, chance, day=day, setting=ProcedureSetting.SIMULATION, level="2a")
    _meet(pairing, calendar, start)
    goal = _aim(pairing, shoulder, calendar, start)
    _do(pairing, shoulder, calendar, chance, day=24, setting=ProcedureSetting.PATIENT, level="2a")
    _watched(pairing, goal, shoulder, calendar, key(chance))
    tell_of_requests(pairing, goal, calendar, chance)
    _watched_yesterday(pairing, goal, calendar, key(chance))
    tell_of_milestones(pairing, calendar)
    set_targets(pairing)


def _aim(pairing: Pairing, shoulder: Topic, calendar: Calendar, start: int) -> Goal:
    lena, amara = pairing.mentee.user, pairing.mentor.user
    goal = write_goal(
        pairing_id=pairing.pk,
        by=lena,
        now=calendar.at(start - 2, 20),
        goal="Five supervised shoulder reductions by the end of the rotation, with direct feedback on technique",
        reality="Two in simulation, none on a patient. I know two techniques and trust neither.",
        options="Weekly simulation; three bedside observations; the technique film before each shift; asking triage to"
        " call me.",
        will="I book the Tuesday simulation slots and ask for feedback straight after each attempt.",
        measure_target=5,
        measure_unit=MeasureUnit.PROCEDURES,
        measure_topic=shoulder,
        measure_observed=3,
        competency=Competency.objects.get(framework__program__isnull=True, code="EPA 12"),
        target_date=pairing.cohort.ends_on - timedelta(days=7),
        confidence_before=3,
    )
    agree_goal(goal_id=goal.pk, by=amara, now=calendar.at(start - 3, 8), seen=seen.of_goal(goal, []))
    for text, owner, due, done in (
        ("Book the Tuesday simulation slots", lena, start - 6, start - 5),
        ("Ask triage to call me for every shoulder", lena, 20, 21),
        ("Show Lena the Cunningham technique on the model", amara, 15, 16),
        ("Write down what I felt at the moment of reduction", lena, 2, None),
        ("Ask for the next shoulder by name on the weekend shift", lena, -5, None),
    ):
        action = add_action(
            pairing_id=pairing.pk,
            goal_id=goal.pk,
            text=text,
            owner_id=owner.pk,
            due_on=calendar.day(due),
            by=lena,
            now=calendar.at(max(due + 7, start - 3), 20),
        )
        if due > 0:
            agree_action(
                action_id=action.pk,
                by=amara,
                now=calendar.at(max(due + 6, start - 4), 8),
                seen=seen.of_action(action),
            )
        if done is not None:
            mark_done(action_id=action.pk, by=owner, now=calendar.at(done, 20))
    return goal


def _meet(pairing: Pairing, calendar: Calendar, start: int) -> None:
    """Meet each week on the weekday that is tomorrow, so that the next meeting is tomorrow's."""
    lena = pairing.mentee.user
    first = max(day for day in range(-1, start, WEEK))
    series = schedule_series(
        pairing_id=pairing.pk,
        first_on=calendar.day(first),
        starts_at=time(HOUR, 0),
        time_zone=str(calendar.zone),
        count=12,
        length_minutes=MINUTES,
        place="Simulation centre, room 2",
        by=lena,
        now=calendar.at(start, 12),
        is_in_protected_time=True,
    )
    said = (
        ("I wait for the click instead of feeling for it.", "Watch the film once without sound.", True),
        ("My goal was too wide; five reductions is one I can see.", "Send the goal tonight.", True),
        ("I was afraid of hurting him, and hurried.", "Say aloud: slow is smooth.", False),
    )
    past = series.meetings.filter(ends_at__lt=calendar.now).order_by("starts_at")
    for number, meeting in enumerate(past):
        after = meeting.ends_at + timedelta(hours=1)
        by = lena if number % 2 else pairing.mentor.user
        confirm_held(meeting_id=meeting.pk, minutes=MINUTES, by=by, now=after)
        if number < len(said):
            lessons, next_actions, share = said[number]
            write_reflection(
                meeting_id=meeting.pk, lessons=lessons, next_actions=next_actions, share=share, by=lena, now=after
            )


def _do(
    pairing: Pairing, topic: Topic, calendar: Calendar, chance: Random, *, day: int, setting: str, level: str
) -> None:
    log_procedure(
        mentee_id=pairing.mentee_id,
        topic_id=topic.pk,
        done_on=calendar.day(day),
        setting=setting,
        supervision_level=level,
        by=pairing.mentee.user,
        now=calendar.at(day, 21),
        age_band=AgeBand.FROM_25 if setting == ProcedureSetting.PATIENT else "",
        client_key=key(chance),
    )


def _watched(pairing: Pairing, goal: Goal, shoulder: Topic, calendar: Calendar, form_key: UUID) -> Observation:
    """Dr Osei watched a reduction and wrote it down; Lena read it and took the next step on."""
    observation = submit_observation(
        pairing_id=pairing.pk,
        kind=ObservationKind.DIRECT_SKILLS_REVIEW,
        client_key=form_key,
        by=pairing.mentor.user,
        now=calendar.at(10, 16),
        ratings={"prepares": 3, "explains": 3, "sequence": 2, "technique": 2, "comfort": 3, "closes": 2},
        strengths="You explained each step to him and waited for the muscle to let go.",
        to_improve="Your elbow drifted away from his side, so the traction was not in line.",
        next_step="Practise in-line traction on the model, ten times, elbow at the side",
        next_step_due_on=calendar.day(-3),
        goal_id=goal.pk,
        topic_id=shoulder.pk,
        supervision_level=SupervisionLevel.IN_THE_ROOM,
        observer_assesses_formally=False,
        setting=ClinicalSetting.EMERGENCY,
        visit=PatientVisit.NEW,
        age_band=AgeBand.FROM_15,
        complexity=Complexity.MODERATE,
        focus="Cunningham technique",
        minutes_observed=20,
        minutes_feedback=10,
    )
    mark_read(observation_id=observation.pk, by=pairing.mentee.user, now=calendar.at(10, 20))
    turn_next_step_into_action(observation_id=observation.pk, by=pairing.mentee.user, now=calendar.at(10, 20, 5))
    return observation


def _watched_yesterday(pairing: Pairing, goal: Goal, calendar: Calendar, form_key: UUID) -> Observation:
    """Dr Osei wrote a mini-CEX yesterday evening, which Lena has not read yet."""
    return submit_observation(
        pairing_id=pairing.pk,
        kind=ObservationKind.MINI_CEX,
        client_key=form_key,
        by=pairing.mentor.user,
        now=calendar.at(1, 19),
        ratings={"interviewing": 6, "exam": 6, "professionalism": 8, "judgment": 5, "organization": 6, "overall": 6},
        strengths="You examined sensation over the deltoid before and after, without being asked.",
        to_improve="You had decided on the technique before you had seen the film.",
        next_step="Say your first and second choice of technique aloud, with the reason, before each attempt",
        next_step_due_on=calendar.day(-10),
        goal_id=goal.pk,
        observer_assesses_formally=False,
        setting=ClinicalSetting.EMERGENCY,
        visit=PatientVisit.NEW,
        age_band=AgeBand.FROM_45,
        complexity=Complexity.HIGH,
        focus="Assessment before a reduction",
        minutes_observed=15,
        minutes_feedback=10,
    )
