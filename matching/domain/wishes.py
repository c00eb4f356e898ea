"""What people wish for the matching: whom they would like, with whom not, and a background to share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from matching.domain.scoring import RANKS_THAT_COUNT
from matching.enums import ExclusionReason
from matching.models import Background, Exclusion, Preference
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from programs.enums import EnrollmentRole, EnrollmentState
from programs.models import Enrollment
from programs.rules import is_the_person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mentorship.accounts.models import User

TAKES_PART = {
    EnrollmentState.INVITED,
    EnrollmentState.APPLIED,
    EnrollmentState.APPROVED,
    EnrollmentState.ACTIVE,
}
MOST_NOT_WITH = 5
MOST_WORDS = 5


@transaction.atomic
def rank_choices(*, enrollment_id: int, chosen_ids: Sequence[int], by: User, now: datetime) -> None:
    """Say whom one would like, the first choice first; what was said before is replaced.

    Raises:
        NotAllowed: it is not one's own enrollment.
        Refused: too many, somebody twice, or somebody who is not on the other side of this cohort.
    """
    _rank(_own(enrollment_id, by), chosen_ids, by=by, now=now)


def _rank(person: Enrollment, chosen_ids: Sequence[int], *, by: User, now: datetime) -> None:
    chosen = list(chosen_ids)
    if len(chosen) > RANKS_THAT_COUNT:
        raise Refused(_("Choose at most %(n)d.") % {"n": RANKS_THAT_COUNT})
    if len(set(chosen)) < len(chosen):
        raise Refused(_("Choose each person once."))
    _are_on_the_other_side(person, chosen)
    if chosen == list(person.preferences.order_by("rank").values_list("chosen_id", flat=True)):
        return
    person.preferences.all().delete()
    Preference.objects.bulk_create(
        Preference(chooser=person, chosen_id=other, rank=rank) for rank, other in enumerate(chosen, start=1)
    )
    audit.record(verb="rank_choices", actor=by, target=person, now=now)


@transaction.atomic
def name_not_with(*, enrollment_id: int, other_ids: Sequence[int], by: User, now: datetime) -> None:
    """Say with whom one must not be paired; the other one never learns it. What one said before is replaced.

    Raises:
        NotAllowed: it is not one's own enrollment.
        Refused: too many, or somebody who is not on the other side of this cohort.
    """
    _not_with(_own(enrollment_id, by), other_ids, by=by, now=now)


def _not_with(person: Enrollment, other_ids: Sequence[int], *, by: User, now: datetime) -> None:
    others = set(other_ids)
    if len(others) > MOST_NOT_WITH:
        raise Refused(
            _("Name at most %(n)d people here; write to your program leader about more.") % {"n": MOST_NOT_WITH}
        )
    _are_on_the_other_side(person, others)
    said = _said_by(person)
    known = {_other_side(exclusion, person): exclusion for exclusion in said}
    if set(known) == others:
        return
    for other, exclusion in known.items():
        if other not in others:
            exclusion.delete()
    for other in sorted(others - set(known)):
        mentor, mentee = (person.pk, other) if person.role == EnrollmentRole.MENTOR else (other, person.pk)
        Exclusion.objects.get_or_create(
            mentor_id=mentor, mentee_id=mentee, defaults={"reason": ExclusionReason.NOT_WITH, "declared_by": by}
        )
    person.preferences.filter(chosen__in=others).delete()
    audit.record(verb="name_not_with", actor=by, target=person, now=now)


@transaction.atomic
def say_background(
    *, enrollment_id: int, words: Sequence[str], asks_for_it: bool, by: User, now: datetime
) -> Background:
    """Say where one comes from, and whether one asks for somebody who shares it.

    Raises:
        NotAllowed: it is not one's own enrollment.
        Refused: too much was said, or one asks for what one did not say.
    """
    return _background(_own(enrollment_id, by), words, asks_for_it=asks_for_it, by=by, now=now)


@transaction.atomic
def keep_wishes(
    *,
    enrollment_id: int,
    chosen_ids: Sequence[int],
    not_with_ids: Sequence[int],
    words: Sequence[str],
    asks_for_it: bool,
    by: User,
    now: datetime,
) -> None:
    """Keep all that one wishes, or nothing of it.

    Raises:
        NotAllowed, Refused: as each wish by itself.
    """
    person = _own(enrollment_id, by)
    _not_with(person, not_with_ids, by=by, now=now)
    _rank(person, chosen_ids, by=by, now=now)
    _background(person, words, asks_for_it=asks_for_it, by=by, now=now)


def _background(person: Enrollment, words: Sequence[str], *, asks_for_it: bool, by: User, now: datetime) -> Background:
    said = list(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))
    if len(said) > MOST_WORDS:
        raise Refused(_("Name at most %(n)d.") % {"n": MOST_WORDS})
    if asks_for_it and not said:
        raise Refused(_("Say first which background you would like to share."))
    background = Background.objects.filter(enrollment=person).first() or Background(enrollment=person)
    if background.pk is None or (background.words, background.asks_for_it) != (said, asks_for_it):
        background.words, background.asks_for_it = said, asks_for_it
        background.save()
        audit.record(verb="say_background", actor=by, target=person, now=now)
    return background


def not_with(person: Enrollment) -> set[int]:
    """Whom this person named, by the key of their enrollment."""
    return {_other_side(exclusion, person) for exclusion in _said_by(person)}


def _said_by(person: Enrollment) -> list[Exclusion]:
    side = "mentor" if person.role == EnrollmentRole.MENTOR else "mentee"
    mine = Exclusion.objects.filter(reason=ExclusionReason.NOT_WITH, declared_by=person.user_id)
    return list(mine.filter(**{side: person}))


def _other_side(exclusion: Exclusion, person: Enrollment) -> int:
    return exclusion.mentee_id if person.role == EnrollmentRole.MENTOR else exclusion.mentor_id


def _own(enrollment_id: int, by: User) -> Enrollment:
    rows = Enrollment.objects.select_for_update(of=["self"], no_key=True).select_related("user", "cohort__program")
    person = rows.get(pk=enrollment_id)
    if not is_the_person(by, person):
        raise NotAllowed(_("Only the person themselves says this."))
    if person.state not in TAKES_PART:
        raise Refused(_("You do not take part in this cohort any more."))
    return person


def _are_on_the_other_side(person: Enrollment, others: Sequence[int] | set[int]) -> None:
    role = EnrollmentRole.MENTEE if person.role == EnrollmentRole.MENTOR else EnrollmentRole.MENTOR
    there = Enrollment.objects.filter(pk__in=others, cohort=person.cohort_id, role=role, state__in=TAKES_PART)
    if there.count() != len(set(others)):
        raise Refused(_("Choose among the people of your cohort."))
