"""The mails of publishing before they are sent: each as its recipient will get it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

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
    """One mail: to whom, as the `role` of a proposal, and what stands in it, as plain text and as a page."""

    proposal: Proposal
    role: str
    name: str
    address: str
    subject: str
    text: str
    html: str


def mails_of(run: MatchRun, proposals: Iterable[Proposal], *, now: datetime) -> list[MailPreview]:
    """Write the mails that publishing these proposals would send; the link's end is made when they leave."""
    return [mail for proposal in proposals for mail in _both(run, proposal, now)]


def mail_of(run: MatchRun, proposal: Proposal, role: str, *, now: datetime) -> MailPreview | None:
    """Write the mail to one side of a proposal; None where there is no such side."""
    return next((mail for mail in _both(run, proposal, now) if mail.role == role), None)


def _both(run: MatchRun, proposal: Proposal, now: datetime) -> list[MailPreview]:
    answer_by = now + timedelta(days=run.cohort.policy.proposal_answer_days)
    proposal.mentor.cohort = proposal.mentee.cohort = run.cohort
    pairing = Pairing(
        uuid=proposal.uuid,
        mentor=proposal.mentor,
        mentee=proposal.mentee,
        track=proposal.track,
        proposed_at=now,
        answer_by=answer_by,
    )
    mails = []
    for person, partner in ((pairing.mentee, pairing.mentor), (pairing.mentor, pairing.mentee)):
        due = ask(pairing, person, partner, now)
        row = Notification(recipient=person.user, kind=due.kind, subject_uuid=due.subject_uuid, slot=due.slot)
        mail = compose(row, due, PROPOSAL_TO_ACCEPT)
        stop = str(mail.extra_headers.get("List-Unsubscribe", "")).strip("<>")
        html = next(str(content) for content, kind in mail.alternatives if kind == "text/html")
        mails.append(
            MailPreview(
                proposal,
                person.role,
                person.user.full_name,
                person.user.email,
                str(mail.subject),
                _without(str(mail.body), stop),
                _without(html, stop),
            )
        )
    return mails


def _without(text: str, stop: str) -> str:
    """Leave out the address that turns this kind of mail off without a log-in: it is the recipient's alone."""
    return text.replace(stop, f"{settings.SITE_URL}/…") if stop else text
