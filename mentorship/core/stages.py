"""The MENTOR strip: six steps of a pairing, each answered by the app where it lives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

    from django.utils.functional import _StrPromise


class MentorStage(TextChoices):
    """The six steps, in order."""

    MATCH = "match", _("Match")
    EXPECTATIONS = "expectations", _("Expectations")
    NEEDS = "needs", _("Needs")
    TIMING = "timing", _("Timing")
    OBSERVE = "observe", _("Observe")
    REVIEW = "review", _("Review")


LETTERS = dict(zip(MentorStage.values, "MENTOR", strict=True))


class StageState(TextChoices):
    """Where a pair stands in one step."""

    DONE = "done", _("done")
    NOW = "now", _("now")
    NOT_YET = "not_yet", _("not yet")


@dataclass(frozen=True)
class Step:
    """One step of the strip as a page shows it; `url` is empty for who may not open its page."""

    key: str
    letter: str
    label: str | _StrPromise
    state: str
    url: str


@dataclass(frozen=True)
class _Definition:
    done: Callable[[Collection[int]], set[int]]
    url_name: str


_definitions: dict[str, _Definition] = {}


def register(stage: MentorStage, *, done: Callable[[Collection[int]], set[int]], url_name: str) -> None:
    """Let an app answer for a step; called once from its `AppConfig.ready`.

    Args:
        stage: the step.
        done: takes ids of pairings, returns the ids of those for which the step is done.
        url_name: the page of the step; it takes the pairing's `uuid`.
    """
    _definitions[stage] = _Definition(done, url_name)


def done_by_stage(pairing_ids: Collection[int]) -> dict[str, set[int]]:
    """For each step the ids of those pairings that have done it: one query per step, however many pairings."""
    return {stage: _definitions[stage].done(pairing_ids) if stage in _definitions else set() for stage in MentorStage}


def strip(pairing_id: int, pairing_uuid: UUID, *, linked: bool = True) -> list[Step]:
    """The strip of one pairing: done, the first that is not done is now, the rest not yet."""
    done = {stage for stage, ids in done_by_stage([pairing_id]).items() if pairing_id in ids}
    now = next((stage for stage in MentorStage if stage not in done), None)
    return [
        Step(
            key=stage,
            letter=LETTERS[stage],
            label=stage.label,
            state=StageState.DONE if stage in done else StageState.NOW if stage == now else StageState.NOT_YET,
            url=_url(stage, pairing_uuid) if linked else "",
        )
        for stage in MentorStage
    ]


def _url(stage: MentorStage, pairing_uuid: UUID) -> str:
    definition = _definitions.get(stage)
    return reverse(definition.url_name, args=[pairing_uuid]) if definition else ""
