"""Who meets what on the pages of `programs`."""

from __future__ import annotations

import datetime as dt

from programs.domain import applying, inviting
from programs.models import (
    Application,
    ApplicationWindow,
    Invitation,
    Leave,
    Need,
    TrainingCompletion,
    TrainingFile,
    TrainingModule,
)
from tests.cast import NOW
from tests.notifications.factories import NotificationFactory
from tests.permissions.table import EVERYONE, FORBIDDEN, ITS_LEADER, LOGIN, NOT_FOUND, OK, ROLES, THE_MENTEE, Row
from tests.programs.factories import MenteeEnrollmentFactory, TopicFactory

ANY_LEADER = {**ITS_LEADER, "other_leader": OK}
LEADER_OF_A_COHORT = {**ITS_LEADER, "other_leader": NOT_FOUND}
WHO_TAKES_PART = {
    "anonymous": LOGIN,
    **dict.fromkeys(["mentee", "mentor", "other_mentee", "other_mentor"], OK),
    **dict.fromkeys(["leader", "other_leader", "staff"], NOT_FOUND),
}
THE_MENTEE_AND_THE_LEADER = {**THE_MENTEE, "leader": OK}


def a_mail(cast):
    """A mail to the mentee that waits, in the name of the cohort."""
    row = NotificationFactory(recipient=cast("mentee"), scope_uuid=cast("cohort").uuid)
    return {"uuid": row.uuid}


def mentee_user_uuid(cast):
    return {"uuid": cast("mentee").uuid}


def mentee_uuid(cast):
    return {"uuid": cast("mentee_enrollment").uuid}


THE_MENTORS = {
    "anonymous": LOGIN,
    **dict.fromkeys(["mentor", "other_mentor"], OK),
    **dict.fromkeys(["mentee", "other_mentee", "leader", "other_leader", "staff"], NOT_FOUND),
}


def module_uuid(cast):
    module, _made = TrainingModule.objects.get_or_create(program=cast("cohort").program, title="Bias awareness")
    TrainingFile.objects.get_or_create(module=module, defaults={"name": "slides.pdf", "content": b"%PDF"})
    return {"uuid": module.uuid}


def leave_uuid(cast):
    leave, _made = Leave.objects.get_or_create(
        cohort=cast("cohort"),
        weeks=2,
        starts_on=NOW.date(),
        ends_on=NOW.date(),
        defaults={"applied_at": NOW, "applied_by": cast("leader")},
    )
    return {"uuid": leave.uuid}


EVERYBODY_NOWHERE = dict.fromkeys(ROLES, NOT_FOUND)


def window_of(cast):
    cohort = cast("cohort")
    ApplicationWindow.objects.create(cohort=cohort, opens_on=cohort.starts_on, closes_on=cohort.ends_on)
    return {"uuid": cohort.uuid}


def applied(cast):
    person = MenteeEnrollmentFactory(cohort=cast("cohort"), state="applied")
    return Application.objects.create(enrollment=person, applied_at=NOW)


def invited(cast):
    person = MenteeEnrollmentFactory(cohort=cast("cohort"), state="invited")
    return Invitation.objects.create(
        enrollment=person, invited_by=cast("leader"), invited_at=NOW, expires_at=NOW + dt.timedelta(days=14)
    )


def invitation_link(cast):
    return {"token": inviting.token_of(invited(cast))}


def application_link(cast):
    return {"token": applying.token_of(applied(cast))}


def own_need(cast):
    mentee = cast("mentee_enrollment")
    need = Need.objects.create(enrollment=mentee, topic=TopicFactory(name="Shoulder reduction"))
    return {"uuid": mentee.uuid, "term": need.topic.uuid}


def own_completion(cast):
    mentor = cast("mentor_enrollment")
    module = TrainingModule.objects.create(program=mentor.cohort.program, title="Giving feedback")
    TrainingCompletion.objects.create(module=module, user=mentor.user, completed_on=NOW.date())
    return {"uuid": mentor.uuid, "module": module.uuid}


