"""What matching adds to the home page: the proposal to answer, the people one is paired with, what waits for the leader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.enums import PairingState, RunState
from matching.models import MatchRun, Pairing
from matching.queries.pairs import pairs_on
from mentorship.core import stages
from mentorship.core.home import NextThing, Section, rows_of
from mentorship.core.navigation import Role
from programs.enums import CohortStage, EnrollmentState
from programs.models import Enrollment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from mentorship.accounts.models import User
    from mentorship.core.home import Visit
    from programs.models.enrollment import EnrollmentQuerySet

WISHES = "wishes"
"""Rows of enrollments that wait for the matching without a wish."""
ALONE = "alone"
"""Rows of enrollments without a pair that goes on."""


def rows(visit: Visit) -> Iterator[QuerySet[Any]]:
    """What is asked together with all other apps: who may say a wish, and how far a mentee's pairs have come."""
    if visit.role == Role.LEADER:
        return
    asked = Enrollment.objects.filter(user=visit.user, role=visit.role, state=EnrollmentState.APPROVED)
    waiting = asked.filter(cohort__stage__in=[CohortStage.ENROLLING, CohortStage.MATCHING], preferences=None)
    unpaired = waiting.filter(pairings_as_mentee=None, pairings_as_mentor=None)
    yield rows_of(unpaired, WISHES, words="cohort__program__name")
    yield rows_of(alone(visit.user, visit.role), ALONE, words="cohort__program__name")
    if visit.role == Role.MENTEE and (pairs := visit.once(pairs_on)):
        for stage, pairing, done in stages.proofs([pair.pk for pair in pairs]):
            yield rows_of(done, f"done-{stage}", uuid="", pairing=pairing, words=Value(stage))


def next_things(visit: Visit) -> Iterator[NextThing]:
    """What waits for this person in this role."""
    if visit.role == Role.LEADER:
        yield from _sent_back(visit.user)
        yield from _on_the_table(visit.user)
    else:
        yield from _proposals(visit)
        yield from _wishes(visit)


def sections(visit: Visit) -> Iterator[Section]:
    """The people this person is paired with; a mentor's mentees stand with their goals, so here only who is proposed."""
    user, role, now = visit.user, visit.role, visit.now
    if role == Role.LEADER:
        return
    pairs = sorted(visit.once(pairs_on), key=lambda pairing: (pairing.proposed_at, pairing.pk))
    title = ngettext("Your mentor", "Your mentors", len(pairs))
    if role == Role.MENTOR:
        pairs = [pairing for pairing in pairs if pairing.state == PairingState.PROPOSED]
        title = _("Proposed to you")
    if programs := sorted(row.words for row in visit.rows(ALONE)):
        heading = _("Your mentees") if role == Role.MENTOR else _("Your mentor")
        context = {"programs": programs, "is_mentor": role == Role.MENTOR}
        yield Section("alone", heading, "matching/_alone.html", 15, context)
    if pairs:
        at_work = [pairing for pairing in pairs if pairing.holds_a_place and role == Role.MENTEE]
        strips = stages.strips(at_work, done=_done(visit)) if at_work else {}
        people = [(pairing, pairing.partner_of(user).user, strips.get(pairing.pk)) for pairing in pairs]
        yield Section("partners", title, "matching/_partners.html", 10, {"people": people, "now": now})


def alone(user: User, role: str) -> EnrollmentQuerySet:
    """Return where this person takes part and is in no pair that goes on, but for mentees who want nobody new."""
    side = "mentor" if role == Role.MENTOR else "mentee"
    of_theirs = Pairing.objects.filter(**{side: OuterRef("pk")})
    found = Enrollment.objects.filter(
        user=user, role=role, state__in=[EnrollmentState.APPROVED, EnrollmentState.ACTIVE]
    )
    found = found.exclude(cohort__stage__in=[CohortStage.DRAFT, CohortStage.CLOSED])
    if role == Role.MENTEE:
        found = found.exclude(Exists(of_theirs.filter(state=PairingState.ENDED, mentee_wants_another=False)))
    return found.exclude(Exists(of_theirs.live()))


def _done(visit: Visit) -> dict[str, set[int]]:
    """For each step the ids of those of the visitor's pairs that have done it."""
    return {
        stage: {row.pairing_id for row in visit.rows(f"done-{stage}") if row.pairing_id} for stage in stages.MentorStage
    }


def _proposals(visit: Visit) -> Iterator[NextThing]:
    user, is_mentor = visit.user, visit.role == Role.MENTOR
    for pairing in visit.once(pairs_on):
        if pairing.state != PairingState.PROPOSED or pairing.has_accepted(user) or pairing.answer_by < visit.now:
            continue
        partner = pairing.partner_of(user).user.full_name
        title = _("Accept %(name)s as your mentee") if is_mentor else _("Accept %(name)s as your mentor")
        yield NextThing(
            title=title % {"name": partner},
            why=_("%(program)s suggests the two of you. Read why, then accept or decline.")
            % {"program": pairing.cohort.program.name},
            button=_("Read the proposal"),
            url=reverse("matching:pairing", args=[pairing.uuid]),
            rank=10,
            due_at=pairing.answer_by,
        )


def _wishes(visit: Visit) -> Iterator[NextThing]:
    """Invite whoever waits for the matching to say what they wish, once."""
    for row in visit.rows(WISHES):
        yield NextThing(
            title=_("Say whom you would like to be paired with"),
            why=_("%(program)s: up to three names, and with whom not. All of it is open to you.")
            % {"program": row.words},
            button=_("Say it"),
            url=reverse("matching:wishes", args=[row.uuid]),
            rank=45,
        )


def _sent_back(user: User) -> Iterator[NextThing]:
    by_cohort: dict[tuple[str, str], list[Pairing]] = {}
    for pairing in Pairing.objects.led_by(user).sent_back().with_people().order_by("ended_at"):
        by_cohort.setdefault((str(pairing.cohort.uuid), str(pairing.cohort)), []).append(pairing)
    for (uuid, cohort), pairings in by_cohort.items():
        people = len({pairing.mentee_id for pairing in pairings})
        yield NextThing(
            title=ngettext("Find a new mentor for %(n)d mentee", "Find new mentors for %(n)d mentees", people)
            % {"n": people},
            why=_("%(cohort)s: their proposals were declined or not answered, or the pair ended without fault.")
            % {"cohort": cohort},
            button=_("Open the matching"),
            url=f"{reverse('matching:workbench')}?cohort={uuid}",
            rank=15,
        )


def _on_the_table(user: User) -> Iterator[NextThing]:
    runs = MatchRun.objects.visible_to(user).exclude(state=RunState.DISCARDED).select_related("cohort")
    latest: dict[int, MatchRun] = {}
    for run in runs.defer("inputs", "weights").order_by("cohort_id", "-created_at", "-pk"):
        latest.setdefault(run.cohort_id, run)
    for run in latest.values():
        if run.state in {RunState.PROPOSED, RunState.FAILED}:
            failed = run.state == RunState.FAILED
            yield NextThing(
                title=(_("Look at the matching of %(cohort)s") if failed else _("Publish the pairs of %(cohort)s"))
                % {"cohort": run.cohort},
                why=run.failure if failed else _("The proposals are on the table; nobody has been told yet."),
                button=_("Open the run"),
                url=reverse("matching:run", args=[run.uuid]),
                rank=20,
            )
