"""The MENTOR strip: six steps of a pairing, each answered by the app where it lives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import TextChoices, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from uuid import UUID

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise


class MentorStage(TextChoices):
    """The six steps, in order."""

    MATCH = "match", _("Match")
    EXPECTATIONS = "expectations", _("Expectations")
    NEEDS = "needs", _("Needs")
    TIMING = "timing", _("Timing")
    OBSERVE = "observe", _("Observe")
    REVIEW = "review", _("Review")


OPENS = {
    MentorStage.MATCH: _("Read the proposal"),
    MentorStage.EXPECTATIONS: _("Open the agreement"),
    MentorStage.NEEDS: _("See what is needed"),
    MentorStage.TIMING: _("Plan a meeting"),
    MentorStage.OBSERVE: _("Write down what was seen"),
    MentorStage.REVIEW: _("Look back together"),
}
"""What the page of each step is opened for."""

LETTERS = dict(zip(MentorStage.values, "MENTOR", strict=True))


class StageState(TextChoices):
    """Where a pair stands in one step."""

    DONE = "done", _("done")
    NOW = "now", _("now")
    NOT_YET = "not_yet", _("not yet")
    NOT_REACHED = "not_reached", _("not reached")


class Pair(Protocol):
    """What the strip must know of a pairing."""

    @property
    def pk(self) -> Any:
        """Its id."""

    @property
    def uuid(self) -> UUID:
        """What its addresses carry."""

    @property
    def holds_a_place(self) -> bool:
        """Does it go on?"""


@dataclass(frozen=True)
class Step:
    """One step of the strip as a page shows it; `url` is empty for who may not open its page."""

    key: str
    letter: str
    label: str | _StrPromise
    state: str
    url: str

    @property
    def button(self) -> str:
        """What one does when one opens it."""
        return str(OPENS[MentorStage(self.key)])


@dataclass(frozen=True)
class _Definition:
    done: Callable[[Collection[int]], QuerySet[Any]]
    pairing: str
    url_name: str


_definitions: dict[str, _Definition] = {}


def register(
    stage: MentorStage, *, done: Callable[[Collection[int]], QuerySet[Any]], pairing: str = "pairing_id", url_name: str
) -> None:
    """Let an app answer for a step; called once from its `AppConfig.ready`.

    Args:
        stage: the step.
        done: takes ids of pairings, returns a query of rows that prove the step done for the pairing they belong to.
        pairing: the field of those rows that holds the pairing's id.
        url_name: the page of the step; it takes the pairing's `uuid`.
    """
    _definitions[stage] = _Definition(done, pairing, url_name)


def proofs(pairing_ids: Collection[int]) -> Iterator[tuple[str, str, QuerySet[Any]]]:
    """Yield each step with the rows that prove it done, and the field in which these hold the pairing's id."""
    for stage, definition in _definitions.items():
        yield str(stage), definition.pairing, definition.done(pairing_ids)


def done_by_stage(pairing_ids: Collection[int]) -> dict[str, set[int]]:
    """For each step the ids of those pairings that have done it: one query, however many pairings and steps."""
    found: dict[str, set[int]] = {stage: set() for stage in MentorStage}
    asked = [done.order_by().values_list(pairing, Value(stage)) for stage, pairing, done in proofs(pairing_ids)]
    if asked and pairing_ids:
        for pairing_id, stage in asked[0].union(*asked[1:]):
            found[stage].add(pairing_id)
    return found


def strip(pairing: Pair, *, linked: bool = True) -> list[Step]:
    """The strip of one pairing: done, the first that is not done is now, the rest not yet; of one that ended, not reached."""
    return strips([pairing], linked=linked)[pairing.pk]


def strips(
    pairings: Collection[Pair], *, linked: bool = True, done: Mapping[str, Collection[int]] | None = None
) -> dict[int, list[Step]]:
    """The strips of several pairings by their ids, in one query; in none where it is known what is `done`."""
    done = done_by_stage([pairing.pk for pairing in pairings]) if done is None else done
    return {
        pairing.pk: _strip(
            {stage for stage in MentorStage if pairing.pk in done[stage]},
            pairing.uuid if linked else None,
            goes_on=pairing.holds_a_place,
        )
        for pairing in pairings
    }


def _strip(done: set[MentorStage], pairing_uuid: UUID | None, *, goes_on: bool) -> list[Step]:
    now = next((stage for stage in MentorStage if stage not in done), None) if goes_on else None
    later = StageState.NOT_YET if goes_on else StageState.NOT_REACHED
    return [
        Step(
            key=stage,
            letter=LETTERS[stage],
            label=stage.label,
            state=StageState.DONE if stage in done else StageState.NOW if stage == now else later,
            url=_url(stage, pairing_uuid) if pairing_uuid else "",
        )
        for stage in MentorStage
    ]


def _url(stage: MentorStage, pairing_uuid: UUID) -> str:
    definition = _definitions.get(stage)
    return reverse(definition.url_name, args=[pairing_uuid]) if definition else ""
