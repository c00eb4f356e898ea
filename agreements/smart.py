"""SMART, said while a goal is written; it never blocks a draft, and says what a goal needs before it is agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from agreements.models import Goal
    from programs.models import Cohort

FEWEST_WORDS = 3


@dataclass(frozen=True)
class Hint:
    """One letter of SMART: whether the goal has it, and what would give it."""

    letter: str
    word: str
    is_met: bool
    text: str


def hints(goal: Goal, cohort: Cohort, today: date) -> list[Hint]:
    """Return the five letters for a goal as it stands now, saved or not."""
    return [_specific(goal), _measurable(goal), _achievable(goal), _relevant(goal), _timely(goal, cohort, today)]


def lacking(goal: Goal, today: date) -> list[str]:
    """Say, field by field, what a goal needs before its mentor can agree to it; nothing when it has all."""
    found = []
    if not (goal.measure_target and goal.measure_unit):
        found.append(_("“How many”: add a number and what is counted."))
    if goal.target_date is None:
        found.append(_("“By when”: choose a day."))
    else:
        found += [
            _("“By when”: %(problem)s") % {"problem": problem}
            for problem in _day_problems(goal, goal.pairing.cohort, today)
        ]
    return found


def _specific(goal: Goal) -> Hint:
    words = goal.goal.split()
    one_sentence = len([part for part in goal.goal.replace("!", ".").split(". ") if part.strip()]) == 1
    is_met = len(words) >= FEWEST_WORDS and one_sentence
    text = _("One sentence that says what you will be able to do.")
    return Hint("S", _("Specific"), is_met, _("One sentence, one thing.") if is_met else text)


def _measurable(goal: Goal) -> Hint:
    is_met = bool(goal.measure_target and goal.measure_unit)
    text = _("Add a number and what is counted, for example 5 procedures.")
    if is_met:
        text = _("%(measure)s.") % {"measure": goal.measure_in_words}
    return Hint("M", _("Measurable"), is_met, text)


def _achievable(goal: Goal) -> Hint:
    is_met = bool(goal.reality.strip() and goal.options.strip())
    text = _("Write where you stand and what could help, so that you both can judge whether it is within reach.")
    return Hint("A", _("Achievable"), is_met, _("You wrote where you stand and what could help.") if is_met else text)


def _relevant(goal: Goal) -> Hint:
    competency = goal.competency if goal.competency_id else None
    text = str(competency) if competency else _("Choose the competency it builds.")
    return Hint("R", _("Relevant"), competency is not None, text)


def _timely(goal: Goal, cohort: Cohort, today: date) -> Hint:
    day, word = goal.target_date, _("Time-bound")
    if day is None:
        return Hint("T", word, is_met=False, text=_("Choose a day by which it is done."))
    for problem in _day_problems(goal, cohort, today):
        return Hint("T", word, is_met=False, text=problem)
    return Hint("T", word, is_met=True, text=_("By %(day)s.") % {"day": _written(day)})


def _day_problems(goal: Goal, cohort: Cohort, today: date) -> Iterator[str]:
    """Say what is wrong with the day of a goal, the most urgent first."""
    day = goal.target_date
    if day is None:
        return
    if day < today and goal.is_open:
        yield _("%(day)s has passed. Choose a day ahead.") % {"day": _written(day)}
        return
    last_day = goal.pairing.last_day if goal.pairing_id else cohort.ends_on
    if not cohort.starts_on <= day <= last_day:
        yield _("%(day)s lies outside the cohort, which runs from %(first)s to %(last)s.") % {
            "day": _written(day),
            "first": _written(cohort.starts_on),
            "last": _written(last_day),
        }


def _written(day: date) -> str:
    return date_format(day, "j F Y")
