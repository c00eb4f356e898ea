"""Every address of the site; each app names its own."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from mentorship import health, installing

# The admin's own log-in form knows neither second factors nor rate limits: send people to the one everybody uses.
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("livez", health.live, name="livez"),
    path("readyz", health.ready, name="readyz"),
    path("healthz", health.health, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
    path("manifest.webmanifest", installing.manifest, name="manifest"),
    path("", include("mentorship.core.web.urls")),
    path("accounts/", include("allauth.urls")),
    path("profile/", include("mentorship.accounts.web.urls")),
    path("", include("mentorship.notifications.web.urls")),
    path("", include("programs.web.urls")),
    path("", include("matching.web.urls")),
    path("", include("agreements.web.urls")),
    path("", include("meetings.web.urls")),
    path("", include("evaluation.web.urls")),
    path("demo/", include("mentorship.demo.web.urls")),
    path("admin/", admin.site.urls),
]
