"""What is due from agreements and actions; the words say what to do and never what somebody wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.enums import AgreementState
from agreements.models import Action, Agreement, Ending
from agreements.queries import AT_WORK, SIGNABLE
from agreements.undone import BEHIND, due_soon, nobody_signs, who_hears_next
from mentorship.notifications.reminders import Due, ReminderKind
from programs.while_open import until_closed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from agreements.models.agreement import AgreementQuerySet
    from mentorship.accounts.models import User

TOLD_WITHIN = timedelta(days=14)
"""So long after a pair has ended somebody may still learn of it by mail."""
LONGEST_LEAD = timedelta(days=31)
SAFETY_MARGIN = timedelta(days=1)
"""A day begins up to a day earlier or later elsewhere on earth; the exact answer is computed per person."""


@until_closed
def unsigned_agreements(now: datetime) -> Iterator[Due]:
    """Yield, for each member of a pair whose word is missing, the latest of their reminders: at once, then every so often.

    First the word is what they expect, then how they settle where they differ, then the signature.
    """
    for agreement in _not_in_force(now):
        yield from _still_to_say(agreement, now)


@until_closed
def agreements_to_sign(now: datetime) -> Iterator[Due]:
    """Yield what both are reminded of until they have signed, and what their leaders hear if it takes too long."""
    for agreement in _not_in_force(now).prefetch_related("pairing__mentee__cohort__program__leaderships"):
        yield from _still_to_say(agreement, now)
        yield from nobody_signs(agreement, now)


def _not_in_force(now: datetime) -> AgreementQuerySet:
    states = [AgreementState.DRAFT, AgreementState.AWAITING]
    found = Agreement.objects.filter(state__in=states, pairing__state__in=SIGNABLE, opened_at__lte=now).with_people()
    return found.prefetch_related("signatures", "pairing__expectations")


def _still_to_say(agreement: Agreement, now: datetime) -> Iterator[Due]:
    if agreement.state == AgreementState.DRAFT:
        yield from _before_signing(agreement, now)
        return
    signed = {signature.signer_id for signature in agreement.signatures.all()}
    for person in (agreement.pairing.mentee.user, agreement.pairing.mentor.user):
        if person.pk not in signed:
            yield _unsigned(agreement, person, now)


@until_closed
def agreements_to_renew(now: datetime) -> Iterator[Due]:
    """Yield, for both of a pair, that the day has come on which they wanted to look at their agreement again."""
    due = Agreement.objects.filter(state=AgreementState.IN_FORCE, review_on__lte=(now + SAFETY_MARGIN).date())
    renewed = Agreement.objects.unfinished().filter(pairing=OuterRef("pairing"))
    for agreement in due.filter(pairing__state__in=AT_WORK).exclude(Exists(renewed)).with_people():
        for person in (agreement.pairing.mentee.user, agreement.pairing.mentor.user):
            zone = ZoneInfo(person.time_zone)
            if agreement.review_on and agreement.review_on <= now.astimezone(zone).date():
                yield _renewal(agreement, person, datetime.combine(agreement.review_on, time.min, tzinfo=zone))


def ended_pairs(now: datetime) -> Iterator[Due]:
    """Yield, for the partner and the program leaders, that somebody has ended a pair; their words stand on its page."""
    recent = Ending.objects.filter(ended_at__lte=now, ended_at__gt=now - TOLD_WITHIN).select_related(
        "by", "pairing__mentor__user", "pairing__mentee__user", "pairing__mentee__cohort__program"
    )
    for ending in recent.prefetch_related("pairing__mentee__cohort__program__leaderships"):
        leaders = [leadership.user_id for leadership in ending.pairing.cohort.program.leaderships.all()]
        partner = ending.pairing.partner_of(ending.by).user_id
        for recipient_id in {partner, *leaders} - {ending.by_id}:
            yield _ended(ending, recipient_id, is_partner=recipient_id == partner)


@until_closed
def overdue_actions(now: datetime) -> Iterator[Due]:
    """Yield, for each action past its day where its owner is, the latest of its reminders."""
    for action in (
        Action.objects.overdue((now + SAFETY_MARGIN).date())
        .filter(pairing__state__in=AT_WORK)
        .with_people()
        .select_related("pairing__mentee__cohort__policy")
    ):
        if action.due_on is not None and action.due_on < _today(action, now):
            yield _overdue(action, action.due_on, now)


@until_closed
def actions_to_do(now: datetime) -> Iterator[Due]:
    """Yield what is to be said of actions: that the day comes near, or that it is past."""
    until = now.date() + LONGEST_LEAD
    for action in (
        Action.objects.open()
        .filter(pairing__state__in=AT_WORK, due_on__lte=until)
        .with_people()
        .select_related("pairing__mentee__cohort__policy")
    ):
        if action.due_on is None:
            continue
        if action.due_on < _today(action, now):
            yield _overdue(action, action.due_on, now)
        elif told := due_soon(action, action.due_on, now):
            yield told


def _today(action: Action, now: datetime) -> date:
    """Return the day it is where the owner is."""
    return now.astimezone(ZoneInfo(action.owner.time_zone)).date()


def _before_signing(agreement: Agreement, now: datetime) -> Iterator[Due]:
    answered = {answers.person_id for answers in agreement.pairing.expectations.all()}
    people = (agreement.pairing.mentee.user, agreement.pairing.mentor.user)
    for person in people:
        if person.pk not in answered:
            yield _to_answer(agreement, person, now)
        elif len(answered) == len(people):
            yield _to_settle(agreement, person, now)


def _to_answer(agreement: Agreement, person: User, now: datetime) -> Due:
    partner = agreement.pairing.partner_of(person).user.full_name
    return replace(
        _unsigned(agreement, person, now),
        slot=f"answer:{_number(agreement, now) + 1}",
        headline=_("Say what you expect of your work with %(partner)s") % {"partner": partner},
        lines=(
            _("Six short questions, three minutes, read by you alone until you both have answered."),
            _("Then you see where you differ, settle it, and sign."),
        ),
        action_label=_("Answer"),
    )


def _to_settle(agreement: Agreement, person: User, now: datetime) -> Due:
    partner = agreement.pairing.partner_of(person).user.full_name
    return replace(
        _unsigned(agreement, person, now),
        slot=f"settle:{_number(agreement, now) + 1}",
        headline=_("Settle with %(partner)s where you differ") % {"partner": partner},
        lines=(_("You both have said what you expect. Talk over where you differ, and write one line each on it."),),
        action_label=_("See it side by side"),
    )


def _renewal(agreement: Agreement, person: User, due_at: datetime) -> Due:
    partner = agreement.pairing.partner_of(person).user.full_name
    return Due(
        recipient_id=person.pk,
        kind=RENEWAL.key,
        subject_uuid=agreement.uuid,
        slot=f"v{agreement.version}",
        due_at=due_at,
        headline=_("Look at your agreement with %(partner)s again") % {"partner": partner},
        lines=(_("You wanted to look at it again by now. Renew it as it is, change the words, or end well."),),
        action_label=_("Open the agreement"),
        action_path=reverse("agreements:agreement", args=[agreement.pairing.uuid]),
        scope_uuid=agreement.pairing.cohort.uuid,
    )


def _ended(ending: Ending, recipient_id: int, *, is_partner: bool) -> Due:
    pairing = ending.pairing
    names = {
        "name": ending.by.full_name,
        "mentee": pairing.mentee.user.full_name,
        "mentor": pairing.mentor.user.full_name,
    }
    if is_partner:
        headline = _("%(name)s has ended your work together, without fault") % names
        line = _("There is a word for you on the page. Nothing of this goes into anybody's record.")
    else:
        headline = _("%(mentee)s and %(mentor)s have ended, without fault") % names
        line = _("What was said to you alone stands on the page of their agreement.")
    return Due(
        recipient_id=recipient_id,
        kind=ENDED.key,
        subject_uuid=ending.uuid,
        slot="ended",
        due_at=ending.ended_at,
        headline=headline,
        lines=(line,),
        action_label=_("Open it"),
        action_path=reverse("agreements:agreement", args=[pairing.uuid]),
        expires_at=ending.ended_at + TOLD_WITHIN,
        scope_uuid=pairing.cohort.uuid,
    )


def _number(agreement: Agreement, now: datetime) -> int:
    every = timedelta(days=agreement.pairing.cohort.policy.agreement_reminder_days)
    return (now - (agreement.opened_at or now)) // every


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
            who_hears_next(agreement, person.time_zone, now),
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


UNSIGNED = ReminderKind("agreement_unsigned", gettext_lazy("An agreement waits for your signature"), agreements_to_sign)
NOT_SIGNED = ReminderKind(
    "agreement_not_signed",
    gettext_lazy("A pair has no agreement yet"),
    agreements_to_sign,
    for_leaders=True,
    why=gettext_lazy("you lead the program, and a pair did not answer our reminders to sign"),
)
OVERDUE = ReminderKind("action_overdue", gettext_lazy("An action is past its day"), actions_to_do)
DUE_SOON = ReminderKind(
    "action_due",
    gettext_lazy("An action is due soon"),
    actions_to_do,
    why=gettext_lazy("you promised to do something by a day that comes near"),
)
RENEWAL = ReminderKind("agreement_renewal", gettext_lazy("An agreement is to be looked at again"), agreements_to_renew)
ENDED = ReminderKind(
    "pair_ended",
    gettext_lazy("A pair has ended"),
    ended_pairs,
    mandatory=True,
    only_if=lambda now: Ending.objects.filter(ended_at__gt=now - TOLD_WITHIN),
)
KINDS = (UNSIGNED, NOT_SIGNED, DUE_SOON, OVERDUE, BEHIND, RENEWAL, ENDED)
