"""Addresses of the pages that only the demo has; elsewhere each answers that it does not exist."""

from __future__ import annotations

from django.urls import path

from mentorship.demo.web import views

app_name = "demo"
urlpatterns = [
    path("mail/", views.mail_list, name="mail"),
    path("mail/<slug:key>/", views.mail_message, name="mail-message"),
    path("mail/<slug:key>/page/", views.mail_page, name="mail-page"),
    path("mail/<slug:key>/files/<int:number>/", views.mail_file, name="mail-file"),
]
