"""Addresses of the pages of `programs`."""

from __future__ import annotations

from django.urls import path

from programs.web.views import joining, leave, mail, needs, people, pool, training
from programs.web.views.post_room import post_room

app_name = "programs"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/<uuid:uuid>/", people.person, name="person"),
    path("people/<uuid:uuid>/approve/", people.approve_person, name="approve"),
    path("people/<uuid:uuid>/withdraw/", people.withdraw_person, name="withdraw"),
    path("people/<uuid:uuid>/training/<uuid:module>/take-back/", training.take_back, name="training-take-back"),
    path("people/invite/", joining.invite, name="invite"),
    path("people/applications/", joining.applications, name="applications"),
    path("people/applications/<uuid:uuid>/decide/", joining.decide, name="application-decide"),
    path("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("apply/<uuid:uuid>/", joining.apply, name="apply"),
    path("application/<str:token>/", joining.application, name="application"),
    path("needs/", needs.needs, name="needs"),
    path("needs/<uuid:uuid>/add/", needs.add, name="needs-add"),
    path("needs/<uuid:uuid>/levels/", needs.levels, name="needs-levels"),
    path("needs/<uuid:uuid>/rate/<uuid:term>/", needs.rate, name="needs-rate"),
    path("needs/<uuid:uuid>/remove/", needs.remove, name="needs-remove"),
    path("training/", training.training, name="training"),
    path("training/mentors/", training.training_grid, name="training-grid"),
    path("training/<uuid:uuid>/", training.module, name="training-module"),
    path("training/<uuid:uuid>/file/", training.training_file, name="training-file"),
    path("leave/", leave.leaves, name="leaves"),
    path("leave/new/", leave.new_leave, name="leave-new"),
    path("leave/<uuid:uuid>/", leave.leave, name="leave"),
    path("leave/<uuid:uuid>/undo/", leave.undo, name="leave-undo"),
    path("pool/", pool.pool, name="pool"),
    path("people/<uuid:uuid>/about-me/", pool.declare_page, name="declare"),
    path("post-room/", post_room, name="post-room"),
    path("post-room/day/", mail.dry_run, name="dry-run"),
    path("post-room/mail/<uuid:uuid>/", mail.mail, name="mail"),
    path("post-room/mail/<uuid:uuid>/send/", mail.send_mail_now, name="mail-send"),
    path("post-room/mail/<uuid:uuid>/stop/", mail.stop_mail, name="mail-stop"),
    path("post-room/mail/<uuid:uuid>/change/", mail.change_mail, name="mail-change"),
    path("post-room/address/<uuid:uuid>/", mail.try_address, name="try-address"),
]
