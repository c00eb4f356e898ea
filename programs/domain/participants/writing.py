"""All good rows of an import, written at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password

from mentorship.accounts.models import User
from mentorship.core.states import move
from programs.domain.participants.columns import Field
from programs.domain.participants.comparing import CHANGED, NEW, PLAIN_FIELDS
from programs.domain.participants.words import COMPETENCY, TOPIC, Term, Vocabulary, need_kind
from programs.domain.participants.words import NEW as NEW_WORD
from programs.enums import ENROLLMENT_MOVES, EnrollmentRole, EnrollmentState
from programs.models import Cohort, Enrollment, Expertise, Need, Topic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from programs.domain.participants.comparing import Judged, Known

BATCH = 500


def write(*, cohort: Cohort, role: str, judged: Sequence[Judged], known: Known, words: Vocabulary) -> list[str]:
    """Write what is new and what changed; return the names of topics that became the program's own."""
    to_write = [item for item in judged if item.status in {NEW, CHANGED}]
    added = _own_topics(cohort, to_write, words)
    newcomers = [item for item in to_write if item.status == NEW]
    _accounts(newcomers, known, cohort)
    _enroll(newcomers, known, cohort, role)
    _change([item for item in to_write if item.status == CHANGED], known)
    _tracks(to_write, known)
    _needs_and_expertise(to_write, known, words, role)
    return added


def _enrollment(item: Judged, known: Known) -> Enrollment:
    return known.enrollments[known.users[item.row.values["email"]].pk]


def _own_topics(cohort: Cohort, items: Sequence[Judged], words: Vocabulary) -> list[str]:
    """Make the program's own topics of words nobody knew, and know them from now on by the key the rows hold."""
    keys = {key for item in items for key in item.row.values.get(Field.TOPICS, ())}
    fresh = [words.by_key[key] for key in sorted(keys) if key.startswith(f"{NEW_WORD}:")]
    for term in fresh:
        topic, _created = Topic.objects.get_or_create(
            program_id=cohort.program_id, name=term.name, defaults={"kind": term.kind}
        )
        words.by_key[term.key] = Term(TOPIC, topic.pk, topic.name, topic.kind)
    return [term.name for term in fresh]


def _accounts(items: Sequence[Judged], known: Known, cohort: Cohort) -> None:
    """Give those who have none an account without a password: they sign in by an e-mailed code."""
    missing = [item.row.values for item in items if item.row.values["email"] not in known.users]
    people = User.objects.bulk_create(
        [
            User(
                email=values["email"],
                full_name=values["full_name"],
                preferred_name=values.get("preferred_name", ""),
                pronouns=values.get("pronouns", ""),
                time_zone=cohort.time_zone,
                password=make_password(None),
            )
            for values in missing
        ],
        batch_size=BATCH,
    )
    known.users.update({person.email: person for person in people})


def _enroll(items: Sequence[Judged], known: Known, cohort: Cohort, role: str) -> None:
    usual = cohort.policy.mentor_capacity_default if role == EnrollmentRole.MENTOR else None
    enrollments = []
    for item in items:
        given = {str(name): item.row.values[name] for name in PLAIN_FIELDS if name in item.row.values}
        enrollment = Enrollment(
            cohort=cohort,
            user=known.users[item.row.values["email"]],
            role=role,
            **({"capacity": usual} | given),
        )
        move(enrollment, EnrollmentState.APPROVED, moves=ENROLLMENT_MOVES)
        enrollments.append(enrollment)
    for enrollment in Enrollment.objects.bulk_create(enrollments, batch_size=BATCH):
        known.enrollments[enrollment.user_id] = enrollment
        known.tracks[enrollment.pk], known.terms[enrollment.pk] = [], set()


def _change(items: Sequence[Judged], known: Known) -> None:
    changed = []
    for item in items:
        enrollment = _enrollment(item, known)
        for name in PLAIN_FIELDS:
            if name in item.fields:
                setattr(enrollment, name, item.row.values[name])
        if "state" in item.fields:
            move(enrollment, EnrollmentState.APPROVED, moves=ENROLLMENT_MOVES)
        changed.append(enrollment)
    if changed:
        Enrollment.objects.bulk_update(changed, [*map(str, PLAIN_FIELDS), "state"], batch_size=BATCH)


def _tracks(items: Sequence[Judged], known: Known) -> None:
    through = Enrollment.tracks.through
    wanted = {
        _enrollment(item, known).pk: set(item.row.values[Field.TRACKS])
        for item in items
        if Field.TRACKS in item.row.values
    }
    gone = [
        link.pk
        for link in through.objects.filter(enrollment_id__in=wanted)
        if link.track_id not in wanted[link.enrollment_id]
    ]
    through.objects.filter(pk__in=gone).delete()
    through.objects.bulk_create(
        [
            through(enrollment_id=enrollment_id, track_id=track_id)
            for enrollment_id, track_ids in wanted.items()
            for track_id in sorted(track_ids - set(known.tracks[enrollment_id]))
        ],
        batch_size=BATCH,
    )


def _needs_and_expertise(items: Sequence[Judged], known: Known, words: Vocabulary, role: str) -> None:
    needs, expertise = [], []
    for item in items:
        enrollment = _enrollment(item, known)
        has = set(known.terms[enrollment.pk])
        for key in item.row.values.get(Field.TOPICS, ()):
            term = words.by_key[key]
            if term.key in has:
                continue
            has.add(term.key)
            meant = {"competency_id" if term.sort == COMPETENCY else "topic_id": term.pk}
            if role == EnrollmentRole.MENTEE:
                needs.append(Need(enrollment=enrollment, kind=need_kind(term), **meant))
            else:
                expertise.append(Expertise(enrollment=enrollment, **meant))
    Need.objects.bulk_create(needs, batch_size=BATCH)
    Expertise.objects.bulk_create(expertise, batch_size=BATCH)
