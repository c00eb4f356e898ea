"""The words a program may use, found by what people write for them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from programs.domain.participants import cells
from programs.domain.participants.columns import Field
from programs.enums import CommunicationStyle, NeedKind, TopicKind, TrackKind
from programs.models import Competency, RememberedValue, Specialty, Topic, Track
from programs.queries import shared_or_of
from programs.shipped.specialties import LANGUAGES, SPECIALTIES, SPECIALTY_ALSO_CALLED
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
LONGEST = {
    Field.TOPICS: 120,
    Field.SPECIALTY: 80,
    Field.LANGUAGES: 60,
    Field.TRACKS: 80,
    Field.COMMUNICATION_STYLE: 200,
}
"""The fields whose answers belong to a vocabulary, and the longest answer that can become a word."""

LEAVE_OUT, NEW_WORD, ASK = "out", "new", "ask"
"""What an unknown answer means: nothing, a word of its own, or the leader has to say. Else `is:` and the word's key."""
UNLESS_CHOSEN = {
    Field.TOPICS: NEW_WORD,
    Field.SPECIALTY: NEW_WORD,
    Field.LANGUAGES: NEW_WORD,
    Field.TRACKS: ASK,
    Field.COMMUNICATION_STYLE: ASK,
}
MOST_UNKNOWN = 2000


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
    """Everything a cohort's import looks up, read once; `unknown` counts the answers that no word fits."""

    terms: dict[str, Term] = field(default_factory=dict)
    by_key: dict[str, Term] = field(default_factory=dict)
    tracks: list[Track] = field(default_factory=list)
    specialties: dict[str, str] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    remembered: dict[tuple[str, str], str] = field(default_factory=dict)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, term: Term, *spellings: str) -> Term:
        """Know a term by its name and other spellings."""
        self.by_key[term.key] = term
        for spelling in (term.name, *spellings):
            self.terms.setdefault(plain(spelling), term)
        return term

    def means(self, name: Field, said: str) -> str:
        """Say what an answer means that no word fits, and count it."""
        key = (str(name), said[:200])
        if key in self.unknown or len(self.unknown) < MOST_UNKNOWN:
            self.unknown[key] += 1
        return self.chosen(name, said)

    def chosen(self, name: Field, said: str) -> str:
        """Say what the leader chose for an answer, else what it means unless they choose."""
        chosen = self.remembered.get((str(name), plain(said)), "")
        return chosen if self._still_there(name, chosen) else UNLESS_CHOSEN[name]

    def is_remembered(self, name: Field, said: str) -> bool:
        """Has the leader chosen what this answer means?"""
        return (str(name), plain(said)) in self.remembered

    def _still_there(self, name: Field, chosen: str) -> bool:
        """Does the word a leader chose once still exist? A track may belong to an earlier cohort."""
        if not chosen.startswith("is:"):
            return bool(chosen)
        word = chosen.removeprefix("is:")
        if name == Field.TOPICS:
            return word in self.by_key
        if name == Field.TRACKS:
            return any(track.name == word for track in self.tracks)
        return name != Field.COMMUNICATION_STYLE or word in CommunicationStyle.values

    def known_term(self, said: str) -> Term | None:
        """Find what is meant among the words the program has."""
        return self.terms.get(plain(said)) or self.terms.get(plain(re.sub(r"\(.*?\)", "", said)))

    def new_term(self, said: str) -> Term:
        """Make an answer a new word of the program; stored rows name it by its key."""
        name = said[: LONGEST[Field.TOPICS]]
        return self.by_key.setdefault(f"{NEW}:{name}", Term(NEW, 0, name, guess_kind(said)))

    def term_of(self, key: str) -> Term | None:
        """Find a term by the key a stored row holds; a topic struck out since is gone."""
        if key.startswith(f"{NEW}:"):
            name = key.removeprefix(f"{NEW}:")
            return self.known_term(name) or self.new_term(name)
        return self.by_key.get(key)

    def known_track(self, said: str) -> Track | None:
        """Find a track by its name, else the only one of the kind the words speak of."""
        for track in self.tracks:
            if plain(track.name) == plain(said):
                return track
        kinds = {kind for kind, words in TRACK_WORDS.items() if re.search(words, said.lower())}
        fitting = [track for track in self.tracks if track.kind in kinds]
        return fitting[0] if len(fitting) == 1 else None

    def known_style(self, said: str) -> str | None:
        """Find a communication style; the empty one means no preference."""
        return cells.communication_style(said)


def plain(said: str) -> str:
    """Fold case, spaces, dashes, final dots and the plural's s, so that spellings meet."""
    folded = " ".join(re.sub(r"[-‐–/]+", " ", said.casefold()).split()).strip(" .!")
    return " ".join(re.sub(r"(?<=[^s\W])s$", "", word) for word in folded.split())[:200]


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
    own = Specialty.objects.filter(shared_or_of(cohort.program_id)).values_list("name", flat=True)
    words.specialties = {plain(name): name for name in (*own, *SPECIALTIES)}
    for spelling, name in SPECIALTY_ALSO_CALLED.items():
        words.specialties.setdefault(plain(spelling), name)
    words.languages = {plain(name): name for name in LANGUAGES}
    for kept in RememberedValue.objects.filter(program_id=cohort.program_id):
        words.remembered[kept.field, kept.said] = kept.means
    return words


def need_kind(term: Term) -> str:
    """Why a mentee names this term."""
    return NEED_OF_TOPIC.get(TopicKind(term.kind), NeedKind.COMPETENCY_GAP) if term.kind else NeedKind.COMPETENCY_GAP
