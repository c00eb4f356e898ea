"""What programs put on a person's home page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.core.home import NextThing, Section, rows_of
from mentorship.core.navigation import Role
from programs.enums import CohortStage, EnrollmentState
from programs.models import Cohort
from programs.queries import cohorts_with_figures, taking_part
from programs.training import own_standings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from mentorship.accounts.models import User
    from mentorship.core.home import Visit
    from programs.queries import CohortFigures

DECIDE = 20
TRAIN = 25
WRITE = 30
SET_UP = 40
WITHOUT_WORDS = "without-words"
"""Rows of enrollments that name no need or no expertise."""
APPLIED = "applied"
"""Rows of cohorts in which people wait to hear from the leader: how many, and the cohort's name."""


def rows(visit: Visit) -> Iterator[QuerySet[Any]]:
    """What is asked together with all other apps: enrollments without words, and cohorts in which applications wait."""
    own = taking_part(visit.user)
    if visit.role == Role.MENTEE:
        yield rows_of(own.mentees().filter(needs=None), WITHOUT_WORDS, words="cohort__program__name")
    elif visit.role == Role.MENTOR:
        yield rows_of(own.mentors().filter(expertise=None), WITHOUT_WORDS, words="cohort__program__name")
    else:
        applied = Count("enrollments", filter=Q(enrollments__state=EnrollmentState.APPLIED))
        led = Cohort.objects.visible_to(visit.user).exclude(stage=CohortStage.CLOSED).annotate(applied=applied)
        number_and_name = Concat(Cast("applied", TextField()), Value(" "), "name", output_field=TextField())
        yield rows_of(led.filter(applied__gt=0), APPLIED, words=number_and_name)


def next_things(visit: Visit) -> Iterator[NextThing]:
    """What nobody else can write down for this person; and for a leader the next step of a cohort that is set up."""
    if visit.role == Role.LEADER:
        yield from _applications(visit)
        for figures in _being_set_up(visit.user):
            yield _next_step(figures)
        return
    is_mentor = visit.role == Role.MENTOR
    if is_mentor:
        yield from _training(visit)
    why = (
        _("%(cohort)s: your mentees are chosen by it.") if is_mentor else _("%(cohort)s: your mentor is chosen by it.")
    )
    for row in visit.rows(WITHOUT_WORDS):
        yield NextThing(
            title=_("Write down what you can teach") if is_mentor else _("Write down what you need"),
            why=why % {"cohort": row.words},
            button=_("Write it down"),
            url=f"{reverse('programs:needs')}?of={row.uuid}",
            rank=WRITE,
        )


def sections(visit: Visit) -> Iterator[Section]:
    """Give a leader the facts of each cohort that is not closed."""
    if visit.role != Role.LEADER:
        return
    figures = list(cohorts_with_figures(Cohort.objects.visible_to(visit.user).exclude(stage=CohortStage.CLOSED)))
    if figures:
        yield Section(
            key="cohorts",
            title=_("Your cohorts"),
            template="programs/_home_cohorts.html",
            order=50,
            context={"cohorts": figures},
        )


def _training(visit: Visit) -> Iterator[NextThing]:
    """Say what keeps this mentor out of matching; each module is one thing to do."""
    for standing in own_standings(visit.user, on=visit.now.date()):
        if standing.keeps_out:
            yield NextThing(
                title=(_("Renew “%(module)s”") if standing.has_run_out else _("Finish “%(module)s”"))
                % {"module": standing.module},
                why=_("%(program)s: without it you are not matched with new mentees.")
                % {"program": standing.module.program},
                button=_("Open the module"),
                url=reverse("programs:training-module", args=[standing.module.uuid]),
                rank=TRAIN,
            )


def _applications(visit: Visit) -> Iterator[NextThing]:
    """Say in which cohorts people wait to hear whether they may take part."""
    for row in visit.rows(APPLIED):
        number, _space, cohort = row.words.partition(" ")
        words = ngettext("%(n)s person waits for your decision", "%(n)s people wait for your decision", int(number))
        yield NextThing(
            title=words % {"n": number},
            why=_("%(cohort)s: they applied and hear from you whether they may take part.") % {"cohort": cohort},
            button=_("Read the applications"),
            url=f"{reverse('programs:applications')}?cohort={row.uuid}",
            rank=DECIDE,
        )


def _being_set_up(user: User) -> Iterator[CohortFigures]:
    stages = [CohortStage.DRAFT, CohortStage.ENROLLING]
    return cohorts_with_figures(Cohort.objects.visible_to(user).filter(stage__in=stages))


def _next_step(figures: CohortFigures) -> NextThing:
    cohort = figures.cohort
    if not figures.mentors or not figures.mentees:
        return NextThing(
            title=_("Import the people of %(cohort)s") % {"cohort": cohort},
            why=pool_in_words(figures),
            button=_("Choose a file"),
            url=reverse("admin:programs_cohort_import", args=[cohort.pk]),
            rank=SET_UP,
        )
    return NextThing(
        title=_("Run the matching of %(cohort)s") % {"cohort": cohort},
        why=pool_in_words(figures),
        button=_("Open the matching"),
        url=f"{reverse('matching:workbench')}?cohort={cohort.uuid}",
        rank=SET_UP,
    )


def pool_in_words(figures: CohortFigures) -> str:
    """Write who is in the pool: “25 mentors and 60 mentees are approved.”."""
    mentors = ngettext("%(count)d mentor", "%(count)d mentors", figures.mentors) % {"count": figures.mentors}
    mentees = ngettext("%(count)d mentee", "%(count)d mentees", figures.mentees) % {"count": figures.mentees}
    return _("%(mentors)s and %(mentees)s are approved.") % {"mentors": mentors, "mentees": mentees}
