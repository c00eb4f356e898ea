"""The app `agreements`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """Set the app up."""

    name = "agreements"
    verbose_name = _("Agreements")