ROWS: list[Row] = [
    Row("programs:invite", LEADER_OF_A_COHORT),
    Row("programs:invite", LEADER_OF_A_COHORT, method="POST"),
    Row("programs:applications", LEADER_OF_A_COHORT),
    Row("programs:applications", LEADER_OF_A_COHORT, method="POST"),
    Row(
        "programs:application-decide",
        ITS_LEADER,
        method="POST",
        kwargs=lambda cast: {"uuid": applied(cast).uuid},
        data=lambda _cast: {"decision": "approve"},
    ),
    Row("programs:apply", EVERYONE, kwargs=window_of, note="open"),
    Row("programs:apply", EVERYBODY_NOWHERE, kwargs=lambda cast: {"uuid": cast("cohort").uuid}, note="no form"),
    Row("programs:apply", EVERYONE, method="POST", kwargs=window_of),
    Row("programs:invitation", EVERYONE, kwargs=invitation_link, note="by its link"),
    Row("programs:invitation", EVERYONE, method="POST", kwargs=invitation_link),
    Row("programs:invitation", EVERYBODY_NOWHERE, kwargs=lambda _cast: {"token": "guessed"}, note="guessed"),
    Row("programs:invitation", EVERYBODY_NOWHERE, kwargs=application_link, note="made for an application"),
    Row("programs:application", EVERYONE, kwargs=application_link, note="by its link"),
    Row("programs:application", EVERYONE, method="POST", kwargs=application_link),
    Row("programs:needs-levels", {**THE_MENTEE, "leader": FORBIDDEN}, kwargs=mentee_uuid),
    Row("programs:needs-rate", {**THE_MENTEE, "leader": FORBIDDEN}, kwargs=own_need),
    Row("programs:needs-rate", {**THE_MENTEE, "leader": FORBIDDEN}, method="POST", kwargs=own_need),
    Row("programs:application", EVERYBODY_NOWHERE, kwargs=invitation_link, note="made for an invitation"),
    Row("programs:people", ANY_LEADER),
    Row("programs:person", THE_MENTEE_AND_THE_LEADER, kwargs=mentee_uuid),
    Row("programs:approve", {**ITS_LEADER, "mentee": FORBIDDEN}, method="POST", kwargs=mentee_uuid),
    Row("programs:withdraw", {**ITS_LEADER, "mentee": FORBIDDEN}, kwargs=mentee_uuid),
    Row("programs:withdraw", {**ITS_LEADER, "mentee": FORBIDDEN}, method="POST", kwargs=mentee_uuid),
    Row("programs:needs", WHO_TAKES_PART),
    Row("programs:needs-add", {**THE_MENTEE, "leader": FORBIDDEN}, method="POST", kwargs=mentee_uuid),
    Row("programs:needs-remove", {**THE_MENTEE, "leader": FORBIDDEN}, method="POST", kwargs=mentee_uuid),
    Row("programs:training", THE_MENTORS),
    Row("programs:training-module", {**THE_MENTORS, "leader": OK}, kwargs=module_uuid),
    Row(
        "programs:training-module",
        {**THE_MENTORS, "leader": FORBIDDEN},
        method="POST",
        kwargs=module_uuid,
        data=lambda _cast: {"done": "on"},
    ),
    Row("programs:training-file", {**THE_MENTORS, "leader": OK}, kwargs=module_uuid),
    Row("programs:training-grid", ANY_LEADER, note="each leader their own cohorts"),
    Row("programs:training-grid", ANY_LEADER, method="POST", note="each leader their own cohorts"),
    Row(
        "programs:training-take-back",
        {**ITS_LEADER, "mentor": FORBIDDEN},
        method="POST",
        kwargs=own_completion,
        data=lambda _cast: {"on": NOW.date().isoformat()},
    ),
    Row("programs:dry-run", LEADER_OF_A_COHORT),
    Row("programs:mail", ITS_LEADER, kwargs=a_mail),
    Row("programs:mail-send", ITS_LEADER, method="POST", kwargs=a_mail),
    Row("programs:mail-stop", ITS_LEADER, method="POST", kwargs=a_mail),
    Row("programs:mail-change", ITS_LEADER, method="POST", kwargs=a_mail),
    Row("programs:try-address", ITS_LEADER, method="POST", kwargs=mentee_user_uuid),
    Row("programs:leaves", ANY_LEADER, note="each leader their own cohorts"),
    Row("programs:leave-new", LEADER_OF_A_COHORT),
    Row("programs:leave-new", LEADER_OF_A_COHORT, method="POST"),
    Row("programs:leave", ITS_LEADER, kwargs=leave_uuid),
    Row("programs:leave-undo", ITS_LEADER, method="POST", kwargs=leave_uuid),
    Row("programs:pool", ANY_LEADER, note="each leader their own cohorts"),
    Row("programs:declare", {**THE_MENTEE, "leader": FORBIDDEN}, kwargs=mentee_uuid),
    Row("programs:declare", {**THE_MENTEE, "leader": FORBIDDEN}, method="POST", kwargs=mentee_uuid),
    Row("programs:post-room", ANY_LEADER, note="each leader their own cohorts"),
]
