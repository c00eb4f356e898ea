"""How allauth treats our people: accounts are made by programmes, not by visitors."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING, Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from django.http import HttpRequest

logger = structlog.get_logger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Close the public sign-up; a person comes in through a programme's invitation or import."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the signature is allauth's
        """Answer no to everybody."""
        return False

    def render_mail(self, *args: Any, **kwargs: Any) -> Any:
        """Let the mail leave beside the page: how long a page takes must not tell whether an address is known."""
        mail = super().render_mail(*args, **kwargs)
        return SentBeside(mail) if settings.ACCOUNT_MAIL_BESIDE else mail


class SentBeside:
    """A mail whose `send` returns at once; the process ends only once it has left or was refused."""

    def __init__(self, mail: EmailMessage) -> None:
        self.mail = mail

    def send(self) -> None:
        """Begin sending."""
        Thread(target=self._send, name="account mail").start()

    def _send(self) -> None:
        try:
            self.mail.send()
        except OSError as error:  # what smtplib raises too: the person asks again, whom to send to is not logged
            logger.warning("account_mail_not_sent", reason=type(error).__name__)
