"""A leader's look at other people's profiles, kept in the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorship.core import audit

if TYPE_CHECKING:
    from datetime import datetime

    from matching.models import Pairing
    from mentorship.accounts.models import User


def note_that_the_leader_read(*, pairing: Pairing, by: User, now: datetime) -> None:
    """Record that somebody who is not of the pair read what the two say of themselves."""
    audit.record(verb="read_pair", actor=by, target=pairing, now=now)
