"""The pool beside the cohort: mentors against mentees, group by group, and where mentors are missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorship.core.charts import Chart, ChartKind, Series
from programs.enums import CharacteristicReaders, EnrollmentRole
from programs.models import Characteristic, CharacteristicAnswer, Enrollment, Track

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise

    from programs.models import Cohort

SHOWN = 15
BUILT_IN: dict[str, str | _StrPromise] = {
    "specialty": gettext_lazy("Specialty"),
    "site": gettext_lazy("Site"),
    "track": gettext_lazy("Track"),
    "language": gettext_lazy("Language"),
}


@dataclass(frozen=True)
class Group:
    """One group of the pool: its mentors, their places, its mentees."""

    name: str
    mentors: int = 0
    places: int = 0
    mentees: int = 0

    def __add__(self, other: Group) -> Group:
        """Merge another one into it."""
        return Group(self.name, self.mentors + other.mentors, self.places + other.places, self.mentees + other.mentees)

    def is_below(self, least: int) -> bool:
        """Would it tell of fewer people than may be told of?"""
        return 0 < self.mentors < least or 0 < self.mentees < least

    @property
    def short(self) -> int:
        """How many places its mentees lack."""
        return max(self.mentees - self.places, 0)


@dataclass(frozen=True)
class Comparison:
    """One way of grouping the pool: built in, or a characteristic that people declare."""

    key: str
    label: str | _StrPromise
    groups: list[Group]
    is_declared: bool = False


def dimensions(cohort: Cohort) -> dict[str, str | _StrPromise]:
    """Return what the pool can be grouped by: key and name."""
    declared = Characteristic.objects.filter(program=cohort.program_id)
    return BUILT_IN | {f"declared-{item.uuid}": item.name for item in declared}


def compare(cohort: Cohort, by: str, label: str | _StrPromise) -> Comparison:
    """Group the approved and active of a cohort: at most three queries, however many people."""
    people = list(
        Enrollment.objects.filter(cohort=cohort)
        .in_the_pool()
        .values("pk", "role", "capacity", "specialty", "site", "languages")
    )
    is_declared = by not in BUILT_IN
    names = _names(cohort, by, people)
    unknown = _("not said")
    groups: dict[str, Group] = {}
    for person in people:
        for name in sorted(set(names.get(person["pk"], ()))) or [unknown]:
            groups[name] = groups.get(name, Group(name)) + _one(person)
    rest = groups.pop(unknown, Group(unknown))
    ordered = sorted(groups.values(), key=lambda group: (-group.short, -group.mentees, group.name))
    if is_declared:
        ordered = merged(ordered, rest, least=cohort.policy.minimum_group_size)
    elif rest != Group(unknown):
        ordered.append(rest)
    return Comparison(by, label, ordered, is_declared)


def _one(person: Mapping[str, Any]) -> Group:
    if person["role"] == EnrollmentRole.MENTOR:
        return Group("", mentors=1, places=person["capacity"] or 0)
    return Group("", mentees=1)


def _names(cohort: Cohort, by: str, people: Iterable[Mapping[str, Any]]) -> Mapping[int, list[str]]:
    """Return, by person, the groups they are in."""
    names: dict[int, list[str]] = defaultdict(list)
    if by in {"specialty", "site"}:
        names.update({person["pk"]: [person[by].strip()] for person in people if person[by].strip()})
    elif by == "language":
        names.update({person["pk"]: [str(name) for name in person["languages"]] for person in people})
    elif by == "track":
        chosen = Track.objects.filter(cohort=cohort, enrollments__isnull=False)
        for pk, name in chosen.values_list("enrollments__pk", "name"):
            names[pk].append(name)
    else:
        uuid = by.removeprefix("declared-")
        answers = CharacteristicAnswer.objects.filter(characteristic__uuid=uuid, enrollment__cohort=cohort)
        for pk, value in answers.values_list("enrollment_id", "value"):
            names[pk].append(value)
    return names


def merged(groups: list[Group], rest: Group, *, least: int) -> list[Group]:
    """Merge groups that tell of fewer than `least` people, so that nobody is found by subtraction either.

    They go together with those who said nothing; while that is too small itself, the smallest group joins it.
    """
    kept = [group for group in groups if not group.is_below(least)]
    together = Group(_("smaller groups and not said"))
    for group in (rest, *(group for group in groups if group.is_below(least))):
        together += group
    while together.is_below(least) and kept:
        smallest = min(kept, key=lambda group: (group.mentors + group.mentees, group.name))
        kept.remove(smallest)
        together += smallest
    if together.is_below(least):
        return []
    return [*kept, together] if together.mentors or together.mentees else kept


def declared_to_leaders(enrollment: Enrollment) -> list[tuple[str, str]]:
    """Return what a person said of themselves knowing that leaders read it: (characteristic, answer)."""
    answers = CharacteristicAnswer.objects.filter(
        enrollment=enrollment, characteristic__readers=CharacteristicReaders.LEADERS
    )
    return list(answers.order_by("characteristic__name").values_list("characteristic__name", "value"))


def chart_of(comparison: Comparison, csv_url: str) -> Chart:
    """Draw a comparison: who asks for mentors beside who is there."""
    shown = comparison.groups[:SHOWN]
    if comparison.is_declared:
        first = Series(_("Mentors"), [group.mentors for group in shown])
        question = _("Do mentors resemble mentees in “%(what)s”?")
    else:
        first = Series(_("Places with mentors"), [group.places for group in shown])
        question = _("Where are mentors missing, by %(what)s?")
    return Chart(
        key="pool",
        question=question % {"what": str(comparison.label).lower() if not comparison.is_declared else comparison.label},
        answer=answer_in_words(comparison),
        labels=[group.name for group in shown],
        series=[first, Series(_("Mentees"), [group.mentees for group in shown])],
        kind=ChartKind.LYING,
        csv_url=csv_url,
        note=_not_shown(comparison),
    )


def _not_shown(comparison: Comparison) -> str:
    """Say that the picture leaves groups out, and where they are."""
    more = len(comparison.groups) - SHOWN
    words = ngettext("%(n)d more group is in the CSV.", "%(n)d more groups are in the CSV.", more)
    return words % {"n": more} if more > 0 else ""


def answer_in_words(comparison: Comparison) -> str:
    """Say what the picture shows."""
    if not comparison.groups:
        return _("Too few people to show anything without telling of somebody.")
    if comparison.is_declared:
        without = [group.name for group in comparison.groups if group.mentees and not group.mentors]
        return (
            _("No mentor yet says: %(names)s.") % {"names": ", ".join(without)}
            if without
            else _("Every group of mentees large enough to be shown meets mentors who say the same.")
        )
    short = [group for group in comparison.groups if group.short]
    if not short:
        return _("There is a place for every mentee in every group.")
    named = ", ".join(
        ngettext("%(name)s (%(n)d place)", "%(name)s (%(n)d places)", group.short)
        % {"name": group.name, "n": group.short}
        for group in short[:5]
    )
    more = len(short) - 5
    if more > 0:
        named = ngettext("%(named)s and %(n)d more", "%(named)s and %(n)d more", more) % {"named": named, "n": more}
    return _("Mentors are missing in %(named)s.") % {"named": named}
