"""Addresses of the pages of `meetings`."""

from __future__ import annotations

from django.urls import path

from meetings.web.views import calendar, lists, meeting, planning, settling, writing

app_name = "meetings"
urlpatterns = [
    path("meetings/", lists.mine, name="meetings"),
    path("pairings/<uuid:uuid>/meetings/", lists.timing, name="timing"),
    path("pairings/<uuid:uuid>/meetings/plan/", planning.plan, name="plan"),
    path("pairings/<uuid:uuid>/meetings/log/", planning.log, name="log"),
    path("meetings/<uuid:uuid>/", meeting.show, name="meeting"),
    path("meetings/<uuid:uuid>/meeting.ics", meeting.invitation_file, name="invitation"),
    path("meetings/<uuid:uuid>/confirm/", settling.confirm, name="confirm"),
    path("meetings/<uuid:uuid>/take-back/", settling.take_back, name="take-back"),
    path("meetings/<uuid:uuid>/cancel/", settling.cancel, name="cancel"),
    path("meetings/<uuid:uuid>/agenda/", writing.add_to_agenda, name="agenda-add"),
    path("meetings/agenda/<uuid:uuid>/remove/", writing.take_off_agenda, name="agenda-remove"),
    path("meetings/<uuid:uuid>/notes/", writing.note, name="note"),
    path("meetings/notes/<uuid:uuid>/share/", writing.share, name="note-share"),
    path("meetings/<uuid:uuid>/reflection/", writing.reflect, name="reflect"),
    path("meetings/<uuid:uuid>/follow-up/", writing.follow_up, name="follow-up"),
    path("calendar/", calendar.page, name="calendar"),
    path("calendar/make/", calendar.make, name="calendar-make"),
    path("calendar/renew/", calendar.renew, name="calendar-renew"),
    path("calendar/revoke/", calendar.revoke, name="calendar-revoke"),
    path("calendar/<str:token>.ics", calendar.feed, name="feed"),
]
