"""What this app adds to everybody's profile: all that is held of them, and words for what of theirs was read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluation import readings
from mentorship.core import profile_links
from mentorship.core.profile_links import ProfileLink


def register() -> None:
    """Add it."""
    readings.register()
    profile_links.register(ProfileLink(_("Get all that is held of you"), "evaluation:my-data"))
