"""What a cohort's next stage brings, and to whom mail goes: shown before it happens.

Moving a stage sends nothing by itself; what it sets going is said by the app that does it, with `register`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.enums import CohortStage, EnrollmentState
from programs.models import Enrollment
from programs.training import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from programs.models import Cohort


@dataclass(frozen=True)
class Mail:
    """One mail that would leave: to whom, and its subject."""

    name: str
    email: str
    subject: str


@dataclass(frozen=True)
class Effect:
    """One thing that happens, the people it happens to (name, and why), and the mail it sets going."""

    words: str
    people: list[tuple[str, str]] = field(default_factory=list)
    mail: list[Mail] = field(default_factory=list)


_effects: list[Callable[[Cohort, str, datetime], Iterable[Effect]]] = []


def register(effects_of: Callable[[Cohort, str, datetime], Iterable[Effect]]) -> None:
    """Let an app say what a stage sets going in it; called once from its `AppConfig.ready`."""
    if effects_of not in _effects:
        _effects.append(effects_of)


def effects(cohort: Cohort, stage: str, now: datetime) -> list[Effect]:
    """Return what would happen if the cohort went to this stage now."""
    return [effect for part in [_own, *_effects] for effect in part(cohort, stage, now)]


def _own(cohort: Cohort, stage: str, now: datetime) -> Iterator[Effect]:
    if stage == CohortStage.MATCHING:
        yield from _matched(cohort, now)
    elif stage == CohortStage.CLOSED:
        here = Enrollment.objects.filter(cohort=cohort).in_the_pool().select_related("user").order_by("user__full_name")
        people = [(str(person.user), str(person.get_role_display())) for person in here]
        words = ngettext(
            "%(n)d person keeps reading what is theirs.", "%(n)d people keep reading what is theirs.", len(people)
        )
        yield Effect(words % {"n": len(people)}, people)
        yield Effect(_("Nobody is reminded any more to answer, sign, meet, confirm or look back."))


def _matched(cohort: Cohort, now: datetime) -> Iterator[Effect]:
    """Tell who is matched, who is kept out and why, and who is not approved."""
    everybody = list(Enrollment.objects.filter(cohort=cohort).select_related("user").order_by("user__full_name"))
    pool = [person for person in everybody if person.state in {EnrollmentState.APPROVED, EnrollmentState.ACTIVE}]
    mentors = [person for person in pool if person.role == "mentor"]
    lacking = missing(cohort.program_id, [person.user_id for person in mentors], on=now.date())
    kept_out = [
        (str(person.user), ", ".join(lacking[person.user_id])) for person in mentors if person.user_id in lacking
    ]
    matched = [
        (str(person.user), str(person.get_role_display()))
        for person in pool
        if person.role == "mentee" or person.user_id not in lacking
    ]
    words = ngettext("%(n)d person can be matched.", "%(n)d people can be matched.", len(matched))
    yield Effect(words % {"n": len(matched)}, matched)
    if kept_out:
        words = ngettext(
            "%(n)d mentor is kept out until the training is done.",
            "%(n)d mentors are kept out until the training is done.",
            len(kept_out),
        )
        yield Effect(words % {"n": len(kept_out)}, kept_out)
    waiting = [
        (str(person.user), str(person.get_state_display()))
        for person in everybody
        if person.state in {EnrollmentState.INVITED, EnrollmentState.APPLIED}
    ]
    if waiting:
        words = ngettext(
            "%(n)d person is not approved and stays out until you approve them.",
            "%(n)d people are not approved and stay out until you approve them.",
            len(waiting),
        )
        yield Effect(words % {"n": len(waiting)}, waiting)
