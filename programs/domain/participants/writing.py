"""All good rows of an import, written at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone

from mentorship.accounts.models import User
from mentorship.core.states import move
from programs.domain.participants.columns import Field
from programs.domain.participants.comparing import CHANGED, NEW, PLAIN_FIELDS
from programs.domain.participants.inserting import insert_rows
from programs.domain.participants.words import COMPETENCY, TOPIC, Term, Vocabulary, need_kind, plain
from programs.domain.participants.words import NEW as NEW_WORD
from programs.enums import ENROLLMENT_MOVES, EnrollmentRole, EnrollmentState, TrackKind
from programs.models import Cohort, Enrollment, Expertise, Need, Specialty, Topic, Track

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from programs.domain.participants.comparing import Judged, Known

BATCH = 500
ACCOUNT_COLUMNS = (
    "email", "full_name", "preferred_name", "pronouns", "time_zone", "password", "uuid", "created_at", "is_superuser",
    "is_staff", "is_active",
)  # fmt: skip
ENROLLMENT_COLUMNS = ("cohort", "user", "role", "state", "uuid", "created_at", *map(str, PLAIN_FIELDS))
EMPTY: Mapping[str, Any] = {
    Field.SPECIALTY: "", Field.SITE: "", Field.LANGUAGES: [], Field.COMMUNICATION_STYLE: "", Field.AVAILABILITY: [],
    Field.ABOUT: "",
}  # fmt: skip


@dataclass
class NewWords:
    """Words that became the program's own while rows were written."""

    topics: list[str] = field(default_factory=list)
    specialties: list[str] = field(default_factory=list)
    tracks: list[str] = field(default_factory=list)


def write(
    *, cohort: Cohort, judged: Sequence[Judged], known: Known, words: Vocabulary, added: NewWords | None = None
) -> NewWords:
    """Write what is new and what changed among some rows; return the words that became the program's own."""
    added = added or NewWords()
    to_write = [item for item in judged if item.status in {NEW, CHANGED}]
    if not to_write:
        return added
    _own_words(cohort, to_write, words, added)
    newcomers = [item for item in to_write if item.status == NEW]
    changed = [item for item in to_write if item.status == CHANGED]
    _accounts(newcomers, known, cohort)
    _enroll(newcomers, known, cohort)
    _change(changed, known)
    _tracks(to_write, known, has_earlier=bool(changed))
    _needs_and_expertise(to_write, known, words)
    return added


def _enrollment_id(item: Judged, known: Known) -> int:
    return known.enrollment_ids[known.user_ids[item.row.values["email"]], item.row.role]


def _own_words(cohort: Cohort, items: Sequence[Judged], words: Vocabulary, added: NewWords) -> None:
    """Make the program's own words of what nobody knew, and know them from now on by what the rows hold."""
    values = [item.row.values for item in items]
    _own_topics(cohort, {key for said in values for key in said.get(Field.TOPICS, ())}, words, added)
    named = {said[Field.SPECIALTY] for said in values if said.get(Field.SPECIALTY)}
    fresh = {plain(name): name for name in sorted(named, reverse=True) if plain(name) not in words.specialties}
    Specialty.objects.bulk_create([Specialty(program_id=cohort.program_id, name=name) for name in fresh.values()])
    words.specialties.update(fresh)
    added.specialties.extend(sorted(fresh.values()))
    by_name = {track.name: track for track in words.tracks}
    for name in sorted({track for said in values for track in said.get(Field.TRACKS, ()) if isinstance(track, str)}):
        wanted = name.removeprefix("new:")
        if wanted not in by_name:
            by_name[wanted] = Track.objects.create(cohort=cohort, name=wanted, kind=TrackKind.OTHER)
            words.tracks.append(by_name[wanted])
            added.tracks.append(wanted)
    for said in values:
        if any(isinstance(track, str) for track in said.get(Field.TRACKS, ())):
            said[Field.TRACKS] = [
                by_name[track.removeprefix("new:")].pk if isinstance(track, str) else track
                for track in said[Field.TRACKS]
            ]


def _own_topics(cohort: Cohort, keys: set[str], words: Vocabulary, added: NewWords) -> None:
    """Make topics of the keys that name new words; two spellings of one word become one topic."""
    terms = {key: words.term_of(key) for key in sorted(keys) if key.startswith(f"{NEW_WORD}:")}
    fresh = {plain(term.name): term for term in terms.values() if term and term.sort == NEW_WORD}
    made = Topic.objects.bulk_create(
        [Topic(program_id=cohort.program_id, name=term.name, kind=term.kind) for term in fresh.values()]
    )
    for topic in made:
        words.add(Term(TOPIC, topic.pk, topic.name, topic.kind))
        added.topics.append(topic.name)
    for key, term in terms.items():
        known = words.known_term(term.name) if term else None
        if known:
            words.by_key[key] = known


