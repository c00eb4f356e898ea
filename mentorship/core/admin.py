"""The admin site: for site staff, and for program leaders within their own programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest


class MentorshipAdminSite(AdminSite):
    """Django's admin with a second way in: whoever holds `core.enter_admin` by rule."""

    site_header = _("Mentorship setup")
    site_title = _("Mentorship setup")
    index_title = _("Programs and cohorts")

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in active staff and whoever leads a program."""
        user = request.user
        return user.is_active and (user.is_staff or user.has_perm("core.enter_admin"))
