"""Everybody in a cohort on the leader's board: how they stand with each MENTOR letter, and since when it waits.

A constant number of queries: what is counted is read once for the whole cohort, as keys and dates; people are fetched
for one page only.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.core.stages import LETTERS, MentorStage
from programs.enums import EnrollmentRole, EnrollmentState
from programs.models import Enrollment, Expertise, Need

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from evaluation.queries.board import Standing
    from matching.models import Pairing
    from meetings.queries import Drift
    from programs.models import Cohort
    from programs.models.enrollment import EnrollmentQuerySet

TAKING_PART = [EnrollmentState.INVITED, EnrollmentState.APPLIED, EnrollmentState.APPROVED, EnrollmentState.ACTIVE]
NOTHING_LEFT = "all"
"""The letter of those who have done all six."""


@dataclass(frozen=True)
class Cell:
    """One letter of one person: in how many of their pairs it is done."""

    letter: str
    label: str | _StrPromise
    done: int
    out_of: int
    is_next: bool

    @property
    def is_done(self) -> bool:
        """Is it done in every pair?"""
        return 0 < self.out_of == self.done

    @property
    def words(self) -> str:
        """Say it: “done”, “now”, “1 of 3”, “not yet”."""
        if self.is_done:
            return _("done")
        if self.out_of > 1:
            return _("%(done)d of %(all)d") % {"done": self.done, "all": self.out_of}
        return _("now") if self.is_next else _("not yet")

    @property
    def tone(self) -> str:
        """Return the tone of its mark."""
        return "done" if self.is_done else "wait" if self.is_next else "quiet"


@dataclass
class _Person:
    """What the order of the board needs to know of somebody."""

    pk: int
    role: str
    created_at: datetime
    pairings: list[Pairing] = field(default_factory=list)


@dataclass(frozen=True)
class ParticipantRow:
    """One person on the board; `pairings` are their live pairs, `drift` the longest of them without contact."""

    enrollment: Enrollment
    cells: list[Cell]
    next_words: str | _StrPromise
    waiting_since: datetime | None
    pairings: list[Pairing]
    drift: Drift | None


class Participants:
    """The people of a cohort that fit a filter, those waiting longest first."""

    def __init__(
        self,
        cohort: Cohort,
        people: EnrollmentQuerySet,
        standing: Standing,
        drifts: Iterable[Drift],
        *,
        letter: str = "",
    ) -> None:
        self.cohort = cohort
        self._done = standing.done
        self._drifts = {drift.pairing.pk: drift for drift in drifts}
        self._written = self._who_wrote()
        pairings: dict[int, list[Pairing]] = defaultdict(list)
        for pairing in standing.pairings:
            pairings[pairing.mentor_id].append(pairing)
            pairings[pairing.mentee_id].append(pairing)
        found = [
            _Person(pk, role, created_at, pairings[pk])
            for pk, role, created_at in people.order_by("pk").values_list("pk", "role", "created_at").distinct()
        ]
        chosen = [person for person in found if not letter or self._fits(person, letter)]
        self._ordered = sorted(chosen, key=lambda person: (self._since(person), person.pk))

    def __len__(self) -> int:
        """How many fit."""
        return len(self._ordered)

    def __getitem__(self, part: slice) -> list[ParticipantRow]:
        """Describe one page of them."""
        chosen = self._ordered[part]
        rows = Enrollment.objects.filter(pk__in=[person.pk for person in chosen])
        known = rows.select_related("user").prefetch_related("tracks").in_bulk()
        return [self._row(person, known[person.pk]) for person in chosen]

    def _fits(self, person: _Person, letter: str) -> bool:
        if letter == "drift":
            return any(pairing.pk in self._drifts for pairing in person.pairings)
        return (self._next(person) or NOTHING_LEFT) == letter

    def _who_wrote(self) -> set[int]:
        """Return who wrote down a need, or an expertise."""
        needs = Need.objects.filter(enrollment__cohort=self.cohort).values_list("enrollment_id", flat=True)
        expertise = Expertise.objects.filter(enrollment__cohort=self.cohort).values_list("enrollment_id", flat=True)
        return {*needs, *expertise}

    def _counts(self, person: _Person, stage: str) -> tuple[int, int]:
        if stage == MentorStage.NEEDS and not person.pairings:
            return int(person.pk in self._written), 1
        return sum(pairing.pk in self._done[stage] for pairing in person.pairings), len(person.pairings)

    def _next(self, person: _Person) -> str | None:
        """Return the letter of the first step that is not done in each of their pairs."""
        for stage in MentorStage:
            done, out_of = self._counts(person, stage)
            if not 0 < out_of == done:
                return LETTERS[stage]
        return None

    def _since(self, person: _Person) -> datetime:
        """Since when something waits: the pair longest without contact; without a pair, since they signed up."""
        moments = [pairing.quiet_since for pairing in person.pairings]  # type: ignore[attr-defined]  # annotated by `pairs_of`
        return min(moments, default=person.created_at)

    def _row(self, person: _Person, enrollment: Enrollment) -> ParticipantRow:
        upcoming = self._next(person)
        cells = []
        for stage in MentorStage:
            done, out_of = self._counts(person, stage)
            cells.append(Cell(LETTERS[stage], stage.label, done, out_of, LETTERS[stage] == upcoming))
        drifts = [self._drifts[pairing.pk] for pairing in person.pairings if pairing.pk in self._drifts]
        label = next((stage.label for stage in MentorStage if LETTERS[stage] == upcoming), _("all six steps done"))
        return ParticipantRow(
            enrollment=enrollment,
            cells=cells,
            next_words=_without_a_pair(person) or label,
            waiting_since=self._since(person) if upcoming else None,
            pairings=person.pairings,
            drift=max(drifts, key=lambda drift: drift.days, default=None),
        )


def _without_a_pair(person: _Person) -> str | _StrPromise:
    if person.pairings:
        return ""
    return NO_MENTEE if person.role == EnrollmentRole.MENTOR else NO_MENTOR


NO_MENTOR, NO_MENTEE = gettext_lazy("has no mentor yet"), gettext_lazy("has no mentee yet")
