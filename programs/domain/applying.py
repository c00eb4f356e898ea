"""People apply by themselves while a form is open; the program leader decides, and the applicant sees where it stands."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move
from programs.domain.inviting import enrolled_or_new
from programs.enums import ENROLLMENT_MOVES, CohortStage, EnrollmentRole, EnrollmentState
from programs.models import Application, ApplicationWindow, Cohort, Enrollment, Invitation, Track
from programs.rules import leads_the_cohort

if TYPE_CHECKING:
    from datetime import date, datetime

    from mentorship.accounts.models import User

SALT = "programs.application"
SAID = ("specialty", "site", "communication_style", "about", "languages")
USUALLY_OPEN = dt.timedelta(days=14)


def token_of(application: Application) -> str:
    """Sign the link on which an applicant sees where their application stands."""
    return signing.dumps(str(application.uuid), salt=SALT)


def application_of(token: str) -> Application | None:
    """Find the application of a link; nothing for one that was tampered with or made for something else."""
    try:
        uuid = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    people = Application.objects.select_related("enrollment__user", "enrollment__cohort__program")
    return people.filter(uuid=uuid).first() if isinstance(uuid, str) else None


def is_open(window: ApplicationWindow, now: datetime) -> bool:
    """May people apply now, by the calendar of the cohort?"""
    if window.cohort.stage == CohortStage.CLOSED:
        return False
    return window.is_open_on(now.astimezone(ZoneInfo(window.cohort.time_zone)).date())


def to_open_with(cohort: Cohort, now: datetime) -> dict[str, Any]:
    """Propose days and words for a form: until the cohort begins, or for two weeks if that is over or near.

    Whom it is for and what it says is taken from the cohort that this one was copied from.
    """
    today = now.astimezone(ZoneInfo(cohort.time_zone)).date()
    proposed: dict[str, Any] = {"opens_on": today, "closes_on": max(cohort.starts_on, today + USUALLY_OPEN)}
    earlier = ApplicationWindow.objects.filter(cohort__copies=cohort).first()
    if earlier:
        proposed |= {name: getattr(earlier, name) for name in ("for_mentees", "for_mentors", "words")}
    return proposed


@transaction.atomic
def open_applications(
    *,
    cohort_id: int,
    opens_on: date,
    closes_on: date,
    for_mentees: bool,
    for_mentors: bool,
    words: str,
    by: User,
    now: datetime,
) -> ApplicationWindow:
    """Open the form for a while, or change its days; the same again changes nothing."""
    cohort = Cohort.objects.select_for_update(of=["self"]).select_related("program").get(pk=cohort_id)
    if not leads_the_cohort(by, cohort):
        raise NotAllowed(_("Only who leads the program can open its application form."))
    if cohort.stage == CohortStage.CLOSED:
        raise Refused(_("This cohort is closed."))
    if closes_on < opens_on:
        raise Refused(_("The last day must not come before the first."))
    if not (for_mentees or for_mentors):
        raise Refused(_("Choose mentees, mentors or both."))
    said = {
        "opens_on": opens_on, "closes_on": closes_on, "for_mentees": for_mentees, "for_mentors": for_mentors,
        "words": words.strip(),
    }  # fmt: skip
    window = ApplicationWindow.objects.filter(cohort=cohort).first()
    if window and all(getattr(window, name) == value for name, value in said.items()):
        return window
    window, _created = ApplicationWindow.objects.update_or_create(cohort=cohort, defaults=said)
    audit.record(verb="open_applications", actor=by, target=window, now=now)
    return window


@transaction.atomic
def apply_to_cohort(
    *, window_id: int, role: str, address: str, full_name: str, tracks: list[int], now: datetime, **said: Any
) -> Application | None:
    """Apply for somebody; nothing happens, and nothing is said of it, when they are in this cohort already.

    An account that exists is left as it is: whoever fills the form has not shown that it is theirs.

    Raises:
        Refused: the form is not open, or not for this role.
    """
    window = ApplicationWindow.objects.select_related("cohort__program", "cohort__policy").get(pk=window_id)
    if not is_open(window, now):
        raise Refused(_("This form is closed."))
    if not (window.for_mentors if role == EnrollmentRole.MENTOR else window.for_mentees):
        raise Refused(_("This form is not for that role."))
    Cohort.objects.select_for_update(of=["self"]).get(pk=window.cohort_id)
    enrollment = enrolled_or_new(window.cohort, role, address, full_name)
    invited = Invitation.objects.filter(enrollment=enrollment).exists()
    if invited or enrollment.state != EnrollmentState.INVITED:
        return None
    for name in SAID:
        if name in said:
            setattr(enrollment, name, said[name])
    old = enrollment.state
    move(enrollment, EnrollmentState.APPLIED, moves=ENROLLMENT_MOVES)
    enrollment.save(update_fields=["state", *(name for name in SAID if name in said)])
    enrollment.tracks.set(Track.objects.filter(cohort=window.cohort_id, pk__in=tracks))
    application = Application.objects.create(enrollment=enrollment, applied_at=now)
    audit.record(verb="apply_to_cohort", actor=None, target=enrollment, now=now, old=old, new=enrollment.state)
    return application


@transaction.atomic
def decide_application(*, application_id: int, is_accepted: bool, by: User, now: datetime) -> Application:
    """Approve or decline; who is declined keeps their history and stays out of the pool. Twice the same is once.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: it was decided otherwise before.
    """
    application = Application.objects.select_for_update(of=["self"]).get(pk=application_id)
    enrollment = (
        Enrollment.objects.select_for_update(of=["self"])
        .select_related("user", "cohort__program")
        .get(pk=application.enrollment_id)
    )
    if not leads_the_cohort(by, enrollment.cohort):
        raise NotAllowed(_("Only who leads the program can decide."))
    if application.is_accepted is is_accepted:
        return application
    if application.decided_at is not None:
        raise Refused(_("This application was decided already."))
    old = enrollment.state
    to = EnrollmentState.APPROVED if is_accepted else EnrollmentState.WITHDRAWN
    if enrollment.state != to:
        move(enrollment, to, moves=ENROLLMENT_MOVES)
        enrollment.save(update_fields=["state"])
    application.decided_at, application.decided_by, application.is_accepted = now, by, is_accepted
    application.save(update_fields=["decided_at", "decided_by", "is_accepted"])
    audit.record(verb="decide_application", actor=by, target=enrollment, now=now, old=old, new=enrollment.state)
    return application


@transaction.atomic
def take_back_application(*, application_id: int, now: datetime) -> Application:
    """Take an undecided application back, by its link; twice is once.

    Raises:
        Refused: it was decided already.
    """
    application = Application.objects.select_for_update(of=["self"]).get(pk=application_id)
    enrollment = (
        Enrollment.objects.select_for_update(of=["self"]).select_related("user").get(pk=application.enrollment_id)
    )
    if enrollment.state == EnrollmentState.WITHDRAWN:
        return application
    if enrollment.state != EnrollmentState.APPLIED:
        raise Refused(_("This application was decided already. Please write to the program leader."))
    move(enrollment, EnrollmentState.WITHDRAWN, moves=ENROLLMENT_MOVES)
    enrollment.save(update_fields=["state"])
    application.decided_at, application.is_accepted = now, False
    application.save(update_fields=["decided_at", "is_accepted"])
    audit.record(verb="take_back_application", actor=enrollment.user, target=enrollment, now=now, new=enrollment.state)
    return application
