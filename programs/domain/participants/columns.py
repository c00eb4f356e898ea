"""Which column of a sign-up form is what: a guess from the text of the question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from programs.enums import EnrollmentRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ColumnMapping = dict[str, list[int]]
"""Which columns (counted from 0) hold a field; several where a form asks in parts."""


class Field(TextChoices):
    """What a column can hold."""

    EMAIL = "email", _("E-mail address")
    ROLE = "role", _("Mentor or mentee")
    SENT_ON = "sent_on", _("When it was sent")
    FULL_NAME = "full_name", _("Full name")
    FIRST_NAME = "first_name", _("First name")
    LAST_NAME = "last_name", _("Last name")
    PREFERRED_NAME = "preferred_name", _("Preferred name")
    PRONOUNS = "pronouns", _("Pronouns")
    TRACKS = "tracks", _("Tracks")
    TOPICS = "topics", _("Needs or expertise")
    SPECIALTY = "specialty", _("Specialty")
    SITE = "site", _("Site")
    LANGUAGES = "languages", _("Languages")
    COMMUNICATION_STYLE = "communication_style", _("Communication style")
    AVAILABILITY = "availability", _("Half-days free")
    CAPACITY = "capacity", _("Places for mentees")
    ABOUT = "about", _("About the person")


HOLDS_SEVERAL = frozenset({Field.TOPICS, Field.AVAILABILITY, Field.ABOUT, Field.TRACKS, Field.LANGUAGES})
"""Fields that a form may ask in several questions."""

ASKS_FOR: Sequence[tuple[Field, str]] = (
    (Field.ROLE, r"\bmentor or (a )?mentee\b|\bmentee or (a )?mentor\b|^(your )?role$|\b(sign\w*|tak\w+ part|apply\w*|join\w*|register\w*) (up )?as\b"),
    (Field.SENT_ON, r"^time ?stamp$|^(submitted|completion|start) (at|on|time|date)|^date (sent|submitted)|^submission date"),
    (Field.EMAIL, r"\be ?mail\b|^username$"),
    (Field.PRONOUNS, r"\bpronouns?\b"),
    (Field.PREFERRED_NAME, r"preferred name|known as|like to be called|call you|nickname"),
    (Field.FIRST_NAME, r"\b(first|given|fore) ?names?\b"),
    (Field.LAST_NAME, r"\b(last|family) ?names?\b|\bsurname\b"),
    (Field.CAPACITY, r"how many (mentees|students|residents|people|learners)|\bcapacity\b|number of (mentees|places)|mentee places"),
    (Field.AVAILABILITY, r"half ?days?\b|\bavailab|when (are|could|can) you|usually free|\btimes? suits?\b|protected time"),
    (Field.COMMUNICATION_STYLE, r"communicat\w* style|\bstyle\b|like to (give|get|receive) (guidance|feedback)|(guidance|feedback) do you prefer"),
    (Field.LANGUAGES, r"\blanguages?\b"),
    (Field.TRACKS, r"\btracks?\b|\bstrands?\b"),
    (Field.TOPICS, r"\bneeds?\b|want to (learn|work on|improve|practi[sc]e)|\bexpertise\b|can (you )?(teach|offer|help)|\bskills?\b|\bprocedures?\b|\btopics?\b|\bcompetenc\w+\b|help with"),
    (Field.SPECIALTY, r"\bspecialty\b|\bspeciality\b|\bdepartment\b|\bdiscipline\b|\bprofession\b"),
    (Field.SITE, r"\bsite\b|\bhospital\b|\bcampus\b|\blocation\b|\borgani[sz]ation\b|where (are you based|do you work)"),
    (Field.ABOUT, r"about (you|me)|\bbio(graphy)?\b|tell us|anything else|introduce yourself|motivat"),
    (Field.FULL_NAME, r"\bname\b"),
)  # fmt: skip
"""Patterns over a header in lower case without punctuation; the first that fits decides."""


def fields_for(role: str) -> list[Field]:
    """Return what people of a role can be asked: only mentors have places, only a file of both says who is what."""
    left_out = {EnrollmentRole.MENTEE.value: {Field.CAPACITY, Field.ROLE}, EnrollmentRole.MENTOR.value: {Field.ROLE}}
    return [field for field in Field if field not in left_out.get(role, set())]


def plain_question(question: str) -> str:
    """Fold a question so that small changes do not make it another one."""
    return " ".join(re.sub(r"[^\w]+", " ", question.lower().replace("e-mail", "email")).split())[:300]


def guess_mapping(header: Sequence[str], role: str, remembered: Mapping[str, str] | None = None) -> ColumnMapping:
    """Guess which columns hold what: what the program chose before counts first, then the words of the question.

    A column that neither knows is left out of the import.
    """
    mapping: ColumnMapping = {}
    allowed = fields_for(role)
    chosen = {
        column: remembered[plain_question(question)]
        for column, question in enumerate(header)
        if remembered and plain_question(question) in remembered
    }
    for column, held in chosen.items():
        if held in allowed:
            mapping.setdefault(held, []).append(column)
    for column, question in enumerate(header):
        field = None if column in chosen else guess_field(question)
        if field in allowed and (field in HOLDS_SEVERAL or field not in mapping):
            mapping.setdefault(str(field), []).append(column)
    if Field.FIRST_NAME in mapping and Field.LAST_NAME in mapping:
        mapping.pop(str(Field.FULL_NAME), None)
    return {field: sorted(columns) for field, columns in mapping.items()}


def guess_field(question: str) -> Field | None:
    """Guess what a question asks for."""
    plain = plain_question(question)
    return next((field for field, pattern in ASKS_FOR if re.search(pattern, plain)), None)


def guess_sheet_role(name: str, mapping: Mapping[str, Sequence[int]], asked: str) -> str:
    """Say who is on a sheet: `mentor`, `mentee`, `both` if a column says it, or nothing to leave the sheet out.

    `asked` is whom the leader says the file holds.
    """
    said = name.lower()
    named = {role for role in EnrollmentRole.values if role in said}
    by_name = named.pop() if len(named) == 1 else ""
    if not mapping.get(Field.EMAIL) and by_name == "" and name:
        return ""
    if asked in EnrollmentRole.values:
        return asked if by_name in {"", asked} else ""
    return by_name or "both"


def missing_fields(mapping: Mapping[str, Sequence[int]], role: str = "") -> list[Field]:
    """Return the fields without which nobody can be imported and that no column holds."""
    missing = [] if mapping.get(Field.EMAIL) else [Field.EMAIL]
    named = mapping.get(Field.FULL_NAME) or (mapping.get(Field.FIRST_NAME) and mapping.get(Field.LAST_NAME))
    missing += [] if named else [Field.FULL_NAME]
    return [*missing, Field.ROLE] if role == "both" and not mapping.get(Field.ROLE) else missing
