"""What can be read here that is somebody's own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mentorship.core import readings

PROFILE = "profile_in_a_cohort"


def register() -> None:
    """Name it in words."""
    readings.register({PROFILE: _("what you said of yourself for a cohort")})
