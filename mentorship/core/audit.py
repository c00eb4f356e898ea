"""Writing the audit trail: one row per verb, in the verb's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorship.core.models import AuditEntry, Record

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


def record(*, verb: str, actor: User | None, target: Record, now: datetime, old: str = "", new: str = "") -> AuditEntry:
    """Note that `actor` did `verb` to `target` at `now`; `actor=None` is the product itself."""
    return AuditEntry.objects.create(
        at=now,
        actor=actor,
        verb=verb,
        target_kind=target._meta.label_lower,
        target_uuid=target.uuid,
        old=old,
        new=new,
    )
