"""The app `notifications`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Set the app up."""

    name = "mentorship.notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """Say that the ledger is a post."""
        from mentorship.notifications import posts, queries
        from mentorship.notifications.domain import delivery

        posts.register(
            posts.Post(
                "reminders",
                _("Reminders"),
                delivery.TASK,
                lambda now: delivery.deliver_due(now).sent,
                queries.queue,
            )
        )
