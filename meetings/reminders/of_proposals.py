"""Times on the table: to who was asked, and to who proposed when nothing came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from matching.enums import PairingState
from meetings import links
from meetings.changes import NEWS_FOR
from meetings.enums import ProposalState
from meetings.models import MeetingProposal
from meetings.reminders.rows import place, when
from mentorship.notifications.reminders import Due
from programs.while_open import until_closed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator


@until_closed
def proposed(now: dt.datetime) -> Iterator[Due]:
    """One to the one who was asked, with a link that works without signing in."""
    for proposal in MeetingProposal.objects.open(now).with_people():
        who = proposal.pairing.partner_of(proposal.proposed_by).user
        name = proposal.proposed_by.get_short_name()
        times = [when(time.starts_at, who) for time in proposal.times.all()]
        until = when(proposal.expires_at, who)
        yield Due(
            recipient_id=who.pk,
            kind="meeting_proposed",
            subject_uuid=proposal.uuid,
            slot="proposed",
            due_at=proposal.proposed_at,
            headline=_("%(name)s proposes times to meet") % {"name": name},
            lines=(
                *times,
                *place(proposal.place),
                _("Choose one by %(until)s; then the proposal expires.") % {"until": until},
            ),
            action_label=_("Choose a time"),
            action_path=reverse("meetings:answer-by-mail", args=[links.token_for(proposal, who)]),
            expires_at=proposal.expires_at,
            scope_uuid=proposal.pairing.cohort.uuid,
        )


@until_closed
def proposal_over(now: dt.datetime) -> Iterator[Due]:
    """One to the one who proposed, when nobody answered in time or no time suited."""
    expired = Q(state__in=[ProposalState.OPEN, ProposalState.EXPIRED], expires_at__range=(now - NEWS_FOR, now))
    declined = Q(state=ProposalState.DECLINED, settled_at__gte=now - NEWS_FOR)
    over = MeetingProposal.objects.filter(expired | declined, pairing__state=PairingState.ACTIVE).with_people()
    for proposal in over:
        who = proposal.proposed_by
        name = proposal.pairing.partner_of(who).user.get_short_name()
        was_declined = proposal.state == ProposalState.DECLINED
        words = _("None of your times suits %(name)s") if was_declined else _("%(name)s did not answer in time")
        due_at = proposal.settled_at if was_declined and proposal.settled_at else proposal.expires_at
        yield Due(
            recipient_id=who.pk,
            kind="meeting_proposal_over",
            subject_uuid=proposal.uuid,
            slot="over",
            due_at=due_at,
            headline=words % {"name": name},
            lines=(_("Propose others when you can."),),
            action_label=_("Find a time"),
            action_path=reverse("meetings:find", args=[proposal.pairing.uuid]),
            expires_at=due_at + NEWS_FOR,
            scope_uuid=proposal.pairing.cohort.uuid,
        )
