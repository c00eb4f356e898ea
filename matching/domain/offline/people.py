"""People as a sign-up form exports them, as the frozen pool of a run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from matching import engine
from matching.domain.offline.between import columns_between, locks_of, read_between
from matching.domain.offline.outcome import Outcome
from matching.domain.posing import groups_fall_short, objective_of, pose_run
from matching.domain.scoring import score_pool
from matching.enums import Method
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
    from matching.domain.offline.between import Between
    from matching.domain.offline.wishes import Wishes
    from matching.domain.scoring import Scored
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
    about_others = {role: columns_between(sheet.header, _used(sheet, role)) for role, sheet in sheets.items()}
    unused = [
        f"{role.label}: {header}"
        for role, sheet in sheets.items()
        for column, header in enumerate(sheet.header)
        if header and column not in _used(sheet, role) | about_others[role].keys()
    ]
    users: dict[str, int] = {}
    sides: dict[str, list[dict[str, Any]]] = {}
    keyed: dict[EnrollmentRole, list[tuple[int, ParsedRow]]] = {}
    people: dict[int, dict[str, Any]] = {}
    for role, rows in parsed.items():
        sides[role], keyed[role] = [], []
        for row in rows:
            key = len(people) + 1
            people[key] = row.values
            user = users.setdefault(row.values["email"], len(users) + 1)
            keyed[role].append((key, row))
            sides[role].append(_person(key, user, row.values, words, wishes))
    between = read_between(keyed, about_others, {role: sheet.header for role, sheet in sheets.items()})
    if between.errors:
        raise Refused("\n".join(between.errors))
    pool = _pool(sides[EnrollmentRole.MENTEE], sides[EnrollmentRole.MENTOR], wishes, between)
    return _solve(score_pool(pool, wishes.weights), people, unused)


def _solve(scored: Scored, people: dict[int, dict[str, Any]], unused: list[str]) -> Outcome:
    names = {key: person["full_name"] for key, person in people.items()}
    try:
        best = engine.solve(pose_run(scored, names), objective_of(scored.inputs, ""))
    except engine.InfeasibleError as error:
        raise Refused(groups_fall_short(scored, error)) from error
    if scored.inputs["approach"]["method"] != Method.STABLE:
        return Outcome(scored, best, best, people, unused)
    stable = replace(best, pairs=engine.solve_stable(best.problem).pairs)
    return Outcome(scored, stable, best, people, unused)


def _used(sheet: Sheet, role: EnrollmentRole) -> set[int]:
    """The columns that say something of the person; the others are named, so that nobody wonders why they counted for nothing."""
    return {column for columns in guess_mapping(sheet.header, role).values() for column in columns}


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


def _pool(
    mentees: list[dict[str, Any]], mentors: list[dict[str, Any]], wishes: Wishes, between: Between
) -> dict[str, Any]:
    by_key = [{person["pk"]: person for person in side} for side in (mentees, mentors)]
    return {
        **{name: [] for name in ("ended", "paired", "rejected", "current")},
        "approach": wishes.approach,
        "mentees": mentees,
        "mentors": mentors,
        "never": sorted(map(list, between.never)),
        "preferences": between.preferences,
        "locked": locks_of(between.locked, *by_key),
    }
