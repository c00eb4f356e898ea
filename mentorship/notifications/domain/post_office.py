"""What a leader does with a mail that waits: send it now, stop it, let it leave at another time, add a line."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.accounts.models import User
from mentorship.core import audit
from mentorship.core.errors import Refused
from mentorship.notifications.enums import NotificationState
from mentorship.notifications.models import Notification

WAITING = (NotificationState.PENDING, NotificationState.GATHERED)


@transaction.atomic
def send_now(*, row_id: int, by: User, now: datetime) -> None:
    """Let a mail leave with the next run, whatever hour it is; out of a digest if it waits for one. One that failed is tried again.

    Raises:
        Refused: it has left, is leaving, or is not needed any more.
    """
    row = _locked(row_id, NotificationState.FAILED)
    _change(row, by, now, "send_mail_now", state=NotificationState.PENDING, digest=None, next_try_at=None, at_once=True)


@transaction.atomic
def stop(*, row_id: int, by: User, now: datetime) -> None:
    """Keep a mail from leaving; this occasion does not come again.

    Raises:
        Refused: it does not wait any more.
    """
    row = _locked(row_id)
    reason = _("Stopped by %(name)s.") % {"name": by.full_name}
    _change(row, by, now, "stop_mail", state=NotificationState.CANCELLED, digest=None, reason=reason[:200])


@transaction.atomic
def change(*, row_id: int, by: User, now: datetime, not_before: datetime | None, note: str) -> None:
    """Let a mail leave at another time, with a line of the leader's own.

    Raises:
        Refused: it does not wait any more, or would be of no use by then.
    """
    row = _locked(row_id)
    if not_before and row.expires_at and not_before >= row.expires_at:
        raise Refused(_("By then it would be too late to be of use."))
    fields = {"state": NotificationState.PENDING, "digest": None, "next_try_at": not_before} if not_before else {}
    _change(row, by, now, "change_mail", note=" ".join(note.split()), **fields)


def _locked(row_id: int, *besides: NotificationState) -> Notification:
    row = Notification.objects.select_for_update(of=["self"]).get(pk=row_id)
    if row.state not in {*WAITING, *besides}:
        raise Refused(
            _("This mail does not wait any more: it is “%(state)s”.") % {"state": row.get_state_display().lower()}
        )
    return row


def _change(row: Notification, by: User, now: datetime, verb: str, **fields: object) -> None:
    old = row.state
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    audit.record(verb=verb, actor=by, target=row, now=now, old=old, new=row.state)
