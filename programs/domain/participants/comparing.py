"""What a parsed row would change: new, changed (old and new), unchanged, or an error."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from mentorship.accounts.models import User
from programs.domain.participants.columns import Field
from programs.domain.participants.words import COMPETENCY, TOPIC
from programs.enums import CommunicationStyle, EnrollmentRole, EnrollmentState
from programs.models import Enrollment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from programs.domain.participants.parsing import ParsedRow
    from programs.domain.participants.words import Vocabulary
    from programs.models import Cohort

NEW, CHANGED, UNCHANGED, ERROR = "new", "changed", "unchanged", "error"
PLAIN_FIELDS = (Field.SPECIALTY, Field.SITE, Field.LANGUAGES, Field.COMMUNICATION_STYLE, Field.AVAILABILITY, Field.CAPACITY, Field.ABOUT)  # fmt: skip
NOT_IN_YET = frozenset({EnrollmentState.INVITED, EnrollmentState.APPLIED})


@dataclass
class Known:
    """What the database holds of the people of a file, read once."""

    users: dict[str, User] = field(default_factory=dict)
    enrollments: dict[int, Enrollment] = field(default_factory=dict)
    tracks: dict[int, list[int]] = field(default_factory=dict)
    terms: dict[int, set[str]] = field(default_factory=dict)


def known_people(cohort: Cohort, role: str, addresses: Iterable[str]) -> Known:
    """Read the accounts with these addresses and their enrollments in this role: a fixed number of queries."""
    wanted = set(addresses)
    known = Known()
    for user in User.objects.annotate(address=Lower("email")).filter(address__in=wanted):
        known.users[user.email.lower()] = user
    enrollments = Enrollment.objects.filter(cohort=cohort, role=role).prefetch_related("tracks", "needs", "expertise")
    for enrollment in enrollments:
        known.enrollments[enrollment.user_id] = enrollment
        known.tracks[enrollment.pk] = sorted(track.pk for track in enrollment.tracks.all())
        said = enrollment.needs.all() if role == EnrollmentRole.MENTEE else enrollment.expertise.all()
        known.terms[enrollment.pk] = {
            f"{TOPIC}:{item.topic_id}" if item.topic_id else f"{COMPETENCY}:{item.competency_id}" for item in said
        }
    return known


@dataclass
class Judged:
    """A row with its status; `changes` are for the leader's eyes, `fields` name what would be written."""

    row: ParsedRow
    status: str
    changes: list[dict[str, str]] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)


def judge(rows: Sequence[ParsedRow], known: Known, words: Vocabulary) -> list[Judged]:
    """Compare rows with the database and with each other; the first row of an address counts."""
    first_with: dict[str, int] = {}
    judged = []
    for row in rows:
        address = row.values.get("email", "")
        if address and address in first_with:
            said = _("Row %(number)d has the same address. Keep one of the two.") % {"number": first_with[address]}
            row.errors.append({"column": str(Field.EMAIL.label), "value": address, "reason": said})
        elif address:
            first_with[address] = row.number
        judged.append(_judge_one(row, known, words))
    return judged


def _judge_one(row: ParsedRow, known: Known, words: Vocabulary) -> Judged:
    user = known.users.get(row.values.get("email", ""))
    enrollment = known.enrollments.get(user.pk) if user else None
    if user and (not user.is_active or (enrollment and enrollment.state == EnrollmentState.WITHDRAWN)):
        reason = _("This person withdrew from the cohort.") if enrollment else _("This account is closed.")
        row.errors.append({"column": str(Field.EMAIL.label), "value": user.email, "reason": reason})
    if row.errors:
        return Judged(row, ERROR)
    if enrollment is None:
        if user and user.full_name != row.values["full_name"]:
            row.notes.append(_("There is an account with this address already; the name it has stays."))
        return Judged(row, NEW)
    return _changed(row, enrollment, known, words)


def _changed(row: ParsedRow, enrollment: Enrollment, known: Known, words: Vocabulary) -> Judged:
    """Find what differs. A cell left empty takes nothing away; needs and expertise are added to, never struck out."""
    judged = Judged(row, UNCHANGED)

    def note(name: Field, old: Any, new: Any) -> None:
        judged.fields.append(str(name))
        judged.changes.append(
            {"field": str(name.label), "old": in_words(name, old, words), "new": in_words(name, new, words)}
        )

    for name in PLAIN_FIELDS:
        if name in row.values and getattr(enrollment, name) != row.values[name]:
            note(name, getattr(enrollment, name), row.values[name])
    if Field.TRACKS in row.values and sorted(row.values[Field.TRACKS]) != known.tracks[enrollment.pk]:
        note(Field.TRACKS, known.tracks[enrollment.pk], row.values[Field.TRACKS])
    has = known.terms[enrollment.pk]
    if added := [key for key in row.values.get(Field.TOPICS, []) if key not in has]:
        judged.fields.append(str(Field.TOPICS))
        judged.changes.append({"field": str(Field.TOPICS.label), "adds": in_words(Field.TOPICS, added, words)})
    if enrollment.state in NOT_IN_YET:
        judged.fields.append("state")
        judged.changes.append(
            {
                "field": _("State"),
                "old": enrollment.get_state_display(),
                "new": str(EnrollmentState.APPROVED.label),
            }
        )
    judged.status = CHANGED if judged.fields else UNCHANGED
    return judged


def in_words(name: Field, value: Any, words: Vocabulary) -> str:
    """Write a value as the leader reads it."""
    if value in (None, "", []):
        return ""
    if name == Field.TRACKS:
        names = {track.pk: track.name for track in words.tracks}
        return ", ".join(names.get(pk, "") for pk in value)
    if name == Field.TOPICS:
        return ", ".join(words.by_key[key].name for key in value if key in words.by_key)
    if name == Field.COMMUNICATION_STYLE:
        return str(CommunicationStyle(value).label)
    if name == Field.AVAILABILITY:
        return half_days_in_words(value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def half_days_in_words(codes: Sequence[str]) -> str:
    """Write half-days: “Tue pm, Thu am”."""
    return ", ".join(code.replace("_", " ").capitalize() for code in codes)
