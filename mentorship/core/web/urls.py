"""Addresses of the pages that belong to no stage."""

from __future__ import annotations

from django.urls import path

from mentorship.core.web import verifying, views

app_name = "core"
urlpatterns = [
    path("", views.home, name="home"),
    path("act-as/", views.act_as, name="act-as"),
    path("verify/", verifying.verify, name="verify"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
