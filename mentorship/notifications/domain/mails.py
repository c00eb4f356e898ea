"""What a reminder looks like as a mail: what to do, one link, and why it came; nothing confidential."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from mentorship.notifications.models import Notification
from mentorship.notifications.reminders import Due, ReminderKind


def compose(row: Notification, due: Due, kind: ReminderKind) -> EmailMultiAlternatives:
    """Write the mail of a row of the ledger, as plain text and as HTML."""
    headline = " ".join(due.headline.split())
    context = {
        "name": row.recipient.get_short_name(),
        "headline": headline,
        "lines": due.lines,
        "action_label": due.action_label,
        "action_url": f"{settings.SITE_URL}{due.action_path}",
        "why": kind.why,
        "kind": kind.label,
        "email": row.recipient.email,
        "profile_url": f"{settings.SITE_URL}{reverse('accounts:profile')}",
        "site_url": settings.SITE_URL,
    }
    mail = EmailMultiAlternatives(
        subject=headline,
        body=render_to_string("notifications/mail.txt", context),
        to=[row.recipient.email],
        headers={"Message-ID": message_id(row), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    for name, media_type, content in due.attachments:
        mail.attach(name, content, _without_charset(media_type))
    return mail


def _without_charset(media_type: str) -> str:
    """Leave the charset to Django, which writes the text and so knows it; a second one confuses calendar programs."""
    return "; ".join(part.strip() for part in media_type.split(";") if not part.strip().startswith("charset="))


def message_id(row: Notification) -> str:
    """Derive the Message-ID from the row's unique key: a repeat after a crash is recognisable as one."""
    key = f"{row.recipient.uuid}|{row.kind}|{row.subject_uuid}|{row.slot}"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"
