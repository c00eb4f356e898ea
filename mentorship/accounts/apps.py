"""The app `accounts`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Set the app up: site staff sign in with a second step."""

    name = "mentorship.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Listen to the library that keeps second steps, and name the people of whom one is expected."""
        from allauth.mfa.signals import authenticator_removed

        from mentorship.accounts import second_step
        from mentorship.accounts.models import is_site_staff

        second_step.register(is_site_staff)
        authenticator_removed.connect(second_step.forget, dispatch_uid="accounts.second_step")
