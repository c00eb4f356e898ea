"""What can be read here that is somebody's own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mentorship.core import readings

AGREEMENT = "agreement"


def register() -> None:
    """Name it in words."""
    readings.register({AGREEMENT: _("your agreement")})
