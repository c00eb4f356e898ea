"""Signed links in mails: whoever holds one may answer this one proposal in this one person's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing

if TYPE_CHECKING:
    from meetings.models import MeetingProposal
    from mentorship.accounts.models import User

SALT = "meetings.answer"


def token_for(proposal: MeetingProposal, who: User) -> str:
    """Sign that `who` was asked; how long it is good for is the proposal's own matter."""
    return signing.dumps([str(proposal.uuid), str(who.uuid)], salt=SALT)


def read(token: str) -> tuple[str, str] | None:
    """The proposal's and the person's uuid, or nothing if the signature is not ours."""
    try:
        proposal, person = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(proposal), str(person)
