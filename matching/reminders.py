"""What matching tells people: a pair is proposed to you, and its clock runs out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import EndReason, PairingState
from matching.models import Pairing
from matching.queries.pairs import remind_at
from mentorship.notifications.reminders import Due, ReminderKind
from programs.enums import CohortStage, EnrollmentState
from programs.while_open import until_closed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from programs.models import Enrollment

PUBLISHED = "published"
REMINDER = "reminder"
TOLD_WITHIN = timedelta(days=14)
"""So long after somebody has left their partner may still learn of it by mail."""


@until_closed
def proposals_to_accept(now: datetime) -> Iterator[Due]:
    """One row for each of a proposed pair who has not answered: when it is published, and once before the clock ends."""
    waiting = Pairing.objects.filter(state=PairingState.PROPOSED, answer_by__gte=now).with_people()
    for pairing in waiting.select_related("mentee__cohort__policy").order_by("pk"):
        sides = (
            (pairing.mentor, pairing.mentee, pairing.mentor_accepted_at),
            (pairing.mentee, pairing.mentor, pairing.mentee_accepted_at),
        )
        for person, partner, accepted_at in sides:
            if accepted_at is None:
                yield ask(pairing, person, partner, now)


def ask(pairing: Pairing, person: Enrollment, partner: Enrollment, now: datetime) -> Due:
    """Ask one of a proposed pair for an answer, in the words of the moment."""
    is_reminder = now >= remind_at(pairing)
    names = {"partner": partner.user.full_name, "program": pairing.cohort.program.name}
    with timezone.override(person.user.time_zone):
        last_day = date_format(timezone.localtime(pairing.answer_by), "j F, H:i")
    headline = (
        _("Please answer: %(partner)s is still proposed to you") if is_reminder else _("%(partner)s is proposed to you")
    )
    asked = (
        _("%(program)s suggests %(partner)s as your mentee.")
        if person.role == "mentor"
        else _("%(program)s suggests %(partner)s as your mentor.")
    )
    return Due(
        recipient_id=person.user_id,
        kind="proposal_to_accept",
        subject_uuid=pairing.uuid,
        slot=REMINDER if is_reminder else PUBLISHED,
        due_at=remind_at(pairing) if is_reminder else pairing.proposed_at,
        headline=headline % names,
        lines=(
            asked % names,
            _("Read why the two of you, then accept or decline by %(day)s.") % {"day": last_day},
            _("If nobody answers by then, the proposal goes back to the program leader."),
        ),
        action_label=_("Read the proposal"),
        action_path=reverse("matching:pairing", args=[pairing.uuid]),
        expires_at=pairing.answer_by,
        scope_uuid=pairing.cohort.uuid,
    )


def pairs_over(now: datetime) -> Iterator[Due]:
    """One row for the partner of somebody who has left the cohort: the pair, or the proposal of it, is over."""
    ended = Pairing.objects.filter(
        state=PairingState.ENDED, end_reason=EndReason.WITHDRAWN, ended_at__gt=now - TOLD_WITHIN, ended_at__lte=now
    )
    for pairing in ended.with_people().order_by("pk"):
        for person, partner in ((pairing.mentor, pairing.mentee), (pairing.mentee, pairing.mentor)):
            if person.state != EnrollmentState.WITHDRAWN and pairing.ended_at is not None:
                yield _over(pairing, person, partner, pairing.ended_at)


def _over(pairing: Pairing, person: Enrollment, partner: Enrollment, ended_at: datetime) -> Due:
    names = {"partner": partner.user.full_name, "program": pairing.cohort.program.name}
    had_begun = pairing.activated_at is not None
    line = (
        _("Your work together has ended, without fault of anybody. What you wrote stays readable for you.")
        if had_begun
        else _("What was planned for the two of you does not take place; nobody is at fault.")
    )
    next_words = (
        _("Your place is free again.")
        if person.role == "mentor"
        else _("Your program leader looks for another mentor for you.")
    )
    return Due(
        recipient_id=person.user_id,
        kind="pair_over",
        subject_uuid=pairing.uuid,
        slot="left",
        due_at=ended_at,
        headline=_("%(partner)s does not take part in %(program)s any more") % names,
        lines=(line, next_words),
        action_label=_("Open it"),
        action_path=reverse("matching:pairing", args=[pairing.uuid]),
        expires_at=ended_at + TOLD_WITHIN,
        scope_uuid=pairing.cohort.uuid,
    )


def proposals_sent_back(now: datetime) -> Iterator[Due]:
    """One row for each leader and pair that was declined or not answered, while the mentee has nobody else."""
    back = (
        Pairing.objects.sent_back()
        .filter(ended_at__lte=now, ended_at__gt=now - TOLD_WITHIN, mentee__cohort__stage__in=STILL_MATCHED)
        .with_people()
        .prefetch_related("mentee__cohort__program__leaderships")
        .order_by("pk")
    )
    for pairing in back:
        for leadership in pairing.cohort.program.leaderships.all():
            yield Due(
                recipient_id=leadership.user_id,
                kind="proposal_sent_back",
                subject_uuid=pairing.uuid,
                slot="sent back",
                due_at=pairing.ended_at or now,
                headline=_("%(mentee)s has no mentor again") % {"mentee": pairing.mentee.user.full_name},
                lines=(_("The proposal came back to you. The matching shows the best mentor who is free."),),
                action_label=_("Propose the next best"),
                action_path=f"{reverse('matching:workbench')}?cohort={pairing.cohort.uuid}",
                expires_at=(pairing.ended_at or now) + TOLD_WITHIN,
                scope_uuid=pairing.cohort.uuid,
            )


STILL_MATCHED = (CohortStage.ENROLLING, CohortStage.MATCHING, CohortStage.RUNNING)
PROPOSAL_SENT_BACK = ReminderKind(
    key="proposal_sent_back",
    label=gettext_lazy("A proposal came back to you"),
    due=proposals_sent_back,
    for_leaders=True,
    why=gettext_lazy("you lead the program, and a proposal was declined or not answered"),
    only_if=lambda now: Pairing.objects.filter(state=PairingState.ENDED, ended_at__gt=now - TOLD_WITHIN),
)
PROPOSAL_TO_ACCEPT = ReminderKind(
    key="proposal_to_accept",
    label=gettext_lazy("A mentor or mentee is proposed to you"),
    due=proposals_to_accept,
    why=gettext_lazy("a program leader proposes a mentor or mentee to you"),
)
PAIR_OVER = ReminderKind(
    key="pair_over",
    label=gettext_lazy("Your partner has left"),
    due=pairs_over,
    mandatory=True,
    why=gettext_lazy("you were a pair with somebody who has left"),
    only_if=lambda now: Pairing.objects.filter(state=PairingState.ENDED, ended_at__gt=now - TOLD_WITHIN),
)
