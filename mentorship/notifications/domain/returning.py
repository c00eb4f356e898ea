"""Mails that come back later: the mail server took them, and then another one did not (RFC 3464).

A report counts only when it brings the Message-ID of a mail that has left to the person it names: whoever does not have
that mail cannot stop somebody's mail by inventing a report. Read twice, it counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from mentorship.accounts.models import User
from mentorship.notifications.domain import troubles
from mentorship.notifications.domain.mails import message_id
from mentorship.notifications.enums import NotificationState
from mentorship.notifications.models import Notification

MOST_BYTES = 1024 * 1024
COMES_BACK_WITHIN = timedelta(days=30)
_STATUS = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True)
class Report:
    """What a mail server says of one mail it gave up: to which addresses, why, and which mail it was."""

    addresses: frozenset[str]
    words: str
    message_ids: frozenset[str]


def take_returned(*, content: bytes, now: datetime) -> int:
    """Note every mail of ours that a report says was given up; return how many were new. What is no report is passed over."""
    if len(content) > MOST_BYTES:
        return 0
    return sum(_take(report, now) for report in _reports_in(BytesParser().parsebytes(content)))


def _reports_in(mail: Message) -> Iterator[Report]:
    """Yield a report for each recipient who was given up; a delay is none."""
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return
    ids = frozenset(_ids_in(mail))
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for block in part.get_payload():
            if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                yield Report(frozenset(_addresses_in(block)), _words_of(block), ids)


def _ids_in(report: Message) -> Iterator[str]:
    """Yield the Message-IDs of the mail that was returned, whole or its headers alone."""
    for part in report.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            yield from (str(mail["Message-ID"]).strip() for mail in part.get_payload() if isinstance(mail, Message))
        elif part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield str(BytesParser().parsebytes(payload, headersonly=True)["Message-ID"]).strip()


def _addresses_in(block: Message) -> Iterator[str]:
    for name in ("Original-Recipient", "Final-Recipient"):
        _kind, _semicolon, address = str(block.get(name, "")).partition(";")
        if address:
            yield parseaddr(address.strip())[1].lower()


def _words_of(block: Message) -> str:
    """Return the status and what the server said, on one line and in plain characters."""
    status = _STATUS.search(str(block.get("Status", "")))
    said = str(block.get("Diagnostic-Code", "")).partition(";")[2]
    words = " ".join(f"{status[0] if status else ''} {said}".split())
    return "".join(character if character.isprintable() else "?" for character in words)


@transaction.atomic
def _take(report: Report, now: datetime) -> bool:
    """Note that one mail came back; False when it is not ours, too long ago, or known."""
    people = User.objects.alias(address=Lower("email")).filter(address__in=report.addresses)
    left = Notification.objects.filter(
        recipient__in=people,
        state=NotificationState.SENT,
        digest=None,
        sent_at__gt=now - COMES_BACK_WITHIN,
    )
    for row in left.select_related("recipient"):
        if message_id(row) in report.message_ids:
            reason = _("Came back: %(words)s") % {"words": report.words or _("no reason was given")}
            if Notification.objects.filter(pk=row.pk, reason="").update(reason=reason[:200]):
                troubles.note_returned(row.recipient_id, report.words, now=now)
                return True
    return False
