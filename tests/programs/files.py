"""Sign-up forms as people send them, made for a test."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

MENTEE_HEADER = [
    "Timestamp",
    "Email Address",
    "What is your full name?",
    "Which skills do you want to work on?",
    "How do you like to receive guidance? (communication style)",
]
MENTOR_HEADER = [
    "Email Address",
    "Your name",
    "How many mentees could you take?",
    "Which procedures can you teach?",
]


def csv_bytes(
    rows: Sequence[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8", end: str = "\r\n"
) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue().encode(encoding)


def mentees(*people: Sequence[str]) -> bytes:
    """A file of mentees: address, name, needs, style."""
    return csv_bytes([MENTEE_HEADER, *(["11/2/2026 8:00:00", *person, "", "", ""][:5] for person in people)])


def mentors(*people: Sequence[str]) -> bytes:
    """A file of mentors: address, name, places, expertise."""
    return csv_bytes([MENTOR_HEADER, *([*person, "", "", ""][:4] for person in people)])
