"""Whom a person can name, and what the people of a cohort wished, for its leader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.enums import ExclusionReason
from matching.models import Exclusion, Preference
from programs.enums import EnrollmentRole, EnrollmentState
from programs.models import Enrollment

if TYPE_CHECKING:
    from programs.models import Cohort

NAMED = [EnrollmentState.APPROVED, EnrollmentState.ACTIVE]


@dataclass(frozen=True)
class Wish:
    """What one person said: choices in their order, and with whom not."""

    person: Enrollment
    choices: tuple[str, ...]
    not_with: tuple[str, ...]


def people_to_name(person: Enrollment) -> list[Enrollment]:
    """The other side of the cohort by name: all that is told of them here is name and specialty."""
    role = EnrollmentRole.MENTEE if person.role == EnrollmentRole.MENTOR else EnrollmentRole.MENTOR
    others = Enrollment.objects.filter(cohort=person.cohort_id, role=role, state__in=NAMED)
    return list(others.exclude(user=person.user_id).select_related("user").order_by("user__full_name", "pk"))


def wishes_of(cohort: Cohort) -> list[Wish]:
    """Everybody of a cohort who wished something, by name."""
    people: dict[int, Enrollment] = {}
    choices: dict[int, list[str]] = {}
    not_with: dict[int, list[str]] = {}
    preferences = Preference.objects.filter(chooser__cohort=cohort).select_related("chooser__user", "chosen__user")
    for preference in preferences.order_by("rank"):
        people[preference.chooser_id] = preference.chooser
        choices.setdefault(preference.chooser_id, []).append(preference.chosen.user.full_name)
    said = Exclusion.objects.filter(mentee__cohort=cohort, reason=ExclusionReason.NOT_WITH)
    for exclusion in said.select_related("mentor__user", "mentee__user"):
        is_mentor = exclusion.declared_by_id == exclusion.mentor.user_id
        person, other = (exclusion.mentor, exclusion.mentee) if is_mentor else (exclusion.mentee, exclusion.mentor)
        people[person.pk] = person
        not_with.setdefault(person.pk, []).append(other.user.full_name)
    wishes = [
        Wish(person, tuple(choices.get(key, ())), tuple(sorted(not_with.get(key, ()))))
        for key, person in people.items()
    ]
    return sorted(wishes, key=lambda wish: (wish.person.role, wish.person.user.full_name))
