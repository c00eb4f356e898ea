"""Addresses of the pages of `meetings`."""

from __future__ import annotations

from django.urls import path

from meetings.web.views import (
    availability,
    calendar,
    finding,
    lists,
    meeting,
    moving,
    planning,
    protected,
    settling,
    writing,
)

app_name = "meetings"
urlpatterns = [
    path("meetings/", lists.mine, name="meetings"),
    path("pairings/<uuid:uuid>/meetings/", lists.timing, name="timing"),
    path("pairings/<uuid:uuid>/meetings/plan/", planning.plan, name="plan"),
    path("pairings/<uuid:uuid>/meetings/log/", planning.log, name="log"),
    path("pairings/<uuid:uuid>/meetings/find/", finding.find, name="find"),
    path("meetings/proposals/<uuid:uuid>/answer/", finding.answer, name="answer"),
    path("meetings/proposals/<uuid:uuid>/withdraw/", finding.withdraw, name="withdraw"),
    path("meetings/answer/<str:token>/", finding.answer_by_mail, name="answer-by-mail"),
    path("meetings/availability/", availability.page, name="availability"),
    path("meetings/availability/weekly/", availability.add_weekly, name="weekly-add"),
    path("meetings/availability/weekly/<uuid:uuid>/remove/", availability.remove_weekly, name="weekly-remove"),
    path("meetings/availability/times/", availability.add_exception, name="exception-add"),
    path("meetings/availability/times/<uuid:uuid>/remove/", availability.remove_exception, name="exception-remove"),
    path("meetings/availability/file/", availability.add_file, name="busy-file"),
    path("meetings/availability/address/", availability.add_address, name="busy-address"),
    path("meetings/availability/calendars/<uuid:uuid>/remove/", availability.remove_source, name="busy-remove"),
    path("meetings/protected-time/", protected.page, name="protected-time"),
    path("meetings/<uuid:uuid>/", meeting.show, name="meeting"),
    path("meetings/<uuid:uuid>/meeting.ics", meeting.invitation_file, name="invitation"),
    path("meetings/<uuid:uuid>/confirm/", settling.confirm, name="confirm"),
    path("meetings/<uuid:uuid>/take-back/", settling.take_back, name="take-back"),
    path("meetings/<uuid:uuid>/move/", moving.move, name="move"),
    path("meetings/<uuid:uuid>/cancel/", settling.cancel, name="cancel"),
    path("meetings/<uuid:uuid>/agenda/", writing.add_to_agenda, name="agenda-add"),
    path("meetings/<uuid:uuid>/agenda/grow/", writing.use_grow, name="agenda-grow"),
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
