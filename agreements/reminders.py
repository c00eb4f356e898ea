"""What is due from agreements and actions; the words say what to do and never what somebody wrote."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Action, Agreement
from agreements.queries import AT_WORK, SIGNABLE
from mentorship.notifications.reminders import Due, ReminderKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mentorship.accounts.models import User

SAFETY_MARGIN = timedelta(days=1)
"""A day begins up to a day earlier or later elsewhere on earth; the exact answer is computed per person."""


def unsigned_agreements(now: datetime) -> Iterator[Due]:
    """Yield, for each member of a pair who has not signed, the latest of their reminders: at once, then every so often."""
    waiting = Agreement.objects.open().filter(pairing__state__in=SIGNABLE, opened_at__lte=now).with_people()
    for agreement in waiting.prefetch_related("signatures"):
        signed = {signature.signer_id for signature in agreement.signatures.all()}
        for person in (agreement.pairing.mentee.user, agreement.pairing.mentor.user):
            if person.pk not in signed:
                yield _unsigned(agreement, person, now)


def overdue_actions(now: datetime) -> Iterator[Due]:
    """Yield, for each action past its day where its owner is, the latest of its reminders."""
    late = Action.objects.overdue((now + SAFETY_MARGIN).date()).filter(pairing__state__in=AT_WORK)
    for action in late.with_people().select_related("pairing__mentee__cohort__policy"):
        if action.due_on is not None and action.due_on < now.astimezone(ZoneInfo(action.owner.time_zone)).date():
            yield _overdue(action, action.due_on, now)


def _unsigned(agreement: Agreement, person: User, now: datetime) -> Due:
    every = timedelta(days=agreement.pairing.cohort.policy.agreement_reminder_days)
    opened_at = agreement.opened_at or now
    number = (now - opened_at) // every
    partner = agreement.pairing.partner_of(person).user
    return Due(
        recipient_id=person.pk,
        kind=UNSIGNED.key,
        subject_uuid=agreement.uuid,
        slot=f"v{agreement.version}:{number + 1}",
        due_at=opened_at + number * every,
        headline=_("Sign your agreement with %(partner)s") % {"partner": partner.full_name},
        lines=(
            _("It says what you two expect of each other, and takes about four minutes to read."),
            _("Once both of you have signed, your goals and meetings can begin."),
        ),
        action_label=_("Read and sign"),
        action_path=reverse("agreements:agreement", args=[agreement.pairing.uuid]),
        scope_uuid=agreement.pairing.cohort.uuid,
    )


def _overdue(action: Action, due_on: date, now: datetime) -> Due:
    zone = ZoneInfo(action.owner.time_zone)
    every = action.pairing.cohort.policy.action_overdue_days
    days_late = (now.astimezone(zone).date() - due_on).days
    number = (days_late - 1) // every
    first_day = due_on + timedelta(days=1 + number * every)
    partner = action.pairing.partner_of(action.owner).user
    return Due(
        recipient_id=action.owner_id,
        kind=OVERDUE.key,
        subject_uuid=action.uuid,
        slot=f"{due_on.isoformat()}:{number + 1}",
        due_at=datetime.combine(first_day, time.min, tzinfo=zone),
        headline=_("One of your actions is past its day"),
        lines=(
            _("You agreed on it with %(partner)s for %(day)s.")
            % {"partner": partner.full_name, "day": date_format(due_on, "j F")},
            _("If it is done, one tap says so. If it does not fit any more, talk about it when you next meet."),
        ),
        action_label=_("Open it"),
        action_path=action.goal.get_absolute_url() if action.goal else reverse("agreements:goals"),
        scope_uuid=action.pairing.cohort.uuid,
    )


UNSIGNED = ReminderKind(
    "agreement_unsigned", gettext_lazy("An agreement waits for your signature"), unsigned_agreements
)
OVERDUE = ReminderKind("action_overdue", gettext_lazy("An action is past its day"), overdue_actions)
