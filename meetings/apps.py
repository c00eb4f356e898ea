"""The app `meetings`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """Set the app up."""

    name = "meetings"
    verbose_name = _("Meetings")
