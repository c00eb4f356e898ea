"""A person takes part: approved, withdrawn, and in their own words what they need or can give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.domain import occasions
from programs.enums import ENROLLMENT_MOVES, EnrollmentRole, EnrollmentState, NeedKind, TopicKind
from programs.models import Competency, Enrollment, Expertise, Need, Topic
from programs.queries import shared_or_of
from programs.rules import is_the_person, leads_the_program_of

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User

OVER = frozenset({EnrollmentState.COMPLETED, EnrollmentState.WITHDRAWN})
KIND_OF_TOPIC = {TopicKind.CAREER: NeedKind.CAREER_NEED, TopicKind.RESEARCH: NeedKind.RESEARCH_INTEREST}


def _locked(enrollment_id: int) -> Enrollment:
    return (
        Enrollment.objects.select_for_update(of=["self"])
        .select_related("user", "cohort__program")
        .get(pk=enrollment_id)
    )


@transaction.atomic
def approve(*, enrollment_id: int, by: User, now: datetime) -> Enrollment:
    """Let a person into the pool that is matched."""
    enrollment = _locked(enrollment_id)
    if not leads_the_program_of(by, enrollment):
        raise NotAllowed(_("Only who leads the program can approve somebody."))
    if enrollment.state == EnrollmentState.APPROVED:
        return enrollment
    return _move(enrollment, EnrollmentState.APPROVED, verb="approve", by=by, now=now)


@transaction.atomic
def withdraw(*, enrollment_id: int, by: User, now: datetime) -> Enrollment:
    """Take a person out of the pool; their history stays, and what later stages hold of them ends: a pair, for example.

    Pairs are ended before the enrollment is locked, because everywhere a pair is locked before its people.
    """
    leaves = Enrollment.objects.select_related("cohort__program").get(pk=enrollment_id)
    if not leads_the_program_of(by, leaves):
        raise NotAllowed(_("Only who leads the program can withdraw somebody."))
    occasions.somebody_leaves(enrollment_id=enrollment_id, by=by, now=now)
    enrollment = _locked(enrollment_id)
    if enrollment.state == EnrollmentState.WITHDRAWN:
        return enrollment
    return _move(enrollment, EnrollmentState.WITHDRAWN, verb="withdraw", by=by, now=now)


def _move(enrollment: Enrollment, to: EnrollmentState, *, verb: str, by: User, now: datetime) -> Enrollment:
    old = enrollment.state
    move(enrollment, to, moves=ENROLLMENT_MOVES)
    enrollment.save(update_fields=["state"])
    audit.record(verb=verb, actor=by, target=enrollment, now=now, old=old, new=to)
    return enrollment


@transaction.atomic
def document_need(
    *,
    enrollment_id: int,
    by: User,
    now: datetime,
    topic_id: int | None = None,
    competency_id: int | None = None,
    self_rating: int | None = None,
    note: str = "",
) -> Need:
    """Write down what a mentee needs: a topic or a competency of the shared vocabulary; again changes its rating and note."""
    enrollment = _own(enrollment_id, by, EnrollmentRole.MENTEE)
    topic, competency = _term(enrollment, topic_id, competency_id)
    kind = KIND_OF_TOPIC.get(TopicKind(topic.kind), NeedKind.COMPETENCY_GAP) if topic else NeedKind.COMPETENCY_GAP
    written = {"kind": kind, "self_rating": self_rating, "note": note}
    need = Need.objects.filter(enrollment=enrollment, topic=topic, competency=competency).first()
    if need and all(getattr(need, name) == value for name, value in written.items()):
        return need
    need, _created = Need.objects.update_or_create(
        enrollment=enrollment, topic=topic, competency=competency, defaults=written
    )
    audit.record(verb="document_need", actor=by, target=enrollment, now=now)
    return need


@transaction.atomic
def remove_need(*, enrollment_id: int, need_id: int, by: User, now: datetime) -> None:
    """Strike a need out; striking it twice changes nothing."""
    enrollment = _own(enrollment_id, by, EnrollmentRole.MENTEE)
    struck, _by_model = Need.objects.filter(enrollment=enrollment, pk=need_id).delete()
    if struck:
        audit.record(verb="remove_need", actor=by, target=enrollment, now=now)


@transaction.atomic
def document_expertise(
    *,
    enrollment_id: int,
    by: User,
    now: datetime,
    topic_id: int | None = None,
    competency_id: int | None = None,
) -> Expertise:
    """Write down what a mentor can give; twice is once."""
    enrollment = _own(enrollment_id, by, EnrollmentRole.MENTOR)
    topic, competency = _term(enrollment, topic_id, competency_id)
    expertise, created = Expertise.objects.get_or_create(enrollment=enrollment, topic=topic, competency=competency)
    if created:
        audit.record(verb="document_expertise", actor=by, target=enrollment, now=now)
    return expertise


@transaction.atomic
def remove_expertise(*, enrollment_id: int, expertise_id: int, by: User, now: datetime) -> None:
    """Strike an expertise out; striking it twice changes nothing."""
    enrollment = _own(enrollment_id, by, EnrollmentRole.MENTOR)
    struck, _by_model = Expertise.objects.filter(enrollment=enrollment, pk=expertise_id).delete()
    if struck:
        audit.record(verb="remove_expertise", actor=by, target=enrollment, now=now)


def _own(enrollment_id: int, by: User, role: EnrollmentRole) -> Enrollment:
    """Lock one's own enrollment in this role, while one takes part."""
    enrollment = _locked(enrollment_id)
    if not is_the_person(by, enrollment):
        raise NotAllowed(_("Only %(name)s can write this.") % {"name": enrollment.user})
    if enrollment.role != role:
        raise Refused(_("You are here as %(role)s.") % {"role": enrollment.get_role_display().lower()})
    if enrollment.state in OVER:
        raise Refused(_("Your part in this cohort is over."))
    return enrollment


def _term(
    enrollment: Enrollment, topic_id: int | None, competency_id: int | None
) -> tuple[Topic | None, Competency | None]:
    """Find the one topic or competency that is meant, among those this program may use."""
    if (topic_id is None) == (competency_id is None):
        raise Refused(_("Choose one topic or one competency."))
    program_id = enrollment.cohort.program_id
    topic = Topic.objects.filter(shared_or_of(program_id), pk=topic_id).first() if topic_id else None
    competency = (
        Competency.objects.filter(shared_or_of(program_id, "framework__program"), pk=competency_id).first()
        if competency_id
        else None
    )
    if topic is None and competency is None:
        raise Refused(_("This program does not use that word."))
    return topic, competency
