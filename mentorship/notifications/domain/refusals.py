"""What a mail server's answer means for the mail: try again later, never, or not now for any mail."""

from __future__ import annotations

import smtplib
from enum import Enum

_PERMANENT = 500


class Meaning(Enum):
    """What follows from a refusal: try later, never to this address, never this mail, or none for now."""

    LATER = "later"
    NEVER = "never"
    OURS = "ours"
    SERVER_AWAY = "server away"


_OF_THE_SERVER = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPServerDisconnected,
)


def meaning_of(error: OSError) -> tuple[Meaning, str]:
    """Return what the refusal means, and its words for the ledger; every SMTP error is an `OSError` in Python."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return _by(code), _readable(code, words)
    if isinstance(error, _OF_THE_SERVER) or not isinstance(error, smtplib.SMTPException):
        return Meaning.SERVER_AWAY, f"{type(error).__name__}: {error}"
    if isinstance(error, smtplib.SMTPResponseException):
        return _by(error.smtp_code), _readable(error.smtp_code, error.smtp_error)
    return Meaning.OURS, f"{type(error).__name__}: {error}"


def _by(code: int) -> Meaning:
    return Meaning.NEVER if code >= _PERMANENT else Meaning.LATER


def _readable(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"
