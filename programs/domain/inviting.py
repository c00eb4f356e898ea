"""A leader invites a person by e-mail; a signed link lets them accept, once, until it expires."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorship.accounts.models import User
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.domain.cohorts import advance_stage
from programs.domain.participants.comparing import known_people
from programs.enums import ENROLLMENT_MOVES, CohortStage, EnrollmentRole, EnrollmentState
from programs.models import Cohort, Enrollment, Invitation
from programs.rules import leads_the_cohort

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from programs.domain.participants.comparing import Known

SALT = "programs.invitation"
MOST_AT_ONCE = 100


def token_of(invitation: Invitation) -> str:
    """Sign what the link carries: which invitation, in which round; a link of an earlier round leads nowhere."""
    return signing.dumps([str(invitation.uuid), invitation.round], salt=SALT)


def invitation_of(token: str) -> Invitation | None:
    """Find the invitation of a link; nothing for one that was tampered with, made for something else, or replaced."""
    try:
        uuid, number = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (
        Invitation.objects.select_related("enrollment__user", "enrollment__cohort__program", "invited_by")
        .filter(uuid=uuid, round=number)
        .first()
    )


@transaction.atomic
def invite_people(
    *, cohort_id: int, role: str, people: Sequence[tuple[str, str]], by: User, now: datetime
) -> dict[str, int]:
    """Invite people, each as (address, name); who was invited before gets a new link, who takes part is left alone.

    Returns how many were `invited` and how many were `in_already`. A cohort in draft is enrolling from then on.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the cohort is closed, or too many are invited at once.
    """
    cohort = Cohort.objects.select_for_update(of=["self"]).select_related("program", "policy").get(pk=cohort_id)
    if not leads_the_cohort(by, cohort):
        raise NotAllowed(_("Only who leads the program can invite people."))
    if cohort.stage == CohortStage.CLOSED:
        raise Refused(_("This cohort is closed."))
    if len(people) > MOST_AT_ONCE:
        raise Refused(_("Invite at most %(most)d people at once, or import a file.") % {"most": MOST_AT_ONCE})
    wanted = dict(people)
    known = known_people(cohort, wanted)
    earlier = {
        invitation.enrollment_id: invitation
        for invitation in Invitation.objects.select_for_update(of=["self"]).filter(
            enrollment__in=known.enrollment_ids.values()
        )
    }
    counts = {"invited": 0, "in_already": 0}
    for address, name in wanted.items():
        enrollment = _enrolled(cohort, role, address, name, known)
        if enrollment.state == EnrollmentState.INVITED:
            _invite(enrollment, earlier.get(enrollment.pk), by, now)
            counts["invited"] += 1
        else:
            counts["in_already"] += 1
    if cohort.stage == CohortStage.DRAFT and counts["invited"]:
        advance_stage(cohort_id=cohort.pk, to=CohortStage.ENROLLING, by=by, now=now)
    return counts


def _invite(enrollment: Enrollment, earlier: Invitation | None, by: User, now: datetime) -> None:
    invitation = earlier or Invitation(enrollment=enrollment, round=0)
    invitation.round += 1
    invitation.invited_by, invitation.invited_at = by, now
    invitation.expires_at = now + timedelta(days=settings.INVITATION_DAYS)
    invitation.save()
    audit.record(verb="invite_people", actor=by, target=enrollment, now=now, new=enrollment.state)


def enrolled_or_new(cohort: Cohort, role: str, address: str, name: str) -> Enrollment:
    """Find a person's enrollment by their address, or make account and enrollment for them, as invited."""
    return _enrolled(cohort, role, address, name, known_people(cohort, [address]))


def _enrolled(cohort: Cohort, role: str, address: str, name: str, known: Known) -> Enrollment:
    usual = cohort.policy.mentor_capacity_default if role == EnrollmentRole.MENTOR else None
    try:
        with transaction.atomic():
            user = known.users.get(address) or User.objects.create_user(
                address, full_name=name or address.partition("@")[0], time_zone=cohort.time_zone
            )
            return known.enrollments.get((user.pk, role)) or Enrollment.objects.create(
                cohort=cohort, user=user, role=role, capacity=usual
            )
    except IntegrityError as error:
        raise Refused(_("Somebody else added this person just now. Please try again.")) from error


def is_new_account(user: User) -> bool:
    """Has nobody ever used this account? Only then may a link set its name and password."""
    return user.last_login is None and not user.has_usable_password() and not user.is_staff


@transaction.atomic
def accept_invitation(*, invitation_id: int, number: int, full_name: str, password: str, now: datetime) -> Enrollment:
    """Take part, by the link of this round; name and password are set only for an account nobody used before.

    The link works once. The leader chose this person, so they are approved with it.

    Raises:
        Refused: the link has expired, was replaced or used, or the password is too weak.
    """
    invitation = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation_id)
    enrollment = (
        Enrollment.objects.select_for_update(of=["self"])
        .select_related("user", "cohort__program")
        .get(pk=invitation.enrollment_id)
    )
    if invitation.accepted_at is not None or enrollment.state != EnrollmentState.INVITED:
        raise Refused(_("This invitation was answered already. Please sign in."))
    if invitation.round != number or invitation.expires_at < now:
        raise Refused(_("This link has expired. Ask the program leader for a new one."))
    if enrollment.cohort.stage == CohortStage.CLOSED:
        raise Refused(_("This cohort is closed."))
    user = enrollment.user
    if is_new_account(user):
        user.full_name = full_name.strip() or user.full_name
        if password:
            _check(password, user)
            user.set_password(password)
        user.save(update_fields=["full_name", "password"])
    # Whoever has the link has the mailbox.
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True})
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    old = enrollment.state
    move(enrollment, EnrollmentState.APPROVED, moves=ENROLLMENT_MOVES)
    enrollment.save(update_fields=["state"])
    audit.record(verb="accept_invitation", actor=user, target=enrollment, now=now, old=old, new=enrollment.state)
    return enrollment


def _check(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
