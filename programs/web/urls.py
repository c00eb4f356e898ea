"""Addresses of the pages of `programs`."""

from __future__ import annotations

from django.urls import path

from programs.web.views.post_room import post_room

app_name = "programs"
urlpatterns = [
    path("post-room/", post_room, name="post-room"),
]
