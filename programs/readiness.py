"""What a cohort still lacks before it can be matched and run: sentences with a link, stage by stage.

`programs` says what it knows; an app to the right adds its own with `contribute`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.core.stages import LETTERS, MentorStage
from programs.enums import EnrollmentState
from programs.models import Enrollment
from programs.queries import pool_of
from programs.training import missing, unfinished_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from django.utils.functional import _StrPromise

    from programs.models import Cohort
    from programs.queries import CohortFigures


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: a sentence, where to see to it, and whether matching has to wait for it."""

    stage: MentorStage
    words: str
    url: str
    label: str
    blocks: bool = False


@dataclass(frozen=True)
class StageReadiness:
    """One MENTOR stage of a cohort that is set up, and what it still lacks."""

    stage: MentorStage
    letter: str
    label: str | _StrPromise
    missing: list[Missing]

    @property
    def blocks(self) -> bool:
        """Does matching have to wait for something here?"""
        return any(item.blocks for item in self.missing)


_contributions: list[Callable[[Cohort, date], Iterable[Missing]]] = []


def contribute(missing_of: Callable[[Cohort, date], Iterable[Missing]]) -> None:
    """Let an app say what it misses; called once from its `AppConfig.ready`."""
    if missing_of not in _contributions:
        _contributions.append(missing_of)


def readiness(cohort: Cohort, *, on: date) -> list[StageReadiness]:
    """Return the six stages in order, each with what it lacks: a fixed number of queries, however many people."""
    found = [item for part in [_own, *_contributions] for item in part(cohort, on)]
    return [
        StageReadiness(stage, LETTERS[stage], stage.label, [item for item in found if item.stage == stage])
        for stage in MentorStage
    ]


def _own(cohort: Cohort, on: date) -> Iterator[Missing]:
    figures = pool_of(cohort)
    yield from _of_match(cohort, figures, on)
    yield from _of_needs(cohort, figures)
    yield from _of_numbers(cohort)


def _of_match(cohort: Cohort, figures: CohortFigures, on: date) -> Iterator[Missing]:
    people, file = _people(cohort), reverse("admin:programs_cohort_import", args=[cohort.pk])
    stage, here = MentorStage.MATCH, reverse("admin:programs_cohort_change", args=[cohort.pk])
    if not cohort.tracks.exists():
        yield Missing(stage, _("There is no track yet."), here, _("Add a track"))
    if not figures.mentors:
        yield Missing(stage, _("No mentor is approved yet."), f"{file}?role=mentor", _("Import mentors"), blocks=True)
    if not figures.mentees:
        yield Missing(stage, _("No mentee is approved yet."), f"{file}?role=mentee", _("Import mentees"), blocks=True)
    waiting = Enrollment.objects.filter(cohort=cohort, state=EnrollmentState.APPLIED).count()
    if waiting:
        words = ngettext("%(n)d person waits for your approval.", "%(n)d people wait for your approval.", waiting)
        yield Missing(stage, words % {"n": waiting}, f"{people}&state=applied", _("Approve them"))
    short = figures.mentees - figures.places
    if figures.mentors and short > 0:
        words = ngettext(
            "%(mentees)d mentees and %(places)d places: %(n)d more place is needed.",
            "%(mentees)d mentees and %(places)d places: %(n)d more places are needed.",
            short,
        ) % {"n": short, "mentees": figures.mentees, "places": figures.places}
        yield Missing(stage, words, f"{reverse('programs:pool')}?cohort={cohort.uuid}", _("See where"))
    mentors = list(Enrollment.objects.filter(cohort=cohort).mentors().in_the_pool().values_list("user_id", flat=True))
    grid = f"{reverse('programs:training-grid')}?cohort={cohort.uuid}"
    for words in unfinished_in_words(missing(cohort.program_id, mentors, on=on)):
        yield Missing(stage, words, f"{grid}&show=missing", _("See who"))


def _of_needs(cohort: Cohort, figures: CohortFigures) -> Iterator[Missing]:
    if figures.without_need:
        words = ngettext(
            "%(n)d mentee has no documented need.", "%(n)d mentees have no documented need.", figures.without_need
        ) % {"n": figures.without_need}
        yield Missing(MentorStage.NEEDS, words, f"{_people(cohort)}&role=mentee&words=missing", _("See who"))
    if figures.without_expertise:
        words = ngettext(
            "%(n)d mentor has no expertise written down.",
            "%(n)d mentors have no expertise written down.",
            figures.without_expertise,
        ) % {"n": figures.without_expertise}
        yield Missing(MentorStage.NEEDS, words, f"{_people(cohort)}&role=mentor&words=missing", _("See who"))


def _of_numbers(cohort: Cohort) -> Iterator[Missing]:
    policy, length = cohort.policy, (cohort.ends_on - cohort.starts_on).days
    facts = {"length": length}
    if policy.meeting_cadence_days >= length:
        words = _("The cohort lasts %(length)d days and pairs meet every %(every)d: nobody would meet twice.")
        facts["every"] = policy.meeting_cadence_days
        yield Missing(MentorStage.TIMING, words % facts, _numbers(cohort, MentorStage.TIMING), _("Change the numbers"))
    if not (policy.required_mini_cex or policy.required_dops or policy.required_direct_skills_reviews):
        words = _("No direct observation is asked of anybody.")
        yield Missing(MentorStage.OBSERVE, words, _numbers(cohort, MentorStage.OBSERVE), _("Change the numbers"))
    if policy.review_interval_days >= length:
        words = _("The cohort lasts %(length)d days and reviews are %(every)d days apart: none would ever open.")
        facts["every"] = policy.review_interval_days
        yield Missing(MentorStage.REVIEW, words % facts, _numbers(cohort, MentorStage.REVIEW), _("Change the numbers"))


def _people(cohort: Cohort) -> str:
    return f"{reverse('programs:people')}?cohort={cohort.uuid}"


def _numbers(cohort: Cohort, stage: MentorStage) -> str:
    return reverse("admin:programs_cohort_numbers", args=[cohort.pk, stage.value])