def _accounts(items: Sequence[Judged], known: Known, cohort: Cohort) -> None:
    """Give those who have none an account without a password: they sign in by an e-mailed code."""
    missing = {
        item.row.values["email"]: item.row.values for item in items if item.row.values["email"] not in known.user_ids
    }
    now = timezone.now()
    insert_rows(
        User,
        ACCOUNT_COLUMNS,
        [
            (
                email, values["full_name"], values.get("preferred_name", ""), values.get("pronouns", ""),
                cohort.time_zone, UNUSABLE_PASSWORD_PREFIX + token_hex(20), uuid4(), now, False, False, True,
            )
            for email, values in missing.items()
        ],
    )  # fmt: skip
    known.user_ids.update(User.objects.filter(email__in=missing).values_list("email", "pk"))


def _enroll(items: Sequence[Judged], known: Known, cohort: Cohort) -> None:
    """Enroll people as approved; a mentor who named no number has the places of the policy."""
    now = timezone.now()
    usual = {EnrollmentRole.MENTOR.value: cohort.policy.mentor_capacity_default, EnrollmentRole.MENTEE.value: None}
    rows = []
    for item in items:
        said, role = item.row.values, item.row.role
        given = [said.get(name, usual[role] if name == Field.CAPACITY else EMPTY[name]) for name in PLAIN_FIELDS]
        rows.append(
            (cohort.pk, known.user_ids[said["email"]], role, EnrollmentState.APPROVED.value, uuid4(), now, *given)
        )
    insert_rows(Enrollment, ENROLLMENT_COLUMNS, rows)
    ids = {known.user_ids[item.row.values["email"]] for item in items}
    enrolled = Enrollment.objects.filter(cohort=cohort, user__in=ids).values_list("user_id", "role", "pk")
    known.enrollment_ids.update({(user_id, role): pk for user_id, role, pk in enrolled})


def _change(items: Sequence[Judged], known: Known) -> None:
    changed = []
    for item in items:
        enrollment = known.enrollments[known.user_ids[item.row.values["email"]], item.row.role]
        for name in PLAIN_FIELDS:
            if name in item.fields:
                setattr(enrollment, name, item.row.values[name])
        if "state" in item.fields:
            move(enrollment, EnrollmentState.APPROVED, moves=ENROLLMENT_MOVES)
        changed.append(enrollment)
    if changed:
        Enrollment.objects.bulk_update(changed, [*map(str, PLAIN_FIELDS), "state"], batch_size=BATCH)


def _tracks(items: Sequence[Judged], known: Known, *, has_earlier: bool) -> None:
    through = Enrollment.tracks.through
    wanted = {
        _enrollment_id(item, known): set(item.row.values[Field.TRACKS])
        for item in items
        if Field.TRACKS in item.row.values
    }
    if has_earlier:
        gone = [
            link.pk
            for link in through.objects.filter(enrollment_id__in=wanted)
            if link.track_id not in wanted[link.enrollment_id]
        ]
        through.objects.filter(pk__in=gone).delete()
    insert_rows(
        through,
        ["enrollment", "track"],
        [
            (enrollment_id, track_id)
            for enrollment_id, track_ids in wanted.items()
            for track_id in sorted(track_ids - set(known.tracks.get(enrollment_id, ())))
        ],
    )


def _needs_and_expertise(items: Sequence[Judged], known: Known, words: Vocabulary) -> None:
    needs: list[tuple[Any, ...]] = []
    expertise: list[tuple[Any, ...]] = []
    for item in items:
        said = item.row.values.get(Field.TOPICS)
        if not said:
            continue
        enrollment_id = _enrollment_id(item, known)
        has = set(known.terms.get(enrollment_id, ()))
        for key in said:
            term = words.term_of(key)
            if term is None or term.key in has:
                continue
            has.add(term.key)
            meant = (None, term.pk) if term.sort == COMPETENCY else (term.pk, None)
            if item.row.role == EnrollmentRole.MENTEE:
                needs.append((enrollment_id, *meant, str(need_kind(term)), ""))
            else:
                expertise.append((enrollment_id, *meant))
    insert_rows(Need, ["enrollment", "topic", "competency", "kind", "note"], needs)
    insert_rows(Expertise, ["enrollment", "topic", "competency"], expertise)
