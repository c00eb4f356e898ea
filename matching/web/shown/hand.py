"""What the leader reads before choosing another mentor by hand: each with the exact cost and who would have to move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from matching.domain.choosing import choices_for
from matching.enums import RunState
from matching.queries.runs import ScoreBar, names_of, score_bar
from programs.models import Enrollment, Track

if TYPE_CHECKING:
    from matching.domain.choosing import Choice, Moved
    from matching.models import MatchRun

CHOICES_SHOWN = 40


@dataclass(frozen=True)
class HandChoice:
    """A mentor who may be chosen; `gain` is what the total would rise by, below 0 what it would fall by."""

    mentor: Enrollment
    bar: ScoreBar
    gain: int
    free_places: int
    moves: tuple[str, ...]
    token: str
    against: str

    @property
    def loss(self) -> int:
        """What the total would fall by."""
        return -self.gain


@dataclass(frozen=True)
class Hand:
    """Every other mentor for one mentee: those possible, the cheapest first, and those who cannot be chosen."""

    possible: tuple[HandChoice, ...]
    impossible: tuple[HandChoice, ...]
    more: int


def hand_of(run: MatchRun, mentee_id: int, track_id: int | None) -> Hand:
    """Prepare the choices for a mentee in a track; none when the run is not on the table."""
    choices = choices_for(run, mentee_id, track_id) if run.state == RunState.PROPOSED else []
    mentors = Enrollment.objects.filter(pk__in=[choice.mentor_id for choice in choices]).select_related("user")
    people = {mentor.pk: mentor for mentor in mentors}
    moved = [one for choice in choices for one in choice.moved]
    names = names_of({key for one in moved for key in (one.mentee_id, one.before_id, one.after_id) if key})
    tracks = dict(Track.objects.filter(cohort=run.cohort_id).values_list("pk", "name"))
    shown = [_prepared(choice, people[choice.mentor_id], names, tracks) for choice in choices]
    possible = [one for one, choice in zip(shown, choices, strict=True) if choice.is_open]
    impossible = [one for one, choice in zip(shown, choices, strict=True) if not choice.is_open]
    return Hand(tuple(possible[:CHOICES_SHOWN]), tuple(impossible), max(len(possible) - CHOICES_SHOWN, 0))


def _prepared(choice: Choice, mentor: Enrollment, names: dict[int, str], tracks: dict[int, str]) -> HandChoice:
    return HandChoice(
        mentor=mentor,
        bar=score_bar(choice.score, choice.parts),
        gain=-choice.loss,
        free_places=choice.free_places,
        moves=tuple(_move_words(one, names, tracks) for one in choice.moved),
        token=choice.token,
        against=choice.against
        or ("" if choice.is_tried else _("no free place, and it was not worked out who could move")),
    )


def _move_words(moved: Moved, names: dict[int, str], tracks: dict[int, str]) -> str:
    if moved.after_id is None and moved.track_id in tracks:
        return _("%(name)s would have no mentor in %(track)s") % {
            "name": names[moved.mentee_id],
            "track": tracks[moved.track_id],
        }
    if moved.after_id is None:
        return _("%(name)s would have no mentor") % {"name": names[moved.mentee_id]}
    return _("%(name)s moves to %(mentor)s") % {"name": names[moved.mentee_id], "mentor": names[moved.after_id]}
