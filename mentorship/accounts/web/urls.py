"""Addresses of the pages of `accounts`."""

from __future__ import annotations

from django.urls import path

from mentorship.accounts.web.views.profile import profile

app_name = "accounts"
urlpatterns = [
    path("", profile, name="profile"),
]
