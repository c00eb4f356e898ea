"""One row of the file becomes values that can be compared and written, or errors that name the cell and the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from programs.domain.participants import cells
from programs.domain.participants.cells import Unreadable
from programs.domain.participants.columns import Field
from programs.domain.participants.words import NEW
from programs.enums import EnrollmentRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from programs.domain.participants.reading import SheetRow
    from programs.domain.participants.words import Vocabulary

TITLE = re.compile(r"^(Dr|Prof|Professor|Mr|Mrs|Ms|Mx|Assoc|Asst)\.?\s", re.IGNORECASE)


@dataclass
class ParsedRow:
    """A row with what it means: `values` holds only what was answered, ready for JSON."""

    number: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Parser:
    """Reads rows of one file: where its columns are, which words the program uses, who these people are."""

    header: Sequence[str]
    mapping: Mapping[str, Sequence[int]]
    words: Vocabulary
    role: str

    def parse(self, row: SheetRow) -> ParsedRow:
        """Read every cell; a cell that cannot be understood is an error of its row, never dropped in silence."""
        parsed = ParsedRow(row.number, row.cells)
        if len(row.cells) > len(self.header):
            extra = ", ".join(row.cells[len(self.header) :])
            self._fail(
                parsed, "", extra, _("There are more cells than the header names. Is a comma missing its quotes?")
            )
        self._name(parsed)
        self._each(parsed, Field.EMAIL, cells.email, required=True)
        self._each(parsed, Field.PREFERRED_NAME, lambda text: cells.short(text, 80))
        self._each(parsed, Field.PRONOUNS, lambda text: cells.short(text, 40))
        self._each(parsed, Field.SPECIALTY, lambda text: cells.short(text, 80))
        self._each(parsed, Field.SITE, lambda text: cells.short(text, 80))
        self._each(parsed, Field.COMMUNICATION_STYLE, cells.communication_style)
        self._lists(parsed, Field.LANGUAGES, lambda text, _question: cells.languages(text))
        self._lists(parsed, Field.AVAILABILITY, cells.half_days)
        self._lists(parsed, Field.TRACKS, lambda text, _question: self._tracks(text))
        self._lists(parsed, Field.TOPICS, lambda text, _question: self._topics(text, parsed))
        if about := "\n".join(answer for _question, answer in self._answers(row.cells, Field.ABOUT)):
            parsed.values["about"] = about
        if self.role == EnrollmentRole.MENTOR:
            self._capacity(parsed)
        if not self.mapping.get(Field.TRACKS) and len(self.words.tracks) == 1:
            parsed.values["tracks"] = [self.words.tracks[0].pk]
        return parsed

    def _answers(self, row: Sequence[str], name: Field) -> Iterator[tuple[str, str]]:
        """Yield question and answer of each column that holds a field, where there is an answer."""
        for column in self.mapping.get(name, ()):
            if text := cells.answered(row[column]):
                yield self.header[column], text

    def _fail(self, parsed: ParsedRow, column: str, value: str, reason: str) -> None:
        parsed.errors.append({"column": column, "value": value, "reason": reason})

    def _each(self, parsed: ParsedRow, name: Field, read: Callable[[str], Any], *, required: bool = False) -> None:
        """Read a field of one column."""
        columns = self.mapping.get(name, ())
        for column in columns:
            text = parsed.cells[column].strip() if required else cells.answered(parsed.cells[column])
            if not text and not required:
                continue
            try:
                value = read(text)
            except Unreadable as error:
                self._fail(parsed, self.header[column], text, str(error))
            else:
                if value != "":
                    parsed.values[str(name)] = value
        if required and not columns:
            self._fail(parsed, str(name.label), "", _("No column holds it."))

    def _lists(self, parsed: ParsedRow, name: Field, read: Callable[[str, str], list[Any]]) -> None:
        """Read a field of several answers, perhaps asked in several columns."""
        values: list[Any] = []
        for question, answer in self._answers(parsed.cells, name):
            try:
                values += [value for value in read(answer, question) if value not in values]
            except Unreadable as error:
                self._fail(parsed, question, answer, str(error))
        if values:
            parsed.values[str(name)] = values

    def _name(self, parsed: ParsedRow) -> None:
        """Read the name, in one column or in two; a title makes the way the person is spoken to."""
        if self.mapping.get(Field.FULL_NAME):
            self._each(parsed, Field.FULL_NAME, cells.full_name, required=True)
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
        name = parsed.values.get("full_name", "")
        if TITLE.match(name) and len(name.split()) > 1:
            parsed.values["preferred_name"] = f"{name.split()[0]} {name.split()[-1]}"[:80]

    def _tracks(self, text: str) -> list[int]:
        found = []
        for part in cells.parts(text):
            track = self.words.track(part)
            if track is None:
                names = ", ".join(track.name for track in self.words.tracks)
                raise Unreadable(
                    _("“%(part)s” is no track of this cohort: %(names)s.") % {"part": part, "names": names}
                )
            found.append(track.pk)
        return found

    def _topics(self, text: str, parsed: ParsedRow) -> list[str]:
        found = []
        for part in cells.parts(text):
            term = self.words.term(cells.short(part, 120))
            if term.sort == NEW:
                parsed.notes.append(_("“%(word)s” becomes a word of your program.") % {"word": term.name})
            found.append(term.key)
        return found

    def _capacity(self, parsed: ParsedRow) -> None:
        columns = self.mapping.get(Field.CAPACITY, ())
        self._each(parsed, Field.CAPACITY, cells.capacity)
        said = parsed.cells[columns[0]] if columns else ""
        places = parsed.values.get("capacity")
        if places is not None and said != str(places):
            parsed.notes.append(_("“%(said)s” read as %(places)d.") % {"said": said, "places": places})
