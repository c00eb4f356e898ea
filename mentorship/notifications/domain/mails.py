"""What a reminder looks like as a mail: what to do, one link, and why it came; nothing confidential."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeAlias
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from mentorship.notifications.domain import unsubscribing
from mentorship.notifications.domain.digests import CATCH_UP
from mentorship.notifications.domain.letters import Letter
from mentorship.notifications.models import Notification
from mentorship.notifications.reminders import Due, ReminderKind

Part: TypeAlias = tuple[Notification, ReminderKind, Due]


def compose(row: Notification, due: Due, kind: ReminderKind) -> EmailMultiAlternatives:
    """Write the mail of a row of the ledger, as plain text and as HTML."""
    context = {
        **_item(row, due),
        "why": kind.why,
        "kind": kind.label,
    }
    return _mail(row, "notifications/mail", context, [kind], due.attachments)


def compose_digest(row: Notification, parts: Sequence[Part]) -> EmailMultiAlternatives:
    """Write the mail that tells several things, each with its own link."""
    context = {
        "headline": _digest_headline(row, len(parts)),
        "is_catch_up": row.slot.startswith(CATCH_UP),
        "items": [_item(told, due) for told, _kind, due in parts],
    }
    attachments = [attachment for _told, _kind, due in parts for attachment in due.attachments]
    return _mail(row, "notifications/digest", context, [kind for _told, kind, _due in parts], attachments)


def _item(row: Notification, due: Due) -> dict[str, object]:
    return {
        "headline": " ".join(due.headline.split()),
        "lines": due.lines,
        "note": row.note,
        "action_label": due.action_label,
        "action_url": f"{settings.SITE_URL}{due.action_path}",
    }


def _digest_headline(row: Notification, number: int) -> str:
    if row.slot.startswith(CATCH_UP):
        words = ngettext("%(number)d thing waited for you", "%(number)d things waited for you", number)
    elif row.slot.startswith("weekly"):
        words = ngettext("Your week: %(number)d thing", "Your week: %(number)d things", number)
    else:
        words = ngettext("Today: %(number)d thing", "Today: %(number)d things", number)
    return words % {"number": number}


def _mail(
    row: Notification,
    template: str,
    context: dict[str, object],
    kinds: Sequence[ReminderKind],
    attachments: Iterable[tuple[str, str, str]],
) -> EmailMultiAlternatives:
    stop_url = unsubscribing.link(row.recipient, kinds)
    headers = {"Message-ID": message_id(row), "Auto-Submitted": "auto-generated"}
    if stop_url:
        headers |= {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    context |= {
        "name": row.recipient.get_short_name(),
        "email": row.recipient.email,
        "stop_url": stop_url,
        "wishes_url": f"{settings.SITE_URL}{reverse('notifications:wishes')}",
        "site_url": settings.SITE_URL,
    }
    mail = Letter(
        subject=str(context["headline"]),
        body=render_to_string(f"{template}.txt", context),
        to=[row.recipient.email],
        headers=headers,
    )
    mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    for name, media_type, content in attachments:
        mail.attach(name, content, _without_charset(media_type))
    return mail


def _without_charset(media_type: str) -> str:
    """Leave the charset to Django, which writes the text and so knows it; a second one confuses calendar programs."""
    return "; ".join(part.strip() for part in media_type.split(";") if not part.strip().startswith("charset="))


def message_id(row: Notification) -> str:
    """Derive the Message-ID from the row's unique key: a repeat after a crash is recognisable as one."""
    key = f"{row.recipient.uuid}|{row.kind}|{row.subject_uuid}|{row.slot}"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"
