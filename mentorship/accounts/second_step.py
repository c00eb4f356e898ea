"""Who must sign in with a second step: each app says it of its own people, so that accounts know none of their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from mentorship.accounts.devices import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from mentorship.accounts.models import User

REMEMBERED = "standing"
"""What a session remembers of its person, see `mentorship.accounts.web.middleware`."""
SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""Recovery codes come with either and are none by themselves."""

_opens_records: list[Callable[[User], bool]] = []


class SecondStepAdapter(DefaultMFAAdapter):
    """How allauth treats our people's second steps."""

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002, ARG002 (allauth's signature)
        """Name a passkey after the device it is added with."""
        return in_words(context.request.headers.get("User-Agent", ""))


def register(opens_records: Callable[[User], bool]) -> None:
    """Let an app name people whose password alone must not open records; called once from its `AppConfig.ready`."""
    if opens_records not in _opens_records:
        _opens_records.append(opens_records)


def is_expected_of(user: User) -> bool:
    """Is this somebody, a program leader or site staff, through whom a stranger would reach other people's records?"""
    return any(opens_records(user) for opens_records in _opens_records)


def is_missing(user: User) -> bool:
    """Must this person set up a second step before anything else?"""
    if not settings.SECOND_STEP_REQUIRED or get_adapter().is_mfa_enabled(user, types=SECOND_STEPS):
        return False
    return is_expected_of(user)


def forget(request: HttpRequest, **_kwargs: Any) -> None:
    """Look again at the next request: a second step was taken away."""
    request.session.pop(REMEMBERED, None)
