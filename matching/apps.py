"""The app `matching`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    """Set the app up."""

    name = "matching"
    verbose_name = _("Matching")
