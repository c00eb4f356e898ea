"""What people say of themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mentorship.accounts.domain import occasions
from mentorship.accounts.models import User
from mentorship.core import audit
from mentorship.core.errors import NotAllowed


@transaction.atomic
def change_profile(
    *, user_id: int, full_name: str, preferred_name: str, pronouns: str, time_zone: str, by: User, now: datetime
) -> User:
    """Change what a person says of themselves; saying the same again changes and records nothing.

    Raises:
        NotAllowed: it is somebody else's profile.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if by.pk != user.pk:
        raise NotAllowed
    said = {"full_name": full_name, "preferred_name": preferred_name, "pronouns": pronouns, "time_zone": time_zone}
    changed = [name for name, value in said.items() if getattr(user, name) != value]
    if not changed:
        return user
    for name in changed:
        setattr(user, name, said[name])
    user.full_clean(exclude=["password"])
    user.save(update_fields=changed)
    audit.record(verb="change_profile", actor=by, target=user, now=now)
    occasions.profile_changed(user_id=user.pk, changed=changed, now=now)
    return user
