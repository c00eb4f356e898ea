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
    (Field.SPECIALTY, r"\bspecialty\b|\bspeciality\b|\bdepartment\b|\bdiscipline\b"),
    (Field.SITE, r"\bsite\b|\bhospital\b|\bcampus\b|\blocation\b|where (are you based|do you work)"),
    (Field.ABOUT, r"about (you|me)|\bbio\b|tell us|anything else|introduce yourself|motivat"),
    (Field.FULL_NAME, r"\bname\b"),
)  # fmt: skip
"""Patterns over a header in lower case without punctuation; the first that fits decides."""


def fields_for(role: str) -> list[Field]:
    """Return what people of a role can be asked: only mentors have places."""
    return [field for field in Field if field != Field.CAPACITY or role == EnrollmentRole.MENTOR]


def guess_mapping(header: Sequence[str], role: str) -> ColumnMapping:
    """Guess which columns hold what; a column that no pattern knows is left out of the import."""
    mapping: ColumnMapping = {}
    allowed = fields_for(role)
    for column, question in enumerate(header):
        field = guess_field(question)
        if field in allowed and (field in HOLDS_SEVERAL or field not in mapping):
            mapping.setdefault(str(field), []).append(column)
    if Field.FIRST_NAME in mapping and Field.LAST_NAME in mapping:
        mapping.pop(str(Field.FULL_NAME), None)
    return mapping


def guess_field(question: str) -> Field | None:
    """Guess what a question asks for."""
    plain = " ".join(re.sub(r"[^\w]+", " ", question.lower().replace("e-mail", "email")).split())
    return next((field for field, pattern in ASKS_FOR if re.search(pattern, plain)), None)


def missing_fields(mapping: Mapping[str, Sequence[int]]) -> list[Field]:
    """Return the fields without which nobody can be imported and that no column holds."""
    missing = [] if mapping.get(Field.EMAIL) else [Field.EMAIL]
    named = mapping.get(Field.FULL_NAME) or (mapping.get(Field.FIRST_NAME) and mapping.get(Field.LAST_NAME))
    return missing if named else [*missing, Field.FULL_NAME]
