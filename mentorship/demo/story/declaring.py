"""What people say of themselves because the program asks whether its mentors are as varied as its mentees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programs.domain.declaring import declare
from programs.enums import CharacteristicReaders
from programs.models import Characteristic, Enrollment

if TYPE_CHECKING:
    from mentorship.demo.story.calendar import Calendar
    from mentorship.demo.story.setting import Setting

DECLARED_AGO = 45
LEAVES_IT_OPEN = 5
"""Every so many people say nothing."""
FIRST_OF_MENTORS, FIRST_OF_MENTEES = 4, 3
"""Of how many mentors, and mentees, one is the first of the family to study."""
ABROAD_OF_MENTORS, ABROAD_OF_MENTEES = 11, 6
"""Of how many one has studied in another country: so few mentors that their group is merged."""


def declare_of_themselves(setting: Setting, calendar: Calendar) -> None:
    """Ask two things, one whose answers only counts tell of and one that leaders read; most people answer."""
    program = setting.cohort.program
    first = Characteristic.objects.create(
        program=program,
        name="First in the family",
        question="Are you the first in your family to study?",
        choices="Yes\nNo",
    )
    abroad = Characteristic.objects.create(
        program=program,
        name="Studied abroad",
        question="Did you study in another country?",
        choices="Yes\nNo",
        readers=CharacteristicReaders.LEADERS,
    )
    people = Enrollment.objects.filter(cohort=setting.cohort).select_related("user").order_by("role", "pk")
    for number, person in enumerate(people):
        if number % LEAVES_IT_OPEN == 0:
            continue
        is_mentor = person.role == "mentor"
        is_first = number % (FIRST_OF_MENTORS if is_mentor else FIRST_OF_MENTEES) == 1
        was_abroad = number % (ABROAD_OF_MENTORS if is_mentor else ABROAD_OF_MENTEES) == 1
        answers = {first.pk: "Yes" if is_first else "No", abroad.pk: "Yes" if was_abroad else "No"}
        declare(enrollment_id=person.pk, answers=answers, by=person.user, now=calendar.at(DECLARED_AGO))
