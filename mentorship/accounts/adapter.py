"""How allauth treats our people: accounts are made by programmes, not by visitors."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Close the public sign-up; a person comes in through a programme's invitation or import."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the signature is allauth's
        """Answer no to everybody."""
        return False
