"""What people wish of their mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from mentorship.accounts.models import User
from mentorship.notifications import reminders
from mentorship.notifications.enums import How
from mentorship.notifications.models import KindChoice, MailWishes


def choices_of(user: User) -> dict[str, str]:
    """Return how this person wants each kind of which they said so."""
    return dict(KindChoice.objects.filter(user=user).values_list("kind", "how"))


@transaction.atomic
def choose(*, user_id: int, when: Mapping[str, Any], kinds: Mapping[str, How]) -> None:
    """Keep when somebody wants mail and how each kind comes; what cannot be turned off stays as it is."""
    MailWishes.objects.update_or_create(user_id=user_id, defaults=dict(when))
    optional = {kind.key for kind in reminders.kinds() if not kind.mandatory}
    KindChoice.objects.bulk_create(
        [KindChoice(user_id=user_id, kind=key, how=how) for key, how in kinds.items() if key in optional],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["how"],
    )
