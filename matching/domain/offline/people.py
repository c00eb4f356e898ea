"""People as a sign-up form exports them, as the frozen pool of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from matching import engine
from matching.domain.offline.outcome import Outcome
from matching.domain.posing import objective_of, pose
from matching.domain.scoring import score_pool
from mentorship.core.errors import Refused
from programs.domain.participants.columns import guess_mapping, missing_fields
from programs.domain.participants.parsing import Parser
from programs.domain.participants.reading import read_sheet
from programs.domain.participants.words import TOPIC, Term, Vocabulary, guess_kind, plain
from programs.enums import EnrollmentRole
from programs.models import Track
from programs.shipped.specialties import LANGUAGES, SPECIALTIES, SPECIALTY_ALSO_CALLED
from programs.shipped.vocabulary import ALSO_CALLED

if TYPE_CHECKING:
    from matching.domain.offline.wishes import Wishes
    from programs.domain.participants.parsing import ParsedRow
    from programs.domain.participants.reading import Sheet

DEFAULT_PLACES = 1
"""Places of a mentor who does not say how many."""


@dataclass
class OpenVocabulary(Vocabulary):
    """Words as they come: every track that somebody names is a track, every topic a topic; known spellings still meet."""

    track_names: dict[str, Track] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know the spellings that ship."""
        for spelling, name in ALSO_CALLED.items():
            known = self.terms.get(plain(name)) or self.add(Term(TOPIC, 0, name, guess_kind(name)))
            self.terms.setdefault(plain(spelling), known)

        self.specialties = {plain(name): name for name in SPECIALTIES} | {
            plain(spelling): name for spelling, name in SPECIALTY_ALSO_CALLED.items()
        }
        self.languages = {plain(name): name for name in LANGUAGES}

    def known_term(self, said: str) -> Term:
        """Take any word; the same one in other spellings is the same."""
        return super().known_term(said) or self.add(Term(TOPIC, 0, said, guess_kind(said)))

    def known_track(self, said: str) -> Track:
        """Take any track, numbered as they come; no row is written."""
        return self.track_names.setdefault(plain(said), Track(pk=len(self.track_names) + 1, name=said))


def match_files(mentees: bytes, mentors: bytes, wishes: Wishes) -> Outcome:
    """Match the people of two files.

    Raises:
        Refused: a file or a row cannot be read; each row is named with the reason.
    """
    words = OpenVocabulary()
    sheets = {
        role: read_sheet(content)
        for role, content in ((EnrollmentRole.MENTEE, mentees), (EnrollmentRole.MENTOR, mentors))
    }
    parsed = {role: _people(sheet, role, words) for role, sheet in sheets.items()}
    unused = [f"{role.label}: {header}" for role, sheet in sheets.items() for header in _unused(sheet, role)]
    users: dict[str, int] = {}
    sides: dict[str, list[dict[str, Any]]] = {}
    people: dict[int, dict[str, Any]] = {}
    for role, rows in parsed.items():
        sides[role] = []
        for row in rows:
            key = len(people) + 1
            people[key] = row.values
            user = users.setdefault(row.values["email"], len(users) + 1)
            sides[role].append(_person(key, user, row.values, words, wishes))
    scored = score_pool(_pool(sides[EnrollmentRole.MENTEE], sides[EnrollmentRole.MENTOR], wishes), wishes.weights)
    return Outcome(scored, engine.solve(pose(scored), objective_of(scored.inputs, "")), people, unused)


def _unused(sheet: Sheet, role: EnrollmentRole) -> list[str]:
    """Name the columns that no pattern knows, so that nobody wonders why they counted for nothing."""
    used = {column for columns in guess_mapping(sheet.header, role).values() for column in columns}
    return [header for column, header in enumerate(sheet.header) if column not in used and header]


def _people(sheet: Sheet, role: EnrollmentRole, words: Vocabulary) -> list[ParsedRow]:
    mapping = guess_mapping(sheet.header, role)
    if missing := missing_fields(mapping):
        raise Refused(
            _("%(role)s: no column holds %(fields)s.")
            % {"role": role.label, "fields": ", ".join(str(name.label) for name in missing)}
        )
    parser = Parser(header=sheet.header, mapping=mapping, words=words, role=role)
    rows = [parser.parse(row) for row in sheet.rows]
    errors = [
        _("%(role)s, row %(row)d, %(column)s: %(value)s – %(reason)s")
        % {
            "role": role.label,
            "row": row.number,
            **{name: error[name] or "–" for name in ("column", "value", "reason")},
        }
        for row in rows
        for error in row.errors
    ]
    seen: dict[str, int] = {}
    for row in rows:
        first = seen.setdefault(row.values.get("email", f"row {row.number}"), row.number)
        if first != row.number:
            errors.append(
                _("%(role)s, row %(row)d: %(email)s stands in row %(first)d already.")
                % {"role": role.label, "row": row.number, "email": row.values["email"], "first": first}
            )
    if errors:
        raise Refused("\n".join(errors))
    return rows


def _person(key: int, user: int, values: dict[str, Any], words: Vocabulary, wishes: Wishes) -> dict[str, Any]:
    names = {str(track.pk): track.name for track in getattr(words, "track_names", {}).values()}
    tracks = {str(track): names[str(track)] for track in values.get("tracks", [])}
    per_track = wishes.mentor_per_track and tracks
    return {
        "pk": key,
        "uuid": values["email"],
        "user": user,
        "terms": {term: words.by_key[term].name for term in values.get("topics", [])},
        "levels": {},
        "tracks": tracks,
        "wants": [int(track) for track in tracks] if per_track else [None],
        "specialty": values.get("specialty", ""),
        "site": values.get("site", ""),
        "languages": values.get("languages", []),
        "communication_style": values.get("communication_style", ""),
        "availability": values.get("availability", []),
        "background": [],
        "asks_for_background": False,
        "places": values.get("capacity", DEFAULT_PLACES),
        "training_missing": [],
    }


def _pool(mentees: list[dict[str, Any]], mentors: list[dict[str, Any]], wishes: Wishes) -> dict[str, Any]:
    nothing: dict[str, list[Any]] = {
        name: [] for name in ("never", "ended", "paired", "preferences", "locked", "rejected", "current")
    }
    approach = {
        "method": "best",
        "mentor_per_track": wishes.mentor_per_track,
        "same_mentor_twice": wishes.same_mentor_twice,
        "keep": 0,
    }
    return {**nothing, "approach": approach, "mentees": mentees, "mentors": mentors}
