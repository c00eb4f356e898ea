"""Goals, actions, observations and procedures of a pair at work."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from agreements import seen
from agreements.domain.actions import add_action, agree_action, mark_done
from agreements.domain.goals import agree_goal, write_goal
from agreements.enums import GoalState, MeasureUnit
from agreements.models import Goal
from evaluation.domain.logging import log_procedure
from evaluation.domain.observing import mark_read, respond, submit_observation, turn_next_step_into_action
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
from mentorship.demo.story import words
from mentorship.demo.story.calendar import Calendar
from mentorship.demo.story.ways import Pattern
from programs.enums import TopicKind
from programs.models import Topic

LEVELS = (
    SupervisionLevel.DID_TOGETHER,
    SupervisionLevel.DID_TOGETHER,
    SupervisionLevel.IN_THE_ROOM,
    SupervisionLevel.ALL_CHECKED,
)
MINI_CEX = ("interviewing", "exam", "professionalism", "judgment", "counseling", "organization", "overall")
SKILLS = ("prepares", "explains", "sequence", "technique", "comfort", "findings", "closes")
_SENTENCES = {
    MeasureUnit.PROCEDURES: ("{topic}: five under supervision, with feedback, by the end of the rotation", 5),
    MeasureUnit.OBSERVATIONS: ("{topic}: be watched three times and act on what I hear", 3),
    MeasureUnit.ACTIONS: ("{topic}: a plan I follow, in three steps", 3),
}
_UNIT_OF = {
    TopicKind.PROCEDURE: MeasureUnit.PROCEDURES,
    TopicKind.CLINICAL: MeasureUnit.OBSERVATIONS,
    TopicKind.CAREER: MeasureUnit.ACTIONS,
    TopicKind.RESEARCH: MeasureUnit.ACTIONS,
}


def key(chance: Random) -> UUID:
    """Make the key that a form carries so that sending it twice is sending it once."""
    return UUID(int=chance.getrandbits(128), version=4)


def began(pairing: Pairing, calendar: Calendar) -> int:
    """Return how many days ago the pair began to work."""
    start = pairing.activated_at or calendar.now
    return (calendar.today - start.astimezone(calendar.zone).date()).days


def topic_of(pairing: Pairing) -> Topic | None:
    """Return what the mentee named first among their needs."""
    need = pairing.mentee.needs.filter(topic__isnull=False).select_related("topic").order_by("pk").first()
    return need.topic if need else None


def set_a_goal(pairing: Pairing, pattern: Pattern, calendar: Calendar, chance: Random) -> Goal | None:
    """Write a goal from the mentee's first need, agree on it, and take on its first actions."""
    topic = topic_of(pairing)
    if topic is None:
        return None
    start = began(pairing, calendar)
    unit = _UNIT_OF[TopicKind(topic.kind)]
    sentence, target = _SENTENCES[unit]
    plan = chance.choice(words.PLANS[unit])
    mentee, mentor = pairing.mentee.user, pairing.mentor.user
    goal = write_goal(
        pairing_id=pairing.pk,
        by=mentee,
        now=calendar.at(start - 1, 20),
        goal=sentence.format(topic=topic.name),
        reality=plan.reality,
        options=plan.options,
        will=plan.will,
        measure_target=target,
        measure_unit=unit,
        measure_topic=None if unit == MeasureUnit.ACTIONS else topic,
        target_date=pairing.cohort.ends_on - timedelta(days=chance.randrange(0, 28)),
        confidence_before=chance.randint(2, 6),
    )
    if pattern.acts:
        moment = calendar.at(start - 2 - chance.randrange(3), 18)
        goal = agree_goal(goal_id=goal.pk, by=mentor, now=moment, seen=seen.of_goal(goal, []))
    for number, text in enumerate(plan.actions):
        _take_on(goal, text, calendar, chance, since=start - 3, due=start - 12 - 14 * number, acts=pattern.acts)
    return goal


