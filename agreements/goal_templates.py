"""Goals to begin from: those that come with the product and those a program adds, the own specialty's first."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from agreements.models import GoalTemplate
from programs.models import Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from matching.models import Pairing

SHIPPED = Path(__file__).parent / "texts" / "goals.toml"


@dataclass(frozen=True)
class Offer:
    """A goal to begin from; `topic` is the id of the procedure or skill that is counted, `topic_name` part of its name."""

    key: str
    goal: str
    measure_target: int
    measure_unit: str
    specialty: str = ""
    measure_observed: int | None = None
    topic: int | None = None
    topic_name: str = ""
    weeks: int = 8
    options: str = ""
    will: str = ""


@cache
def shipped() -> tuple[Offer, ...]:
    """Return the goals that come with the product."""
    rows = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["goal"]
    return tuple(
        Offer(**{("topic_name" if name == "topic" else name): value for name, value in row.items()}) for row in rows
    )


def for_pairing(pairing: Pairing) -> list[Offer]:
    """Return what fits a pair: its program's own first, then those shipped; other specialties' are left out."""
    own = [_of(row) for row in GoalTemplate.objects.filter(program=pairing.cohort.program)]
    return _fitting([*own, *shipped()], pairing)


def chosen(offers: Iterable[Offer], key: str) -> Offer | None:
    """Return the offer of this key, if there is one."""
    return next((offer for offer in offers if offer.key == key), None)


def initial(offer: Offer, pairing: Pairing, today: date) -> dict[str, Any]:
    """Return what an offer puts into the form; its day lies within the cohort."""
    return {
        "goal": offer.goal,
        "measure_target": offer.measure_target,
        "measure_unit": offer.measure_unit,
        "measure_topic": offer.topic or _topic(offer.topic_name, pairing),
        "measure_observed": offer.measure_observed,
        "target_date": min(today + timedelta(weeks=offer.weeks), pairing.cohort.ends_on),
        "options": offer.options,
        "will": offer.will,
    }


def _fitting(offers: Sequence[Offer], pairing: Pairing) -> list[Offer]:
    specialties = {person.specialty.casefold().strip() for person in (pairing.mentee, pairing.mentor)} - {""}
    fits = [offer for offer in offers if not offer.specialty or not specialties or _near(offer.specialty, specialties)]
    return sorted(fits, key=lambda offer: not offer.specialty)


def _near(specialty: str, specialties: set[str]) -> bool:
    name = specialty.casefold()
    return any(name in own or own in name for own in specialties)


def _topic(name: str, pairing: Pairing) -> int | None:
    if not name:
        return None
    topics = Topic.objects.filter(Q(program=pairing.cohort.program) | Q(program__isnull=True), name__icontains=name)
    return topics.values_list("pk", flat=True).first()


def _of(row: GoalTemplate) -> Offer:
    return Offer(
        key=str(row.uuid),
        goal=row.goal,
        measure_target=row.measure_target,
        measure_unit=row.measure_unit,
        specialty=row.specialty,
        measure_observed=row.measure_observed,
        topic=row.measure_topic_id,
        weeks=row.weeks,
        options=row.options,
        will=row.will,
    )
