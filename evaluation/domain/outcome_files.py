"""From an uploaded table to outcomes: whose row it is, what each cell means, and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dateutil import parser as dates
from django.utils.translation import gettext as _

from evaluation.enums import OUTCOME_VALUES, OutcomeKind, OutcomeValue
from mentorship.core.errors import Refused
from programs.domain.participants.reading import read_sheet
from programs.enums import EnrollmentRole
from programs.models import Enrollment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from programs.models import Cohort

EMAIL, ON = "email", "on"
HEADINGS: Sequence[tuple[str, str]] = (
    (EMAIL, r"\be ?-?mail\b"),
    (OutcomeKind.RESIDENCY_MATCH, r"\bmatch"),
    (OutcomeKind.RETENTION, r"\bretention\b|\bretained\b|\bstay"),
    (OutcomeKind.GRADUATION, r"\bgraduat"),
    (OutcomeKind.SPECIALTY, r"\bspecialt|\bspecialit"),
    (ON, r"^(date|day|on|as of)\b|\bdate$"),
)
"""What a column holds, by its heading; the first that fits."""

SAID: Mapping[str, Mapping[str, OutcomeValue]] = {
    OutcomeKind.RETENTION: {
        "yes": OutcomeValue.RETAINED,
        "no": OutcomeValue.LEFT,
        "stayed": OutcomeValue.RETAINED,
    },
    OutcomeKind.RESIDENCY_MATCH: {
        "yes": OutcomeValue.MATCHED,
        "no": OutcomeValue.UNMATCHED,
        "not matched": OutcomeValue.UNMATCHED,
        "did not match": OutcomeValue.UNMATCHED,
        "withdrawn": OutcomeValue.WITHDREW,
    },
    OutcomeKind.GRADUATION: {
        "yes": OutcomeValue.GRADUATED,
        "no": OutcomeValue.NOT_GRADUATED,
        "late": OutcomeValue.DELAYED,
    },
}
"""Other words in which tables say it."""


@dataclass(frozen=True)
class OutcomeLine:
    """One person's row."""

    number: int
    enrollment: Enrollment
    values: dict[str, str]
    on: date

    @property
    def words(self) -> str:
        """What is recorded, as a page shows it."""
        return ", ".join(
            value if kind == OutcomeKind.SPECIALTY else str(OutcomeValue(value).label)
            for kind, value in self.values.items()
        )


@dataclass
class OutcomeFile:
    """What a file says, and what is wrong with it, by row."""

    lines: list[OutcomeLine] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)


def read_outcomes(cohort: Cohort, content: bytes, *, today: date) -> OutcomeFile:
    """Read the first sheet of a file; empty cells say nothing and change nothing.

    Raises:
        Refused: the file is no table, or has no column of e-mail addresses or of outcomes.
    """
    sheet = read_sheet(content)
    columns = _columns(sheet.header)
    people: dict[str, Enrollment] = {}
    enrolled = Enrollment.objects.filter(cohort=cohort).select_related("user", "cohort__program")
    for enrollment in enrolled.order_by("pk"):
        email = enrollment.user.email.casefold()
        if email not in people or enrollment.role == EnrollmentRole.MENTEE:
            people[email] = enrollment
    found = OutcomeFile()
    seen: set[int] = set()
    for row in sheet.rows:
        said = {name: row.cells[column] for name, column in columns.items()}
        try:
            line = _line(row.number, said, people, today)
        except Refused as refusal:
            found.errors.append((row.number, str(refusal)))
            continue
        if line.enrollment.pk in seen:
            found.errors.append((row.number, _("This person stands in the file twice.")))
        seen.add(line.enrollment.pk)
        found.lines.append(line)
    return found


def _columns(header: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for number, heading in enumerate(header):
        name = next((name for name, asks in HEADINGS if re.search(asks, heading, re.IGNORECASE)), None)
        if name is not None:
            columns.setdefault(name, number)
    if EMAIL not in columns:
        raise Refused(_("The file has no column “E-mail”, so nobody can be found."))
    if not columns.keys() & set(OutcomeKind.values):
        raise Refused(_("The file has no column “Retention”, “Residency match”, “Graduation” or “Specialty”."))
    return columns


def _line(number: int, said: Mapping[str, str], people: Mapping[str, Enrollment], today: date) -> OutcomeLine:
    enrollment = people.get(said[EMAIL].casefold())
    if enrollment is None:
        raise Refused(_("Nobody in this cohort has the address “%(address)s”.") % {"address": said[EMAIL]})
    values = {str(kind): _value(kind, said[kind]) for kind in OutcomeKind if said.get(kind)}
    if not values:
        raise Refused(_("This row says nothing."))
    return OutcomeLine(number, enrollment, values, _day(said.get(ON, ""), today))


def _value(kind: OutcomeKind, cell: str) -> str:
    if kind == OutcomeKind.SPECIALTY:
        return cell[:120]
    plain = " ".join(cell.casefold().split())
    for value in OUTCOME_VALUES[kind]:
        if plain in (value.value, str(value.label).casefold()):
            return value.value
    if plain in SAID[kind]:
        return SAID[kind][plain].value
    raise Refused(
        _("“%(cell)s” is none of: %(values)s.")
        % {"cell": cell, "values": ", ".join(str(value.label) for value in OUTCOME_VALUES[kind])}
    )


def _day(cell: str, today: date) -> date:
    if not cell:
        return today
    try:
        day = dates.isoparse(cell[:10]).date()
    except ValueError as error:
        raise Refused(_("Write the day as 2027-06-30, not as “%(cell)s”.") % {"cell": cell}) from error
    if day > today:
        raise Refused(_("The day is still to come."))
    return day
