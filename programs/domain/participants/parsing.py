"""One row of the file becomes values that can be compared and written, or errors that name the cell and the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from mentorship.accounts.names import with_title
from programs.domain.participants import cells
from programs.domain.participants.answers import Answers
from programs.domain.participants.cells import Unreadable
from programs.domain.participants.columns import Field
from programs.domain.participants.tables import BROKEN
from programs.enums import EnrollmentRole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from programs.domain.participants.reading import SheetRow
    from programs.domain.participants.words import Vocabulary

BY_COLUMN = "both"


@dataclass
class ParsedRow:
    """A row with what it means: `values` holds only what was answered, ready for JSON."""

    number: int
    cells: list[str]
    role: str = ""
    sheet: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Parser:
    """Reads rows of one sheet: where its columns are, which words the program uses, who these people are."""

    def __init__(
        self,
        *,
        header: Sequence[str],
        mapping: Mapping[str, Sequence[int]],
        words: Vocabulary,
        role: str,
        sheet: int = 0,
    ) -> None:
        self.header, self.mapping, self.words, self.role, self.sheet = header, mapping, words, role, sheet
        self.answers = Answers(words)
        self._columns = [
            (name, tuple(columns), self.answers.reader(name))
            for name, columns in mapping.items()
            if columns and self.answers.reader(name) is not None
        ]

    def parse(self, row: SheetRow) -> ParsedRow:
        """Read every cell; a cell that cannot be understood is an error of its row, never dropped in silence."""
        parsed = ParsedRow(row.number, row.cells, self.role, self.sheet)
        if len(row.cells) > len(self.header):
            extra = ", ".join(row.cells[len(self.header) :])
            self._fail(
                parsed, "", extra, _("There are more cells than the header names. Is a comma missing its quotes?")
            )
        for question, cell in zip(self.header, row.cells, strict=False):
            if BROKEN in cell:
                self._fail(parsed, question, cell, _("This cell has characters that cannot be read."))
        self._who(parsed)
        self._name(parsed)
        for name, columns, read in self._columns:
            self._field(parsed, name, columns, read)
        if about := "\n".join(answer for _question, answer in self._answers(row.cells, Field.ABOUT)):
            parsed.values["about"] = about
        self._tidy(parsed)
        return parsed

    def _answers(self, row: Sequence[str], name: str) -> Iterator[tuple[str, str]]:
        """Yield question and answer of each column that holds a field, where there is an answer."""
        for column in self.mapping.get(name, ()):
            if text := cells.answered(row[column]):
                yield self.header[column], text

    def _fail(self, parsed: ParsedRow, column: str, value: str, reason: str) -> None:
        parsed.errors.append({"column": column, "value": value[:300], "reason": reason})

    def _who(self, parsed: ParsedRow) -> None:
        """Read the address, and who the person is where the file holds both."""
        self._required(parsed, Field.EMAIL, cells.email)
        if self.role == BY_COLUMN:
            parsed.role = ""
            self._required(parsed, Field.ROLE, cells.role)
            parsed.role = parsed.values.pop("role", "")

    def _required(self, parsed: ParsedRow, name: Field, read: Any) -> None:
        columns = self.mapping.get(name, ())
        if not columns:
            self._fail(parsed, str(name.label), "", _("No column holds it."))
        for column in columns[:1]:
            text = parsed.cells[column].strip()
            try:
                parsed.values[str(name)] = read(text)
            except Unreadable as error:
                self._fail(parsed, self.header[column], text, str(error))

    def _field(self, parsed: ParsedRow, name: str, columns: Sequence[int], read: Any) -> None:
        """Read a field of one answer, or of several that may be asked in several columns."""
        several: list[Any] = []
        for column in columns:
            text = cells.answered(parsed.cells[column])
            if not text:
                continue
            found = read(text, self.header[column])
            if found.reason:
                self._fail(parsed, self.header[column], text, found.reason)
                continue
            parsed.notes.extend(found.notes)
            if isinstance(found.value, list):
                several += [value for value in found.value if value not in several]
            elif found.value != "":
                parsed.values[name] = found.value
        if several:
            parsed.values[name] = several

    def _name(self, parsed: ParsedRow) -> None:
        """Read the name, in one column or in two; a title makes the way the person is spoken to."""
        if self.mapping.get(Field.FULL_NAME):
            self._required(parsed, Field.FULL_NAME, cells.full_name)
        elif not (self.mapping.get(Field.FIRST_NAME) or self.mapping.get(Field.LAST_NAME)):
            self._fail(parsed, str(Field.FULL_NAME.label), "", _("No column holds it."))
        else:
            given = [
                parsed.cells[column]
                for part in (Field.FIRST_NAME, Field.LAST_NAME)
                for column in self.mapping.get(part, ())
            ]
            try:
                parsed.values["full_name"] = cells.full_name(" ".join(given).replace(",", " "))
            except Unreadable as error:
                self._fail(parsed, str(Field.FULL_NAME.label), "", str(error))
        if spoken_to := with_title(parsed.values.get("full_name", "")):
            parsed.values["preferred_name"] = spoken_to[:80]

    def _tidy(self, parsed: ParsedRow) -> None:
        """Settle what depends on the role, and on there being one track only."""
        if parsed.role == EnrollmentRole.MENTEE:
            parsed.values.pop("capacity", None)
        elif "capacity" in parsed.values:
            said = parsed.cells[self.mapping[Field.CAPACITY][0]]
            if said != str(parsed.values["capacity"]):
                parsed.notes.append(
                    _("“%(said)s” read as %(places)d.") % {"said": said[:80], "places": parsed.values["capacity"]}
                )
        if not self.mapping.get(Field.TRACKS) and len(self.words.tracks) == 1:
            parsed.values["tracks"] = [self.words.tracks[0].pk]
