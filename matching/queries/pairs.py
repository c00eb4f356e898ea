"""What pages show of a pair: to the two people, and to their program leader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from matching.enums import CriterionKind
from matching.models import Pairing
from matching.queries.runs import ScoreBar, score_bar
from matching.queries.words import half_day, place_in_the_week
from mentorship.core.navigation import Role
from programs.models import Need

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from matching.models.pairing import PairingQuerySet
    from mentorship.accounts.models import User
    from mentorship.core.home import Visit
    from programs.models import Enrollment

CONFIDENTIAL = {CriterionKind.PREFERENCE, CriterionKind.BACKGROUND}


@dataclass(frozen=True)
class Profile:
    """What one of a pair lets the other read."""

    enrollment: Enrollment
    terms: tuple[str, ...]
    tracks: tuple[str, ...]
    half_days: tuple[str, ...]


def pair_page(user: User, uuid: UUID) -> Pairing | None:
    """Return the pair if `user` may read it, with all that its page shows at hand."""
    return (
        Pairing.objects.visible_to(user)
        .with_people()
        .select_related("proposal", "ended_by")
        .prefetch_related(
            "mentor__tracks",
            "mentee__tracks",
            "mentee__needs__topic",
            "mentee__needs__competency",
            "mentor__expertise__topic",
            "mentor__expertise__competency",
        )
        .filter(uuid=uuid)
        .first()
    )


def profile_of(enrollment: Enrollment) -> Profile:
    """Prepare the public part of a profile."""
    terms = enrollment.needs.all() if enrollment.role == "mentee" else enrollment.expertise.all()
    return Profile(
        enrollment=enrollment,
        terms=tuple(str(term) for term in terms),
        tracks=tuple(track.name for track in enrollment.tracks.all()),
        half_days=tuple(half_day(slot) for slot in sorted(enrollment.availability, key=place_in_the_week)),
    )


def reasons_for_the_pair(pairing: Pairing) -> list[str]:
    """Say to the two why they are suggested: what speaks for them, without points and without what either wished.

    Whom a person ranked and what background they ask for is read by that person and the leader alone, so the partner never learns it from here.
    """
    if pairing.proposal is None:
        return []
    told = [part for part in pairing.proposal.parts if part["kind"] not in CONFIDENTIAL and part["points"]]
    return [part["words"] for part in told]


def score_for_the_leader(pairing: Pairing) -> ScoreBar | None:
    """Show the leader the whole score; None for a pair that no run suggested."""
    if pairing.proposal is None:
        return None
    return score_bar(pairing.proposal.score, pairing.proposal.parts)


def pairs_on(visit: Visit) -> list[Pairing]:
    """The live pairs of who looks at their home page, in the role they act in, by the mentee's name.

    People, cohort and policy are at hand; ask by `visit.once(pairs_on)`, so that all apps share them.
    """
    own = {Role.MENTOR: Pairing.objects.of_mentor, Role.MENTEE: Pairing.objects.of_mentee}
    if visit.role not in own:
        return []
    pairs = own[Role(visit.role)](visit.user).live().with_people().select_related("mentee__cohort__policy")
    return list(pairs.order_by("mentee__user__full_name", "pk"))


def pairs_at_work(visit: Visit) -> list[Pairing]:
    """Of `pairs_on` those that are active."""
    return [pairing for pairing in visit.once(pairs_on) if pairing.is_active]


def accepted_by_both(pairing_ids: Collection[int]) -> PairingQuerySet:
    """Of these pairs those that both have accepted: the step Match is done."""
    return Pairing.objects.filter(
        pk__in=pairing_ids,
        mentor_accepted_at__isnull=False,
        mentee_accepted_at__isnull=False,
    )


def with_documented_needs(pairing_ids: Collection[int]) -> PairingQuerySet:
    """Of these pairs those whose mentee has documented a need: the step Needs is done."""
    return Pairing.objects.filter(pk__in=pairing_ids, mentee__in=Need.objects.values("enrollment_id"))


def remind_at(pairing: Pairing) -> datetime:
    """When who has not answered is reminded: as many days before the end as the cohort says, on a short clock half-way."""
    half_way = pairing.proposed_at + (pairing.answer_by - pairing.proposed_at) / 2
    return max(half_way, pairing.answer_by - timedelta(days=pairing.cohort.policy.reminder_days_before))
