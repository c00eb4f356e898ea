"""What the code of an observer is: it follows from the server's key and its row, and is kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from evaluation.models import DeviceCode

SALT = "evaluation.device-code"
DIGITS = 6


def code_of(row: DeviceCode) -> str:
    """Return the six digits of this round."""
    digest = salted_hmac(SALT, f"{row.uuid}:{row.round}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"