def _take_on(goal: Goal, text: str, calendar: Calendar, chance: Random, *, since: int, due: int, acts: int) -> None:
    """Take an action on `since` days ago, due `due` days ago (negative: to come)."""
    mentee = goal.pairing.mentee.user
    action = add_action(
        pairing_id=goal.pairing_id,
        goal_id=goal.pk,
        text=text,
        owner_id=mentee.pk,
        due_on=calendar.day(due),
        by=mentee,
        now=calendar.at(since, 20, 10),
    )
    if goal.state != GoalState.DRAFT:
        mentor = goal.pairing.mentor.user
        agree_action(action_id=action.pk, by=mentor, now=calendar.at(since - 1, 8), seen=seen.of_action(action))
    if due > 0 and chance.random() * 100 < acts:
        mark_done(action_id=action.pk, by=mentee, now=calendar.at(due + chance.randrange(3), 21))


def watch(pairing: Pairing, goal: Goal | None, pattern: Pattern, calendar: Calendar, chance: Random) -> None:
    """Let the mentor watch the mentee at work, now and then, and the mentee read what was written."""
    start, topic = began(pairing, calendar), goal.measure_topic if goal else None
    for number in range(pattern.observations):
        day = max(1, start - 7 - number * 11 - chance.randrange(3))
        observation = send(pairing, goal, topic, calendar.at(day, 15), chance, level=LEVELS[number])
        if chance.random() * 100 < pattern.reads_feedback:
            _take_to_heart(observation, calendar.at(day - 1, 19), chance)


def send(
    pairing: Pairing, goal: Goal | None, topic: Topic | None, moment: datetime, chance: Random, *, level: str
) -> Observation:
    """Send one observation: a skill's own checklist for a procedure, a mini-CEX otherwise."""
    is_skill = topic is not None and topic.kind == TopicKind.PROCEDURE
    text = chance.choice(words.SKILL_FEEDBACK if is_skill else words.FEEDBACK)
    domains, low, high = (SKILLS, 1, 3) if is_skill else (MINI_CEX, 4, 8)
    ratings = {domain: chance.randint(low, high) for domain in domains}
    if not is_skill:
        ratings.pop(chance.choice(MINI_CEX[:-1]))
    return submit_observation(
        pairing_id=pairing.pk,
        kind=ObservationKind.DIRECT_SKILLS_REVIEW if is_skill else ObservationKind.MINI_CEX,
        client_key=key(chance),
        by=pairing.mentor.user,
        now=moment,
        ratings=ratings,
        strengths=text.strengths,
        to_improve=text.to_improve,
        next_step=text.next_step,
        next_step_due_on=moment.date() + timedelta(days=14),
        goal_id=goal.pk if goal else None,
        topic_id=topic.pk if topic else None,
        supervision_level=level,
        observer_assesses_formally=False,
        setting=ClinicalSetting.EMERGENCY,
        visit=PatientVisit.NEW,
        age_band=chance.choice([AgeBand.FROM_15, AgeBand.FROM_25, AgeBand.FROM_45, AgeBand.FROM_75]),
        complexity=chance.choice(Complexity.values),
        focus=text.focus,
        minutes_observed=chance.choice([10, 15, 20]),
        minutes_feedback=chance.choice([5, 8, 10]),
    )


def _take_to_heart(observation: Observation, moment: datetime, chance: Random) -> None:
    mentee = observation.pairing.mentee.user
    mark_read(observation_id=observation.pk, by=mentee, now=moment)
    if chance.random() < 0.5:
        respond(observation_id=observation.pk, by=mentee, now=moment, response=chance.choice(words.RESPONSES))
    if chance.random() < 0.6:
        turn_next_step_into_action(observation_id=observation.pk, by=mentee, now=moment)


def practise(pairing: Pairing, goal: Goal | None, pattern: Pattern, calendar: Calendar, chance: Random) -> None:
    """Log what the mentee did on their own initiative: simulation first, patients later."""
    topic = goal.measure_topic if goal else None
    if topic is None or topic.kind != TopicKind.PROCEDURE:
        return
    start = began(pairing, calendar)
    for number in range(pattern.procedures):
        day = max(0, start - 4 - number * 8 - chance.randrange(4))
        is_simulation = number == 0
        log_procedure(
            mentee_id=pairing.mentee_id,
            topic_id=topic.pk,
            done_on=calendar.day(day),
            setting=ProcedureSetting.SIMULATION if is_simulation else ProcedureSetting.PATIENT,
            supervision_level=LEVELS[min(number, len(LEVELS) - 1)],
            by=pairing.mentee.user,
            now=calendar.at(day, 18),
            age_band="" if is_simulation else AgeBand.FROM_25,
            client_key=key(chance),
        )
