"""What programs tell people: that they are invited, that their application came in, and what was decided."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorship.notifications import reminders
from mentorship.notifications.reminders import Due, ReminderKind
from programs.domain import applying, inviting
from programs.enums import CohortStage, EnrollmentState
from programs.models import Application, Invitation, ProgramLeadership
from programs.training_due import TRAINING_DUE
from programs.while_open import until_closed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime
    from uuid import UUID

AGAIN_AFTER = timedelta(days=7)
NEWS_FOR = timedelta(days=7)
"""For how long the news of an application that could not leave at once is still news."""


def register() -> None:
    """Tell the ledger which kinds there are."""
    reminders.register(
        ReminderKind(
            "invitation",
            gettext_lazy("You are invited to take part"),
            invitations,
            mandatory=True,
            why=gettext_lazy("a program leader invites you to take part"),
            about=invitations,
        )
    )
    reminders.register(
        ReminderKind(
            "application",
            gettext_lazy("Where your application stands"),
            applications,
            mandatory=True,
            why=gettext_lazy("somebody applied to a mentorship program with your address"),
            only_if=lambda now: Application.objects.filter(
                Q(applied_at__gt=now - NEWS_FOR) | Q(decided_at__gt=now - NEWS_FOR)
            ),
        )
    )
    reminders.register(
        ReminderKind(
            "application_waiting",
            gettext_lazy("Applications wait for you"),
            waiting_applications,
            why=gettext_lazy("you lead a program to which people apply"),
            only_if=lambda _now: Application.objects.filter(decided_at=None),
            for_leaders=True,
        )
    )
    reminders.register(TRAINING_DUE)
    reminders.register(
        ReminderKind(
            "named_as_leader",
            gettext_lazy("You lead a program now"),
            new_leaders,
            only_if=lambda now: ProgramLeadership.objects.filter(named_at__gt=now - NEWS_FOR),
            mandatory=True,
            why=gettext_lazy("another program leader has named you"),
            for_leaders=True,
        )
    )


@until_closed
def waiting_applications(now: datetime) -> Iterator[Due]:
    """One row per leader and cohort where applications wait: as long after the first as the cohort says, then weekly."""
    waiting = (
        Application.objects.filter(decided_at=None, enrollment__state=EnrollmentState.APPLIED, applied_at__lte=now)
        .select_related("enrollment__cohort__program", "enrollment__cohort__policy")
        .prefetch_related("enrollment__cohort__program__leaderships")
        .order_by("applied_at", "pk")
    )
    by_cohort: dict[int, list[Application]] = {}
    for application in waiting:
        by_cohort.setdefault(application.enrollment.cohort_id, []).append(application)
    for applications_here in by_cohort.values():
        first = applications_here[0]
        cohort = first.enrollment.cohort
        leaders_hear = first.applied_at + timedelta(days=cohort.policy.reminder_days_after)
        if now < leaders_hear:
            continue
        number = (now - leaders_hear) // AGAIN_AFTER
        words = ngettext(
            "%(n)d person waits to hear whether they may take part in %(cohort)s",
            "%(n)d people wait to hear whether they may take part in %(cohort)s",
            len(applications_here),
        )
        for leadership in cohort.program.leaderships.all():
            yield Due(
                recipient_id=leadership.user_id,
                kind="application_waiting",
                subject_uuid=first.uuid,
                slot=str(number),
                due_at=leaders_hear + number * AGAIN_AFTER,
                headline=words % {"n": len(applications_here), "cohort": cohort},
                lines=(_("They hear by mail as soon as you accept or decline."),),
                action_label=_("Read the applications"),
                action_path=f"{reverse('programs:applications')}?cohort={cohort.uuid}",
                scope_uuid=cohort.uuid,
            )


def new_leaders(now: datetime) -> Iterator[Due]:
    """One row for who was named as a leader of a program by another one."""
    named = ProgramLeadership.objects.filter(named_at__gt=now - NEWS_FOR, named_at__lte=now, named_by__isnull=False)
    for leadership in named.select_related("program", "named_by").order_by("pk"):
        if leadership.named_by is None or leadership.named_at is None or leadership.named_by_id == leadership.user_id:
            continue
        names = {"program": leadership.program.name, "leader": leadership.named_by.full_name}
        yield Due(
            recipient_id=leadership.user_id,
            kind="named_as_leader",
            subject_uuid=leadership.program.uuid,
            slot=f"named {leadership.pk}",
            due_at=leadership.named_at,
            headline=_("You lead %(program)s now") % names,
            lines=(
                _("%(leader)s has named you as a program leader: you can set up its cohorts and see who takes part.")
                % names,
                _("Sign in with your e-mail address; a code is sent to you, no password is needed."),
            ),
            action_label=_("Open it"),
            action_path=reverse("core:home"),
            expires_at=leadership.named_at + NEWS_FOR,
        )


def invitations(now: datetime, about: Collection[UUID] | None = None) -> Iterator[Due]:
    """One row per invitation nobody has answered: when it is made, and once before its link expires."""
    waiting = (
        Invitation.objects.filter(
            enrollment__state=EnrollmentState.INVITED, accepted_at=None, invited_at__lte=now, expires_at__gt=now
        )
        .exclude(enrollment__cohort__stage=CohortStage.CLOSED)
        .select_related("enrollment__user", "enrollment__cohort__program", "enrollment__cohort__policy", "invited_by")
        .order_by("pk")
    )
    for invitation in (waiting if about is None else waiting.filter(uuid__in=about)).iterator(chunk_size=500):
        enrollment = invitation.enrollment
        lead = timedelta(days=enrollment.cohort.policy.reminder_days_before)
        remind_at = max(invitation.invited_at, invitation.expires_at - lead)
        is_reminder = now >= remind_at > invitation.invited_at
        names = {"program": enrollment.cohort.program.name, "leader": invitation.invited_by.full_name}
        asked = (
            _("%(leader)s invites you to take part as a mentor.")
            if enrollment.role == "mentor"
            else _("%(leader)s invites you to take part as a mentee.")
        )
        with timezone.override(enrollment.user.time_zone):
            last = date_format(timezone.localtime(invitation.expires_at), "j F, H:i")
        headline = (
            _("Please answer: your invitation to %(program)s") if is_reminder else _("You are invited to %(program)s")
        )
        yield Due(
            recipient_id=enrollment.user_id,
            kind="invitation",
            subject_uuid=invitation.uuid,
            slot=f"{invitation.round}:{'reminder' if is_reminder else 'first'}",
            due_at=remind_at if is_reminder else invitation.invited_at,
            headline=headline % names,
            lines=(
                asked % names,
                _("The link below is yours alone. It works once, until %(last)s.") % {"last": last},
                _("If you do not want to take part, do nothing."),
            ),
            action_label=_("Read the invitation"),
            action_path=reverse("programs:invitation", args=[inviting.token_of(invitation)]),
            expires_at=invitation.expires_at,
            scope_uuid=enrollment.cohort.uuid,
        )


def applications(now: datetime) -> Iterator[Due]:
    """One row per application that came in, and one when it is decided."""
    recent = (
        Application.objects.filter(applied_at__lte=now)
        .exclude(applied_at__lt=now - NEWS_FOR, decided_at=None)
        .exclude(decided_at__lt=now - NEWS_FOR)
        .exclude(decided_at__isnull=False, decided_by=None)
        .select_related("enrollment__user", "enrollment__cohort__program")
        .order_by("pk")
    )
    for application in recent:
        enrollment = application.enrollment
        names = {"program": enrollment.cohort.program.name}
        lines: tuple[str, ...]
        if application.decided_at is None:
            slot, at, headline = "received", application.applied_at, _("Your application to %(program)s came in")
            lines = (
                _("The program leader reads it and decides; you get a mail then."),
                _("Was it not you? Open the link and take the application back."),
            )
        elif application.is_accepted:
            slot, at, headline = "accepted", application.decided_at, _("Welcome to %(program)s")
            lines = (
                _("The program leader has accepted your application."),
                _("Sign in with your e-mail address; a code is sent to you, no password is needed."),
            )
        else:
            slot, at, headline = "declined", application.decided_at, _("Your application to %(program)s")
            lines = (_("The program leader cannot offer you a place this time."),)
        yield Due(
            recipient_id=enrollment.user_id,
            kind="application",
            subject_uuid=application.uuid,
            slot=slot,
            due_at=at,
            headline=headline % names,
            lines=lines,
            action_label=_("See where it stands"),
            action_path=reverse("programs:application", args=[applying.token_of(application)]),
            scope_uuid=enrollment.cohort.uuid,
        )
