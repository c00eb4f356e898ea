"""The mentorship programme: settings, entry points, and the internal packages every stage shares."""

from __future__ import annotations

from mentorship.celery import app as celery_app

__all__ = ["celery_app"]
