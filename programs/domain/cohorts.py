"""A cohort begins, and goes from stage to stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.domain.copying import copied
from programs.enums import COHORT_MOVES, CohortStage, TrackKind
from programs.models import Cohort, CohortPolicy, Enrollment, Program, Track
from programs.rules import leads_the_cohort, leads_the_program
from programs.shipped.policies import POLICIES, PolicyTemplate

if TYPE_CHECKING:
    from datetime import date, datetime

    from mentorship.accounts.models import User

USUAL_TRACKS = (TrackKind.CLINICAL_SKILLS, TrackKind.RESEARCH, TrackKind.CAREER_ADVISING)


@transaction.atomic
def create_cohort(
    *,
    program_id: int,
    name: str,
    starts_on: date,
    ends_on: date,
    time_zone: str,
    by: User,
    now: datetime,
    policy: str = PolicyTemplate.WEEKLY_CLERKSHIP,
    copy_of: int | None = None,
) -> Cohort:
    """Begin a cohort in draft, with the numbers of a shipped policy and a track for each goal of the program.

    With `copy_of`, an earlier cohort of the same program, its numbers, tracks and all else that apps hold of it are
    copied instead; people are not. What its application form says is offered when one is opened; none opens by itself.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the name is taken, the dates are the wrong way round, or the earlier cohort is not of this program.
    """
    program = Program.objects.select_for_update(of=["self"]).get(pk=program_id)
    if not leads_the_program(by, program):
        raise NotAllowed(_("Only who leads the program can begin a cohort."))
    if ends_on <= starts_on:
        raise Refused(_("The last day must come after the first."))
    earlier = Cohort.objects.filter(pk=copy_of, program=program).select_related("policy").first() if copy_of else None
    if copy_of and earlier is None:
        raise Refused(_("Only a cohort of the same program can be copied."))
    try:
        with transaction.atomic():
            cohort = Cohort.objects.create(
                program=program,
                name=name,
                starts_on=starts_on,
                ends_on=ends_on,
                time_zone=time_zone,
                copied_from=earlier,
            )
    except IntegrityError as error:
        raise Refused(_("This program has a cohort of that name already.")) from error
    if earlier is None:
        CohortPolicy.objects.create(cohort=cohort, **POLICIES[PolicyTemplate(policy)].values)
        Track.objects.bulk_create(Track(cohort=cohort, kind=kind, name=name) for kind, name in _tracks_of(program))
    else:
        _copy(earlier, cohort)
    audit.record(verb="create_cohort", actor=by, target=cohort, now=now, new=cohort.stage)
    return cohort


def _tracks_of(program: Program) -> list[tuple[TrackKind, str]]:
    """A track for each goal of the program; the usual ones for a program that names none."""
    if not program.aims:
        return [(kind, str(kind.label)) for kind in USUAL_TRACKS]
    kinds = {kind.value: kind for kind in USUAL_TRACKS}
    return [(kinds[aim], str(kinds[aim].label)) if aim in kinds else (TrackKind.OTHER, aim) for aim in program.aims]


def _copy(earlier: Cohort, cohort: Cohort) -> None:
    """Copy what was set up, never who took part."""
    numbers = {field.name for field in CohortPolicy._meta.concrete_fields} - {"id", "cohort"}
    CohortPolicy.objects.create(cohort=cohort, **{name: getattr(earlier.policy, name) for name in numbers})
    Track.objects.bulk_create(
        Track(cohort=cohort, kind=track.kind, name=track.name) for track in earlier.tracks.order_by("pk")
    )
    copied(earlier, cohort)


@transaction.atomic
def advance_stage(*, cohort_id: int, to: str, by: User, now: datetime) -> Cohort:
    """Take a cohort to its next stage; asking for the stage it is in changes nothing.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the stages do not lead there, or what the next one needs is missing.
    """
    cohort = Cohort.objects.select_for_update(of=["self"]).select_related("program").get(pk=cohort_id)
    if not leads_the_cohort(by, cohort):
        raise NotAllowed(_("Only who leads the program can change the stage."))
    if cohort.stage == to:
        return cohort
    old = cohort.stage
    move(cohort, to, moves=COHORT_MOVES, field="stage")
    missing = missing_for(cohort, to)
    if missing:
        raise Refused(" ".join(missing))
    cohort.save(update_fields=["stage"])
    audit.record(verb="advance_stage", actor=by, target=cohort, now=now, old=old, new=to)
    return cohort


def missing_for(cohort: Cohort, stage: str) -> list[str]:
    """Say in sentences what keeps a cohort from a stage; empty when nothing does."""
    if stage != CohortStage.MATCHING:
        return []
    pool = Enrollment.objects.filter(cohort=cohort).in_the_pool()
    sentences = []
    if not pool.mentors().exists():
        sentences.append(_("No mentor is approved yet."))
    if not pool.mentees().exists():
        sentences.append(_("No mentee is approved yet."))
    return sentences
