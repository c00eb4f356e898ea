"""The words a program may use, found by what people write for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from programs.enums import NeedKind, TopicKind, TrackKind
from programs.models import Competency, Topic, Track
from programs.queries import shared_or_of
from programs.shipped.vocabulary import ALSO_CALLED

if TYPE_CHECKING:
    from programs.models import Cohort

TOPIC, COMPETENCY, NEW = "topic", "competency", "new"
NEED_OF_TOPIC = {TopicKind.CAREER: NeedKind.CAREER_NEED, TopicKind.RESEARCH: NeedKind.RESEARCH_INTEREST}
TRACK_WORDS = {
    TrackKind.CLINICAL_SKILLS: r"\bclinic|\bskills?\b|\bprocedur",
    TrackKind.RESEARCH: r"\bresearch|\bscholar|\bacademic",
    TrackKind.CAREER_ADVISING: r"\bcareer|\badvis",
}
LONGEST_TOPIC = 120


@dataclass(frozen=True)
class Term:
    """A word of the vocabulary: a topic, a competency, or one that is new to this program (then `pk` is 0)."""

    sort: str
    pk: int
    name: str
    kind: str

    @property
    def key(self) -> str:
        """How stored rows name this term: `topic:5`, `competency:3`, `new:Name`."""
        return f"{self.sort}:{self.pk or self.name}"


@dataclass
class Vocabulary:
    """Everything a cohort's import looks up, read once."""

    terms: dict[str, Term] = field(default_factory=dict)
    by_key: dict[str, Term] = field(default_factory=dict)
    tracks: list[Track] = field(default_factory=list)

    def add(self, term: Term, *spellings: str) -> Term:
        """Know a term by its name and other spellings."""
        self.by_key[term.key] = term
        for spelling in (term.name, *spellings):
            self.terms.setdefault(plain(spelling), term)
        return term

    def term(self, said: str) -> Term:
        """Find what is meant, or make it a new word of the program."""
        known = self.terms.get(plain(said)) or self.terms.get(plain(re.sub(r"\(.*?\)", "", said)))
        return known or self.add(Term(NEW, 0, said[:LONGEST_TOPIC], guess_kind(said)))

    def track(self, said: str) -> Track | None:
        """Find a track by its name, else the only one of the kind the words speak of."""
        for track in self.tracks:
            if plain(track.name) == plain(said):
                return track
        kinds = {kind for kind, words in TRACK_WORDS.items() if re.search(words, said.lower())}
        fitting = [track for track in self.tracks if track.kind in kinds]
        return fitting[0] if len(fitting) == 1 else None


def plain(said: str) -> str:
    """Fold case, spaces, dashes, final dots and the plural's s, so that spellings meet."""
    folded = " ".join(re.sub(r"[-‐–/]+", " ", said.casefold()).split()).strip(" .!")
    return " ".join(re.sub(r"(?<=[^s\W])s$", "", word) for word in folded.split())


def guess_kind(said: str) -> str:
    """Guess the kind of a word nobody shipped."""
    if re.search(r"\bresearch|\btrial|\bstatistic|\bpublish|\bpaper|\bgrant", said.lower()):
        return TopicKind.RESEARCH
    if re.search(r"\bcareer|\bresiden|\binterview|\bfellowship|\bwork.life|\bjob", said.lower()):
        return TopicKind.CAREER
    return TopicKind.CLINICAL


def vocabulary_of(cohort: Cohort) -> Vocabulary:
    """Read the words of a cohort's program; its own come before the shared ones."""
    words = Vocabulary(tracks=list(Track.objects.filter(cohort=cohort)))
    topics = Topic.objects.filter(shared_or_of(cohort.program_id)).order_by("program_id", "pk")
    for topic in sorted(topics, key=lambda topic: topic.program_id is None):
        words.add(Term(TOPIC, topic.pk, topic.name, topic.kind))
    for competency in Competency.objects.filter(shared_or_of(cohort.program_id, "framework__program")):
        words.add(Term(COMPETENCY, competency.pk, competency.title, ""), competency.code)
    for spelling, name in ALSO_CALLED.items():
        if known := words.terms.get(plain(name)):
            words.terms.setdefault(plain(spelling), known)
    return words


def need_kind(term: Term) -> str:
    """Why a mentee names this term."""
    return NEED_OF_TOPIC.get(TopicKind(term.kind), NeedKind.COMPETENCY_GAP) if term.kind else NeedKind.COMPETENCY_GAP
