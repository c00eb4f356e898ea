"""The app `agreements`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """Set the app up."""

    name = "agreements"
    verbose_name = _("Agreements")

    def ready(self) -> None:
        """Tell the product what this app adds to it."""
        from agreements import evidence
        from agreements.action_evidence import done_actions
        from agreements.domain.agreements import open_agreement
        from matching.domain.occasions import when_accepted

        when_accepted(open_agreement)
        evidence.register(done_actions)
