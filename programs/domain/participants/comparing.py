"""What a parsed row would change: new, changed (old and new), unchanged, or an error."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Lower
from django.utils.translation import gettext as _

from mentorship.accounts.models import User
from programs.domain.participants.columns import Field
from programs.domain.participants.words import COMPETENCY, TOPIC
from programs.enums import CommunicationStyle, EnrollmentState, RowStatus
from programs.models import Enrollment, Expertise, Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from programs.domain.participants.parsing import ParsedRow
    from programs.domain.participants.words import Vocabulary
    from programs.models import Cohort

NEW, CHANGED, UNCHANGED, ERROR = RowStatus.NEW, RowStatus.CHANGED, RowStatus.UNCHANGED, RowStatus.ERROR
PLAIN_FIELDS = (Field.SPECIALTY, Field.SITE, Field.LANGUAGES, Field.COMMUNICATION_STYLE, Field.AVAILABILITY, Field.CAPACITY, Field.ABOUT)  # fmt: skip
NOT_IN_YET = frozenset({EnrollmentState.INVITED, EnrollmentState.APPLIED})


def text_of(key: str) -> Cast:
    """Read one of the texts that a stored row says, so that it can be compared as text."""
    return Cast(KeyTextTransform(key, "said"), TextField())


@dataclass
class Known:
    """What the database holds of some people of a file; enrollments by person and role."""

    users: dict[str, User] = field(default_factory=dict)
    enrollments: dict[tuple[int, str], Enrollment] = field(default_factory=dict)
    tracks: dict[int, list[int]] = field(default_factory=dict)
    terms: dict[int, set[str]] = field(default_factory=dict)
    user_ids: dict[str, int] = field(default_factory=dict)
    enrollment_ids: dict[tuple[int, str], int] = field(default_factory=dict)


def known_people(cohort: Cohort, addresses: Iterable[str]) -> Known:
    """Read the accounts with these addresses and their enrollments in this cohort: a fixed number of queries."""
    known = Known()
    for user in User.objects.annotate(address=Lower("email")).filter(address__in=set(addresses)):
        known.users[user.email.lower()] = user
        known.user_ids[user.email.lower()] = user.pk
    ids = list(known.user_ids.values())
    for enrollment in Enrollment.objects.filter(cohort=cohort, user__in=ids) if ids else ():
        known.enrollments[enrollment.user_id, enrollment.role] = enrollment
        known.enrollment_ids[enrollment.user_id, enrollment.role] = enrollment.pk
        known.tracks[enrollment.pk], known.terms[enrollment.pk] = [], set()
    if not known.tracks:
        return known
    through = Enrollment.tracks.through
    for enrollment_id, track_id in through.objects.filter(enrollment__in=known.tracks).values_list(
        "enrollment_id", "track_id"
    ):
        known.tracks[enrollment_id].append(track_id)
    for model in (Need, Expertise):
        said = model.objects.filter(enrollment__in=known.tracks).values_list("enrollment", "topic", "competency")
        for enrollment_id, topic_id, competency_id in said:
            key = f"{TOPIC}:{topic_id}" if topic_id else f"{COMPETENCY}:{competency_id}"
            known.terms[enrollment_id].add(key)
    return known


@dataclass
class Judged:
    """A row with its status; `changes` are for the leader's eyes, `fields` name what would be written.

    `warning` says who changed since what it would replace.
    """

    row: ParsedRow
    status: RowStatus
    changes: list[dict[str, str]] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    warning: str = ""


def judge(rows: Sequence[ParsedRow], known: Known, words: Vocabulary, seen: Seen) -> list[Judged]:
    """Compare rows with the database and with the rows before them; the first row of an address counts."""
    return [_judge_one(row, known, words, seen) for row in rows]


FirstPlace = tuple[int, int, str]
"""Where an address stood first: place of the sheet, number of the row, when it was sent."""


@dataclass
class Seen:
    """Where each address stood first, by address and role, as far as some rows need it; `names` are those of the sheets."""

    names: Sequence[str] = ()
    first: dict[tuple[str, str], FirstPlace] = field(default_factory=dict)

    def before(self, row: ParsedRow) -> str:
        """Say which row before this one has the same address; nothing when none has."""
        address = row.values.get("email", "")
        if not address:
            return ""
        here = (row.sheet, row.number, row.values.get(Field.SENT_ON, ""))
        sheet, number, sent = self.first.setdefault((address, row.role), here)
        if (sheet, number) == here[:2]:
            return ""
        said = _("Row %(number)d has the same address. Keep one of the two.") % {"number": number}
        if sheet != row.sheet:
            said = _("Row %(number)d of the sheet “%(sheet)s” has the same address. Keep one of the two.") % {
                "number": number,
                "sheet": self.names[sheet],
            }
        if sent and here[2]:
            said += " " + _("That one was sent %(first)s, this one %(second)s.") % {"first": sent, "second": here[2]}
        return said


def _judge_one(row: ParsedRow, known: Known, words: Vocabulary, seen: Seen) -> Judged:
    if said := seen.before(row):
        row.errors.append({"column": str(Field.EMAIL.label), "value": row.values["email"], "reason": said})
    user = known.users.get(row.values.get("email", ""))
    enrollment = known.enrollments.get((user.pk, row.role)) if user else None
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
    if Field.TRACKS in row.values and set(row.values[Field.TRACKS]) != set(known.tracks[enrollment.pk]):
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
        return ", ".join(names.get(track, str(track).removeprefix("new:")) for track in value)
    if name == Field.TOPICS:
        terms = [words.term_of(key) for key in value]
        return ", ".join(term.name for term in terms if term)
    if name == Field.COMMUNICATION_STYLE:
        return str(CommunicationStyle(value).label)
    if name == Field.AVAILABILITY:
        return half_days_in_words(value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def half_days_in_words(codes: Sequence[str]) -> str:
    """Write half-days: “Tue pm, Thu am”."""
    return ", ".join(code.replace("_", " ").capitalize() for code in codes)
