"""What happened in a pairing during a period: counted once, used by reviews and by whoever asks."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from agreements.models import Action, Goal
from evaluation.models import MilestoneRating, Observation, Procedure
from meetings.enums import MeetingState
from meetings.models import Meeting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from matching.models import Pairing


@dataclass(frozen=True)
class Facts:
    """Counts for one pairing from `since` (included) until the end of the period (excluded)."""

    meetings_held: int = 0
    meetings_missed: int = 0
    meetings_cancelled: int = 0
    actions_done: int = 0
    actions_late: int = 0
    goals_achieved: int = 0
    observations: int = 0
    observers: int = 0
    procedures: int = 0
    goals_agreed: int = 0
    milestones: int = 0

    def as_json(self) -> dict[str, int]:
        """Return the counts as they are kept with a review."""
        return asdict(self)


MEETING_FACTS = {
    MeetingState.HELD: "meetings_held",
    MeetingState.MISSED: "meetings_missed",
    MeetingState.CANCELLED: "meetings_cancelled",
}


def facts_of(periods: Iterable[tuple[Pairing, datetime]], *, until: datetime) -> dict[int, Facts]:
    """Count for many pairings at once, each from its own start; nine queries however many pairings.

    Args:
        periods: a pairing with the start of its period.
        until: the end of all periods; actions are late if they were due before this day and are not done.
    """
    since = {pairing.pk: (pairing, start) for pairing, start in periods}
    if not since:
        return {}
    counts: dict[int, Counter[str]] = {pk: Counter() for pk in since}
    for pk, name in _dated_facts(since, until):
        counts[pk][name] += 1
    for pk in (
        Action.objects.open().filter(pairing__in=since, due_on__lt=until.date()).values_list("pairing", flat=True)
    ):
        counts[pk]["actions_late"] += 1
    observers: dict[int, set[object]] = {pk: set() for pk in since}
    seen = Observation.objects.filter(pairing__in=since, submitted_at__lt=until)
    for pk, at, observer, name in seen.values_list("pairing", "submitted_at", "observer", "observer_name"):
        if at is not None and at >= since[pk][1]:
            counts[pk]["observations"] += 1
            observers[pk].add(observer or name)
    return {pk: Facts(**counts[pk], observers=len(observers[pk])) for pk in since}


def _dated_facts(since: dict[int, tuple[Pairing, datetime]], until: datetime) -> Iterator[tuple[int, str]]:
    """Yield a pairing and the name of a fact for everything that lies in the pairing's period."""
    ended = Meeting.objects.filter(pairing__in=since, state__in=MEETING_FACTS, starts_at__lt=until)
    done = Action.objects.filter(pairing__in=since, done_at__lt=until)
    agreed = Goal.objects.filter(pairing__in=since, agreed_at__lt=until)
    achieved = Goal.objects.filter(pairing__in=since, achieved_at__lt=until)
    moments = [
        *(
            (pk, MEETING_FACTS[MeetingState(state)], at)
            for pk, state, at in ended.values_list("pairing", "state", "starts_at")
        ),
        *((pk, "actions_done", at) for pk, at in done.values_list("pairing", "done_at")),
        *((pk, "goals_agreed", at) for pk, at in agreed.values_list("pairing", "agreed_at")),
        *((pk, "goals_achieved", at) for pk, at in achieved.values_list("pairing", "achieved_at")),
    ]
    yield from ((pk, name) for pk, name, at in moments if at is not None and at >= since[pk][1])
    yield from _of_the_mentee(since, until)


def _of_the_mentee(since: dict[int, tuple[Pairing, datetime]], until: datetime) -> Iterator[tuple[int, str]]:
    pairings_of: dict[int, list[int]] = {}
    for pk, (pairing, _start) in since.items():
        pairings_of.setdefault(pairing.mentee_id, []).append(pk)
    logged = Procedure.objects.filter(mentee__in=pairings_of, done_on__lte=until.date())
    for mentee, on in logged.values_list("mentee", "done_on"):
        yield from ((pk, "procedures") for pk in pairings_of[mentee] if on >= since[pk][1].date())
    rated = MilestoneRating.objects.filter(mentee__in=pairings_of, rated_on__lte=until.date())
    for mentee, on in rated.values_list("mentee", "rated_on"):
        yield from ((pk, "milestones") for pk in pairings_of[mentee] if on >= since[pk][1].date())
