"""The mails of publishing before they are sent: each as its recipient will get it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from matching.models import Pairing
from matching.reminders import PROPOSAL_TO_ACCEPT, ask
from mentorship.notifications.domain.mails import compose
from mentorship.notifications.models import Notification

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from matching.models import MatchRun, Proposal


@dataclass(frozen=True)
class MailPreview:
    """One mail: to whom, and what stands in it."""

    name: str
    address: str
    subject: str
    text: str


def mails_of(run: MatchRun, proposals: Iterable[Proposal], *, now: datetime) -> list[MailPreview]:
    """Write the mails that publishing these proposals would send; the link's end is made when they leave."""
    answer_by = now + timedelta(days=run.cohort.policy.proposal_answer_days)
    mails = []
    for proposal in proposals:
        proposal.mentor.cohort = proposal.mentee.cohort = run.cohort
        pairing = Pairing(
            uuid=proposal.uuid,
            mentor=proposal.mentor,
            mentee=proposal.mentee,
            track=proposal.track,
            proposed_at=now,
            answer_by=answer_by,
        )
        for person, partner in ((pairing.mentee, pairing.mentor), (pairing.mentor, pairing.mentee)):
            due = ask(pairing, person, partner, now)
            row = Notification(recipient=person.user, kind=due.kind, subject_uuid=due.subject_uuid, slot=due.slot)
            mail = compose(row, due, PROPOSAL_TO_ACCEPT)
            mails.append(MailPreview(person.user.full_name, person.user.email, str(mail.subject), str(mail.body)))
    return mails
