"""One click that turns a kind of mail off (RFC 8058): the link in a mail is signed and needs no log-in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from mentorship.accounts.models import User
from mentorship.notifications import reminders
from mentorship.notifications.enums import How
from mentorship.notifications.models import KindChoice
from mentorship.notifications.reminders import ReminderKind

_SALT = "notifications.unsubscribe"


@dataclass(frozen=True)
class Asked:
    """Whose mail of which kinds a link turns off."""

    user: User
    kinds: tuple[ReminderKind, ...]


def link(user: User, kinds: Collection[ReminderKind]) -> str:
    """Return the address that turns these kinds off for this person; empty when none of them can be."""
    optional = sorted(kind.key for kind in kinds if not kind.mandatory)
    if not optional:
        return ""
    token = signing.dumps([str(user.uuid), *optional], salt=_SALT)
    return f"{settings.SITE_URL}{reverse('notifications:unsubscribe', args=[token])}"


def read(token: str) -> Asked | None:
    """Return what a link asks, or nothing when it is not ours or its person is gone.

    It does not run out: whoever wants less mail is right, however old the mail is in which they read it.
    """
    try:
        uuid, *keys = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(uuid=uuid, is_active=True).first()
    kinds = tuple(kind for kind in reminders.kinds() if kind.key in keys and not kind.mandatory)
    return Asked(user, kinds) if user and kinds else None


@transaction.atomic
def turn_off(asked: Asked) -> None:
    """Send this person no mail of these kinds any more; what waits is cancelled when its turn comes."""
    KindChoice.objects.bulk_create(
        [KindChoice(user=asked.user, kind=kind.key, how=How.OFF) for kind in asked.kinds],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["how"],
    )
