"""Addresses of the pages that belong to no stage."""

from __future__ import annotations

from django.urls import path

from mentorship.core.web import reading, verifying, views

app_name = "core"
urlpatterns = [
    path("", views.home, name="home"),
    path("act-as/", views.act_as, name="act-as"),
    path("profile/readings/", reading.readings, name="readings"),
    path("verify/", verifying.verify, name="verify"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
