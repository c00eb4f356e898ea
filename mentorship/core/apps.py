"""The app `core` and the admin site of the product."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Set the app up."""

    name = "mentorship.core"
    verbose_name = _("Core")

    def ready(self) -> None:
        """Register the checks of the system, and the page on which people see who read what is theirs."""
        from mentorship.core import (
            pdf,  # noqa: F401 (importing it registers its check)
            profile_links,
        )
        from mentorship.core.profile_links import ProfileLink

        profile_links.register(ProfileLink(_("Who read what is yours"), "core:readings"))


class MentorshipAdminConfig(admin_apps.AdminConfig):
    """Django's admin, open to program leaders as well as to site staff."""

    default = False  # named in the settings; the default of this module is the app itself
    default_site = "mentorship.core.admin.MentorshipAdminSite"
