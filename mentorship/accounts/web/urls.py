"""Addresses of the pages of `accounts`."""

from __future__ import annotations

from django.urls import path

from mentorship.accounts.web.views import second_step, sessions
from mentorship.accounts.web.views.profile import profile

app_name = "accounts"
urlpatterns = [
    path("", profile, name="profile"),
    path("second-step/", second_step.set_up, name="second-step"),
    path("sessions/<int:pk>/end/", sessions.end_session, name="end-session"),
]
