"""The whole story, from the first sign-up to this morning."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from matching.models import Pairing
from mentorship.demo.story import lena
from mentorship.demo.story.aiming import aim
from mentorship.demo.story.asking_everybody import ask_everybody
from mentorship.demo.story.calendar import Calendar
from mentorship.demo.story.declaring import declare_of_themselves
from mentorship.demo.story.meeting import HOURS, meet_twice_and_stop, meet_weekly
from mentorship.demo.story.pairing import match_and_sign, match_those_left
from mentorship.demo.story.post import sort_the_post
from mentorship.demo.story.reviewing import look_back
from mentorship.demo.story.setting import set_the_scene
from mentorship.demo.story.showing import show_of
from mentorship.demo.story.timing import close_the_hospital, tell_of_times
from mentorship.demo.story.training import train
from mentorship.demo.story.ways import IN_TURN, Way
from mentorship.demo.story.working import began, practise, set_a_goal, watch

ZONE = ZoneInfo("Europe/London")
WORKDAYS = 5
PAIRS_BETWEEN_COUNTS = 8


@transaction.atomic
def tell(now: datetime) -> None:
    """Bring the invented people in and let them live through their last weeks; the same `now` tells the same story."""
    calendar, chance = Calendar(now, ZONE), Random(1)
    setting = set_the_scene(calendar)
    train(setting, calendar)
    declare_of_themselves(setting, calendar)
    _let_the_database_count()
    first, *others = match_and_sign(setting, calendar)
    close_the_hospital(setting.cohort, calendar)
    lena.tell_of(first, calendar)
    show_of(first, calendar)
    places = Counter({first.mentor_id: 1})
    sides = {first.pk: 0}
    for number, pairing in enumerate(others):
        if number % PAIRS_BETWEEN_COUNTS == 0:
            _let_the_database_count()
        way = IN_TURN[number % len(IN_TURN)]
        _live(pairing, way, places[pairing.mentor_id], calendar, chance)
        places[pairing.mentor_id] += 1
        sides[pairing.pk] = way.value.review_sides
    _let_the_database_count()
    look_back(sides, calendar, chance)
    aim(setting, calendar)
    match_those_left(setting, calendar)
    tell_of_times(first, calendar)
    ask_everybody(setting, calendar, Random(2), but=first.mentee.user)
    sort_the_post(calendar)


def _let_the_database_count() -> None:
    """Renew the planner's figures: of what one transaction writes it knows nothing, and takes full tables for empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _live(pairing: Pairing, way: Way, place: int, calendar: Calendar, chance: Random) -> None:
    """Let a pair do what pairs of its way do; `place` keeps the meetings of one mentor apart."""
    hour = HOURS[place % len(HOURS)]
    first_on = calendar.day(began(pairing, calendar) - 2)
    first_on += timedelta(days=(pairing.mentor_id + place - first_on.weekday()) % WORKDAYS)
    while first_on.weekday() >= WORKDAYS:
        first_on += timedelta(days=1)
    if way.value.stops_meeting:
        meet_twice_and_stop(pairing, calendar, first_on=first_on, hour=hour)
        return
    meet_weekly(pairing, way.value, calendar, chance, first_on=first_on, hour=hour)
    goal = set_a_goal(pairing, way.value, calendar, chance) if way.value.has_goal else None
    practise(pairing, goal, way.value, calendar, chance)
    watch(pairing, goal, way.value, calendar, chance)
