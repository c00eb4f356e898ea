"""What in a free text looks as if it could identify a patient: pointed out before saving, never forbidden."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

LENGTH_OF_AN_NHS_NUMBER = 10
OLDEST_AGE_GIVEN = 89


class IdentifierKind(TextChoices):
    """What a piece of text looks like, and what to write instead."""

    NAME = "name", _("looks like a name after a title: leave the name out")
    BIRTH_DATE = "birth_date", _("looks like a date of birth: give an age band")
    FULL_DATE = "full_date", _("is a full date: the month is enough")
    NHS_NUMBER = "nhs_number", _("is a valid NHS number: leave it out")
    NATIONAL_NUMBER = "national_number", _("looks like a national number: leave it out")
    RECORD_NUMBER = "record_number", _("looks like a record number: leave it out")
    PHONE = "phone", _("looks like a phone number: leave it out")
    EMAIL = "email", _("is an e-mail address: leave it out")
    POSTCODE = "postcode", _("looks like a postcode: leave it out")
    GREAT_AGE = "great_age", _("is an age above 89: write 90+")


@dataclass(frozen=True)
class Finding:
    """One piece of a text that looks like an identifier; `start` and `end` say where it stands."""

    kind: IdentifierKind
    text: str
    start: int
    end: int

    @property
    def reason(self) -> str:
        """Why it is pointed out, as the end of a sentence that begins with the piece itself."""
        return str(self.kind.label)


_DATE = r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_FULL_DATE = (
    r"(?<![\d/])(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?i:{_MONTHS})[a-z]*\.?,?\s+(?:19|20)\d{{2}})(?![\d/])"
)
_PATTERNS: tuple[tuple[IdentifierKind, re.Pattern[str]], ...] = (
    (IdentifierKind.EMAIL, re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+\w")),
    (
        IdentifierKind.BIRTH_DATE,
        re.compile(
            rf"(?i)\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)\s*[:=]?\s*(?:{_DATE}|\d{{1,2}}\s+\w+\s+\d{{4}})"
        ),
    ),
    (
        IdentifierKind.RECORD_NUMBER,
        re.compile(
            r"(?i)\b(?:mrn|pid|(?:hospital|hosp|record|chart|case|unit|patient|file)\s*(?:(?:no|nr|number|id)\b|#)|mrn\b|pid\b)"
            r"[\s.:#]*[a-z]{0,3}-?\d[\d -]{2,}\d"
        ),
    ),
    (IdentifierKind.NATIONAL_NUMBER, re.compile(r"(?i)\bnhs\b\D{0,12}\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")),
    (IdentifierKind.NATIONAL_NUMBER, re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")),
    (
        IdentifierKind.NATIONAL_NUMBER,
        re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
    ),
    (
        IdentifierKind.PHONE,
        re.compile(
            r"(?<![\d+])(?:\+\d{1,3}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,4}\d{2,4}|0\d{3,4}[ -]?\d{3}[ -]?\d{3,4}"
            r"|0\d{2}[ -]\d{4}[ -]\d{4}|\(\d{3}\)\s?\d{3}[ -]\d{4})(?!\d)"
        ),
    ),
    (IdentifierKind.NATIONAL_NUMBER, re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")),
    (IdentifierKind.RECORD_NUMBER, re.compile(r"(?<![\d.,])\d{7,}(?![\d.,]\d)")),
    (IdentifierKind.FULL_DATE, re.compile(_FULL_DATE)),
    (IdentifierKind.POSTCODE, re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")),
    (
        IdentifierKind.NAME,
        re.compile(
            r"\b(?:[Mm]rs?|Ms|Miss|Mx|Master|Mme|Madame|Monsieur|Frau|Herr|Señora?)\.?\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?"
            r"|\b(?:[Pp]atient|[Pp]t)\s+(?:named|called)\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?"
        ),
    ),
    (
        IdentifierKind.GREAT_AGE,
        re.compile(
            r"(?i)\b(?:aged?|age of)\s*:?\s*(?P<age>\d{2,3})\b|\b(?P<years>\d{2,3})\s*-?\s*(?:yo|y/o|years?[ -]old)\b"
            r"|\b(?P<coded>\d{2,3})[MF]\b"
        ),
    ),
)


def find(text: str) -> list[Finding]:
    """Return what looks like an identifier, in the order in which it stands; a piece is named for one reason only."""
    found: list[Finding] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            overlaps = any(match.start() < other.end and other.start < match.end() for other in found)
            if overlaps or (kind == IdentifierKind.GREAT_AGE and not _is_great(match)):
                continue
            found.append(Finding(_sharper(kind, match.group()), match.group().strip(), match.start(), match.end()))
    return sorted(found, key=lambda finding: finding.start)


def find_in(texts: Iterable[str]) -> list[Finding]:
    """Return the findings of several texts, one after the other."""
    return [finding for text in texts for finding in find(text)]


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry the check digit of an NHS number (modulus 11, weights 10 to 2)."""
    if len(digits) != LENGTH_OF_AN_NHS_NUMBER or not digits.isdigit():
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - weighted % 11) % 11 == int(digits[-1])


def _sharper(kind: IdentifierKind, text: str) -> IdentifierKind:
    """A national number that carries the right check digit is called by its name."""
    digits = re.sub(r"\D", "", text)
    return IdentifierKind.NHS_NUMBER if kind == IdentifierKind.NATIONAL_NUMBER and is_nhs_number(digits) else kind


def _is_great(match: re.Match[str]) -> bool:
    years = next(int(number) for number in match.groups() if number)
    return years > OLDEST_AGE_GIVEN
