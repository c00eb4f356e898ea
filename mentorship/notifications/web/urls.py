"""Addresses of the pages of `notifications`."""

from __future__ import annotations

from django.urls import path

from mentorship.notifications.web.views.unsubscribe import unsubscribe
from mentorship.notifications.web.views.wishes import try_address_again, wishes

app_name = "notifications"
urlpatterns = [
    path("profile/mail/", wishes, name="wishes"),
    path("profile/mail/address/", try_address_again, name="try-address-again"),
    path("mail/off/<str:token>/", unsubscribe, name="unsubscribe"),
]
