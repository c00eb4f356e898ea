"""Log-ins that are over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

if TYPE_CHECKING:
    from datetime import datetime


def forget_ended(now: datetime) -> int:
    """Delete log-ins that ran out before `now`, and from which address they came; returns how many there were."""
    ended, _kinds = Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return ended
