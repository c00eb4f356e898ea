"""The app `notifications`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Set the app up."""

    name = "mentorship.notifications"
    verbose_name = _("Notifications")
