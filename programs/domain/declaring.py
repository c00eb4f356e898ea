"""What people say of themselves because they like to: optional, and taken back at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from programs.models import Characteristic, CharacteristicAnswer, Enrollment
from programs.rules import is_the_person

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mentorship.accounts.models import User


@transaction.atomic
def declare(*, enrollment_id: int, answers: Mapping[int, str], by: User, now: datetime) -> None:
    """Keep what a person says of themselves, by characteristic; an empty answer takes it back.

    Raises:
        NotAllowed: only the person declares.
        Refused: the program does not ask for that, or not with this answer.
    """
    enrollment = Enrollment.objects.select_for_update(of=["self"]).select_related("cohort").get(pk=enrollment_id)
    if not is_the_person(by, enrollment):
        raise NotAllowed(_("Only you can say this of yourself."))
    asked = {item.pk: item for item in Characteristic.objects.filter(program=enrollment.cohort.program_id)}
    if any(key not in asked or (value and value not in asked[key].options) for key, value in answers.items()):
        raise Refused(_("The questions have changed. Look at them again."))
    before = dict(CharacteristicAnswer.objects.filter(enrollment=enrollment).values_list("characteristic_id", "value"))
    changed = {key: value for key, value in answers.items() if before.get(key, "") != value}
    for key, value in changed.items():
        if value:
            CharacteristicAnswer.objects.update_or_create(
                enrollment=enrollment, characteristic_id=key, defaults={"value": value}
            )
    taken_back = [key for key, value in changed.items() if not value]
    CharacteristicAnswer.objects.filter(enrollment=enrollment, characteristic__in=taken_back).delete()
    if changed:
        audit.record(verb="declare", actor=by, target=enrollment, now=now)
