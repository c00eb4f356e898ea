"""What an answer means in the words of the program; the same answer is worked out once however often it is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from programs.domain.participants import cells
from programs.domain.participants.cells import Unreadable
from programs.domain.participants.columns import Field
from programs.domain.participants.words import ASK, LEAVE_OUT, LONGEST, NEW_WORD, plain
from programs.enums import CommunicationStyle

if TYPE_CHECKING:
    from collections.abc import Callable

    from programs.domain.participants.words import Vocabulary

REMEMBERED_ANSWERS = 4096


@dataclass(frozen=True)
class Answer:
    """What one cell means: a value and notes for the leader, or the reason why it cannot be understood.

    `unknown` names the answers that no word of the program fits.
    """

    value: Any = ""
    reason: str = ""
    notes: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str], ...] = field(default=())


class Answers:
    """Reads cells of one field each."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self._known: dict[tuple[str, str, str], Answer] = {}
        simple: dict[str, Callable[[str, str], Any]] = {
            Field.PREFERRED_NAME: lambda text, _question: cells.short(text, 80),
            Field.PRONOUNS: lambda text, _question: cells.short(text, 40),
            Field.SITE: lambda text, _question: cells.short(text, 80),
            Field.CAPACITY: lambda text, _question: cells.capacity(text),
            Field.SENT_ON: lambda text, _question: cells.moment(text),
            Field.AVAILABILITY: cells.half_days,
        }
        self._readers: dict[str, Callable[[str, str], Answer]] = {
            name: self._plainly(read) for name, read in simple.items()
        } | {
            Field.SPECIALTY: lambda text, _question: self._specialty(text),
            Field.COMMUNICATION_STYLE: lambda text, _question: self._style(text),
            Field.LANGUAGES: lambda text, _question: self._several(
                Field.LANGUAGES, cells.languages(text), self._language
            ),
            Field.TRACKS: lambda text, _question: self._several(Field.TRACKS, cells.parts(text), self._track),
            Field.TOPICS: lambda text, _question: self._several(Field.TOPICS, cells.parts(text), self._topic),
        }

    def reader(self, name: str) -> Callable[[str, str], Answer] | None:
        """Return the reader of a field; nothing for those that are read with their row."""
        read = self._readers.get(name)
        if read is None:
            return None

        def once(text: str, question: str) -> Answer:
            key = (name, text, question if name == Field.AVAILABILITY else "")
            found = self._known.get(key)
            if found is None:
                found = read(text, question)
                if len(self._known) < REMEMBERED_ANSWERS:
                    self._known[key] = found
            for unknown in found.unknown:
                self.words.means(Field(unknown[0]), unknown[1])
            return found

        return once

    def _plainly(self, read: Callable[[str, str], Any]) -> Callable[[str, str], Answer]:
        def answer(text: str, question: str) -> Answer:
            try:
                return Answer(read(text, question))
            except Unreadable as error:
                return Answer(reason=str(error))

        return answer

    def _several(self, name: Field, said: list[str], read: Callable[[str], Answer]) -> Answer:
        """Read each of several answers; the reason of the first that cannot be understood is the cell's."""
        found = [
            read(part)
            if len(part) <= LONGEST[name]
            else Answer(reason=_("This is longer than %(limit)d characters.") % {"limit": LONGEST[name]})
            for part in said
        ]
        values = [answer.value for answer in found if answer.value != ""]
        return Answer(
            list(dict.fromkeys(values)),
            next((answer.reason for answer in found if answer.reason), ""),
            tuple(note for answer in found for note in answer.notes),
            tuple(unknown for answer in found for unknown in answer.unknown),
        )

    def _unknown(self, name: Field, said: str, *, new: Any, ask: str = "") -> Answer:
        """Answer by what the leader chose for a word nobody knows, or by what it means unless they choose."""
        means = self.words.chosen(name, said)
        unknown = ((str(name), said[:200]),)
        if means == LEAVE_OUT:
            note = _("“%(said)s” is left out, as you chose.") % {"said": said[:80]}
            return Answer(notes=(note,), unknown=unknown)
        if means == ASK:
            return Answer(reason=ask, unknown=unknown)
        if means == NEW_WORD:
            note = _("“%(word)s” becomes a word of your program.") % {"word": said[:80]}
            return Answer(new, notes=(note,), unknown=unknown)
        return Answer(means.removeprefix("is:"), unknown=unknown)

    def _topic(self, said: str) -> Answer:
        known = self.words.known_term(said)
        return Answer(known.key) if known else self._unknown(Field.TOPICS, said, new=self.words.new_term(said).key)

    def _specialty(self, said: str) -> Answer:
        text = " ".join(said.split()).strip(" .,;")
        known = self.words.specialties.get(plain(text))
        if known:
            return Answer(known)
        if len(text) > LONGEST[Field.SPECIALTY]:
            return Answer(reason=_("This is longer than %(limit)d characters.") % {"limit": LONGEST[Field.SPECIALTY]})
        return self._unknown(Field.SPECIALTY, text, new=text)

    def _language(self, said: str) -> Answer:
        known = self.words.languages.get(plain(said))
        return Answer(known) if known else self._unknown(Field.LANGUAGES, said, new=said)

    def _style(self, said: str) -> Answer:
        known = self.words.known_style(said)
        if known is not None:
            return Answer(known)
        names = ", ".join(CommunicationStyle.values)
        ask = _("This names none of the styles, or more than one: %(choices)s.") % {"choices": names}
        return self._unknown(Field.COMMUNICATION_STYLE, " ".join(said.split())[:200], new="", ask=ask)

    def _track(self, said: str) -> Answer:
        known = self.words.known_track(said)
        if known:
            return Answer(known.pk)
        names = ", ".join(track.name for track in self.words.tracks)
        ask = _("“%(part)s” is no track of this cohort: %(names)s.") % {"part": said, "names": names}
        found = self._unknown(Field.TRACKS, said, new=f"new:{said}", ask=ask)
        by_name = {track.name: track.pk for track in self.words.tracks}
        return Answer(by_name.get(found.value, found.value), found.reason, found.notes, found.unknown)
