"""What the leader's pages show of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matching.enums import CriterionKind, ProposalState
from matching.models import MatchRun, Pairing, Proposal
from programs import training
from programs.models import Enrollment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from programs.models import Cohort


@dataclass(frozen=True)
class Part:
    """One part of a score: `start` and `points` are its place on the bar, `most` what it could give."""

    kind: str
    label: str
    points: int
    most: int
    words: str
    start: int


@dataclass(frozen=True)
class ScoreBar:
    """A score as a picture and in words; the bar is `most` points long."""

    score: int
    most: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class NextBest:
    """Who would come next for a mentee; `loss` is what that pair would score less."""

    name: str
    score: int
    loss: int
    has_free_place: bool


@dataclass(frozen=True)
class NextForMentor:
    """Who would come next for a mentor."""

    name: str
    score: int
    has_nobody: bool


@dataclass(frozen=True)
class ProposalRow:
    """A proposal as the leader reads it; `can_undo` when it is the last change by hand."""

    proposal: Proposal
    bar: ScoreBar
    next_best: tuple[NextBest, ...]
    next_for_mentor: tuple[NextForMentor, ...] = ()
    pairing: Pairing | None = None
    load: int = 0
    places: int = 0
    can_undo: bool = False


@dataclass(frozen=True)
class Figures:
    """A run at a glance, counted from what stands on the table now."""

    mentees: int
    matched: int
    total: int
    mean: int
    worst: int
    best_possible: int
    idle_mentors: int
    locked: int
    rejected: int
    by_hand: int
    without_mentor: int
    would_both_gain: int | None = None


def score_bar(score: int, parts: Iterable[dict[str, Any]]) -> ScoreBar:
    """Lay the parts of a score side by side."""
    laid, start = [], 0
    for part in parts:
        label = CriterionKind(part["kind"]).label
        laid.append(Part(part["kind"], str(label), part["points"], part["most"], part["words"], start))
        start += part["points"]
    return ScoreBar(score=score, most=max(sum(part.most for part in laid), score, 1), parts=tuple(laid))


@dataclass(frozen=True)
class OnTable:
    """A proposal as far as it is counted."""

    state: str
    score: int
    mentee: int
    mentor: int
    is_by_hand: bool

    @property
    def stands(self) -> bool:
        """Would it be published?"""
        return self.state != ProposalState.REJECTED


def on_table(run: MatchRun) -> list[OnTable]:
    """List every proposal of a run, for counting."""
    return [
        OnTable(*row)
        for row in run.proposals.values_list("state", "score", "mentee_id", "mentor_id", "is_by_hand").order_by("pk")
    ]


def figures_of(run: MatchRun, table: list[OnTable] | None = None) -> Figures:
    """Count what would be published now."""
    table = on_table(run) if table is None else table
    standing = [one for one in table if one.stands]
    scores = [one.score for one in standing]
    with_places = {mentor["pk"] for mentor in run.inputs.get("mentors", []) if mentor["places"]}
    return Figures(
        mentees=run.figures.get("mentees", len(run.inputs.get("mentees", []))),
        matched=len(standing),
        total=sum(scores),
        mean=round(sum(scores) / len(scores)) if scores else 0,
        worst=min(scores, default=0),
        best_possible=run.figures.get("most", 0),
        idle_mentors=len(with_places - {one.mentor for one in standing}),
        locked=sum(one.state == ProposalState.LOCKED for one in table),
        rejected=len(table) - len(standing),
        by_hand=sum(one.is_by_hand for one in table),
        without_mentor=run.unmatched.count(),
        would_both_gain=run.figures.get("would_both_gain"),
    )


def proposal_rows(
    run: MatchRun, table: list[OnTable], *, below: int | None = None, state: str = ""
) -> list[ProposalRow]:
    """List the proposals of a run by mentee, or those below a score, lowest first; or those in one state."""
    proposals = run.proposals.with_people().order_by("mentee__user__full_name", "pk")
    if below is not None:
        proposals = proposals.filter(score__lt=below).order_by("score", "mentee__user__full_name", "pk")
    if state in ProposalState.values:
        proposals = proposals.filter(state=state)
    return _rows(run, list(proposals), table)


def proposal_row(proposal: Proposal) -> ProposalRow:
    """Prepare one proposal, its people at hand."""
    return _rows(proposal.run, [proposal], on_table(proposal.run))[0]


def _rows(run: MatchRun, proposals: list[Proposal], table: list[OnTable]) -> list[ProposalRow]:
    load = Counter(one.mentor for one in table if one.stands)
    pairings = {pairing.proposal_id: pairing for pairing in Pairing.objects.filter(proposal__in=proposals)}
    names = names_of(
        {other["mentor"] for proposal in proposals for other in proposal.next_best}
        | {other["mentee"] for proposal in proposals for other in proposal.next_for_mentor}
    )
    places = {mentor["pk"]: mentor["places"] for mentor in run.inputs.get("mentors", [])}
    return [
        ProposalRow(
            proposal=proposal,
            bar=score_bar(proposal.score, proposal.parts),
            next_best=tuple(
                NextBest(names[other["mentor"]], other["score"], proposal.score - other["score"], other["free"])
                for other in proposal.next_best
                if other["mentor"] in names
            ),
            next_for_mentor=tuple(
                NextForMentor(names[other["mentee"]], other["score"], other["free"])
                for other in proposal.next_for_mentor
                if other["mentee"] in names
            ),
            pairing=pairings.get(proposal.pk),
            load=load[proposal.mentor_id],
            places=places.get(proposal.mentor_id, 0),
            can_undo=proposal.is_by_hand and proposal.mentee_id in run.before_last_change.get("mentees", []),
        )
        for proposal in proposals
    ]


def names_of(enrollment_ids: Iterable[int]) -> dict[int, str]:
    """The full names of people, by the key of their enrollment."""
    people = Enrollment.objects.filter(pk__in=enrollment_ids).select_related("user")
    return {person.pk: person.user.full_name for person in people}


@dataclass(frozen=True)
class PoolFacts:
    """The pool at a glance: who waits for a mentor, and how many places there are for them.

    The free places of a mentor whose training is not complete are not free: they count as `waiting_for_training`.
    """

    mentees: int
    without_mentor: int
    mentors: int
    places: int
    free_places: int
    waiting_for_training: int
    without_need: int
    without_expertise: int

    @property
    def short_by(self) -> int:
        """How many places are missing if everybody could go to anybody."""
        return max(self.without_mentor - self.free_places, 0)


def pool_facts(cohort: Cohort, *, now: datetime) -> PoolFacts:
    """Count the pool of a cohort as a run started now would meet it."""
    pool = Enrollment.objects.filter(cohort=cohort).in_the_pool().prefetch_related("needs", "expertise")
    mentors = [person for person in pool if person.role == "mentor"]
    mentees = [person for person in pool if person.role == "mentee"]
    live = list(Pairing.objects.live().filter(mentee__cohort=cohort).values_list("mentee_id", "mentor_id"))
    matched = {mentee for mentee, _mentor in live}
    taken = Counter(mentor for _mentee, mentor in live)
    lacking = training.missing(cohort.program_id, [mentor.user_id for mentor in mentors], on=now.date())
    free = {mentor: max((mentor.capacity or 0) - taken[mentor.pk], 0) for mentor in mentors}
    waiting = sum(places for mentor, places in free.items() if mentor.user_id in lacking)
    return PoolFacts(
        mentees=len(mentees),
        without_mentor=sum(mentee.pk not in matched for mentee in mentees),
        mentors=len(mentors),
        places=sum(mentor.capacity or 0 for mentor in mentors),
        free_places=sum(free.values()) - waiting,
        waiting_for_training=waiting,
        without_need=sum(not mentee.needs.all() for mentee in mentees),
        without_expertise=sum(not mentor.expertise.all() for mentor in mentors),
    )


@dataclass(frozen=True)
class PublishFacts:
    """What publishing does: how many pairs, and who gets mail."""

    pairs: int
    mentees: int
    mentors: int
    unmatched: int

    @property
    def people(self) -> int:
        """How many people get mail."""
        return self.mentees + self.mentors


def publish_facts(run: MatchRun) -> PublishFacts:
    """Count what publishing would do now."""
    standing = list(run.proposals.standing().values_list("mentee_id", "mentor_id"))
    mentees, mentors = {mentee for mentee, _ in standing}, {mentor for _, mentor in standing}
    everybody = run.figures.get("mentees", 0)
    return PublishFacts(len(standing), len(mentees), len(mentors), max(everybody - len(mentees), 0))
