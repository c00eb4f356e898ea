"""What we write to an observer without an account: who asks for what, one link or code; nothing clinical."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluation.domain.codes import code_of
from evaluation.domain.observer_links import token_of
from evaluation.enums import ObserverMailKind

if TYPE_CHECKING:
    from evaluation.models import ObserverMail


def compose(row: ObserverMail) -> EmailMultiAlternatives:
    """Write the mail of a row of the post, as plain text and as HTML."""
    request = row.request
    headline, lines = _words(row)
    context = {
        "name": request.observer_name,
        "headline": headline,
        "lines": lines,
        "action_label": _("Open the form"),
        "action_url": _link(row),
        "code": _code(row),
        "mentee": request.pairing.mentee.user.full_name,
        "email": request.observer_email,
        "site_url": settings.SITE_URL,
        "renew_url": f"{settings.SITE_URL}{reverse('evaluation:observer-renew')}",
    }
    mail = EmailMultiAlternatives(
        subject=headline,
        body=render_to_string("evaluation/observer_mail.txt", context),
        to=[request.observer_email],
        headers={"Message-ID": _message_id(row), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("evaluation/observer_mail.html", context), "text/html")
    return mail


def _words(row: ObserverMail) -> tuple[str, tuple[str, ...]]:
    request = row.request
    named = {
        "mentee": _one_line(request.pairing.mentee.user.full_name),
        "program": _one_line(str(request.pairing.mentee.cohort.program)),
        "kind": request.get_kind_display(),
        "day": date_format(request.wanted_on, "j F Y"),
    }
    asks = _("%(mentee)s takes part in %(program)s and asks you to watch them at work on %(day)s: %(kind)s.") % named
    no_account = _("You need no account. The form takes two minutes, on a phone too.")
    learning = _("It is for learning, not an exam. %(mentee)s and their mentor read it.") % named
    words: dict[str, tuple[str, tuple[str, ...]]] = {
        ObserverMailKind.ASK: (_("%(mentee)s asks you for feedback") % named, (asks, no_account, learning)),
        ObserverMailKind.REMINDER: (
            _("%(mentee)s still hopes for your feedback") % named,
            (asks, no_account, _("We do not write again. If you cannot, one tap on the page says so.")),
        ),
        ObserverMailKind.LINK: (
            _("Your new link: feedback for %(mentee)s") % named,
            (asks, _("Links that we sent earlier for this do not work any more.")),
        ),
        ObserverMailKind.CODE: (
            _("Your code to confirm feedback for %(mentee)s") % named,
            (
                _("Somebody wrote feedback for %(mentee)s in your name, on %(mentee)s's device.") % named,
                _("If that is you, type the code there. If it is not, do nothing: nothing is kept without it."),
            ),
        ),
        ObserverMailKind.WITHDRAWN: (
            _("%(mentee)s needs no feedback any more") % named,
            (_("%(mentee)s has taken back the request for %(day)s. There is nothing to do.") % named,),
        ),
        ObserverMailKind.RECEIPT: (
            _("Feedback for %(mentee)s was sent in your name") % named,
            (
                _("A form in your name reached %(mentee)s: %(kind)s. Thank you for the time.") % named,
                _("If it was not you who wrote it, please answer the program: %(program)s.") % named,
            ),
        ),
    }
    return words[row.kind]


def _link(row: ObserverMail) -> str:
    if row.kind not in {ObserverMailKind.ASK, ObserverMailKind.REMINDER, ObserverMailKind.LINK}:
        return ""
    path = reverse("evaluation:observer-form", args=[token_of(row.request.invitation)])
    return f"{settings.SITE_URL}{path}"


def _code(row: ObserverMail) -> str:
    return code_of(row.request.device_code) if row.kind == ObserverMailKind.CODE else ""


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _message_id(row: ObserverMail) -> str:
    key = f"{row.request.uuid}|{row.kind}|{row.round}"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"
