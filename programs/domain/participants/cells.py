"""What one cell of a sign-up form means; each function takes the text and raises `Unreadable` with the reason."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from programs.enums import CommunicationStyle

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_PLACES = 20


class Unreadable(ValueError):
    """A cell that cannot be understood; `str(error)` says why, in words for the leader."""


NO_ANSWER = frozenset(
    {"", "-", "–", "—", ".", "/", "n/a", "na", "n.a.", "none", "nil", "no", "no answer", "not applicable", "tbc", "?"}
)


def answered(text: str) -> str:
    """Return the text, or nothing for the many ways to say nothing."""
    text = text.strip()
    return "" if text.lower() in NO_ANSWER else text


def parts(text: str) -> list[str]:
    """Split a cell of several answers on commas, semicolons and lines, but not inside brackets; each answer once."""
    pieces = [""]
    depth = 0
    for character in text:
        depth += (character in "([") - (character in ")]" and depth > 0)
        if character in ",;\n|" and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += character
    cleaned = (answered(" ".join(piece.split()).strip(" .\"'")) for piece in pieces)
    return list({piece.casefold(): piece for piece in cleaned if piece}.values())


def email(text: str) -> str:
    """Read one e-mail address, also when it is written `Name <address>`."""
    bracketed = re.search(r"<([^<>]+)>", text)
    address = (bracketed.group(1) if bracketed else text).strip().removeprefix("mailto:").lower()
    if not address:
        raise Unreadable(_("There is no e-mail address."))
    if address.startswith("="):
        raise Unreadable(_("This is a formula. Copy the column and paste its values."))
    if len(address) > 254:
        raise Unreadable(_("This is longer than %(limit)d characters.") % {"limit": 254})
    try:
        validate_email(address)
    except ValidationError as error:
        raise Unreadable(_("This is not an e-mail address.")) from error
    return address


def full_name(text: str) -> str:
    """Read a name; “Osei, Amara” is turned round, “Osei, MD” is not."""
    name = " ".join(text.split())
    last, comma, first = name.partition(",")
    if comma and first.strip() and "," not in first and not re.fullmatch(r"[A-Z][A-Za-z.]{0,2}[A-Z.]?", first.strip()):
        name = f"{first.strip()} {last.strip()}"
    if not re.search(r"[^\W\d_]", name):
        raise Unreadable(_("There is no name."))
    return short(name, 150)


def short(text: str, limit: int) -> str:
    """Read a line of text up to a length."""
    text = " ".join(text.split())
    if len(text) > limit:
        raise Unreadable(_("This is longer than %(limit)d characters.") % {"limit": limit})
    return text


NUMBER_WORDS = {
    "zero": 0, "one": 1, "single": 1, "two": 2, "couple": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
NUMBER = rf"\d+(?:\.0+)?|{'|'.join(NUMBER_WORDS)}"


def capacity(text: str) -> int:
    """Read how many mentees somebody takes: “2”, “One mentee only, please!”, “up to 3”, “2-3” (the most)."""
    said = text.lower()
    if re.match(r"\d{4}-\d\d-\d\d", said):
        raise Unreadable(_("The spreadsheet made a date of this. Write one number, for example 2."))
    ranged = re.search(rf"\b({NUMBER})\s*(?:-|–|to|or)\s*({NUMBER})\b", said)
    numbers = [ranged.group(2)] if ranged else re.findall(rf"\b(?:{NUMBER})\b", said)
    if re.search(r"[-−]\s*\d", said) and not ranged:
        numbers = []
    if len(numbers) != 1:
        raise Unreadable(_("This does not say how many mentees. Write one number, for example 2."))
    places = NUMBER_WORDS[numbers[0]] if numbers[0] in NUMBER_WORDS else int(float(numbers[0][:9]))
    if places > MOST_PLACES:
        raise Unreadable(_("This is more than %(most)d mentees.") % {"most": MOST_PLACES})
    return places


STYLE_WORDS: Sequence[tuple[CommunicationStyle, str]] = (
    (CommunicationStyle.DIRECT, r"direct|plain|straight|blunt|frank|honest"),
    (CommunicationStyle.COACHING, r"coach|question|socratic|listen"),
    (CommunicationStyle.STRUCTURED, r"structur|plan|agenda|organi[sz]ed|checklist"),
    (CommunicationStyle.INFORMAL, r"informal|casual|relaxed|as it comes|chat|easy ?going"),
)
ANY_STYLE = r"\b(any|either|all|no preference|not sure|don.?t mind|whatever|depends|mix)\b"


def communication_style(text: str) -> str | None:
    """Read how somebody likes to give or get guidance; no preference is an answer too; nothing when nobody can tell."""
    said = text.lower()
    if said in CommunicationStyle.values:
        return said
    found = [style for style, words in STYLE_WORDS if re.search(words, said.replace("informal", "casual"))]
    if len(found) == 1:
        return str(found[0])
    if re.search(ANY_STYLE, said):
        return ""
    return None


ENDONYMS = {
    "deutsch": "German", "español": "Spanish", "espanol": "Spanish", "français": "French", "francais": "French",
    "italiano": "Italian", "português": "Portuguese", "portugues": "Portuguese", "türkçe": "Turkish", "polski": "Polish",
}  # fmt: skip


MENTOR_WORDS = r"\b(mentors?|faculty|attendings?|supervisors?|preceptors?|consultants?)\b"
MENTEE_WORDS = r"\b(mentees?|students?|residents?|trainees?|learners?|interns?|registrars?)\b"


def role(text: str) -> str:
    """Read who somebody wants to be: `mentor` or `mentee`."""
    said = text.lower()
    for words in ((r"\bmentors?\b", r"\bmentees?\b"), (MENTOR_WORDS, MENTEE_WORDS)):
        gives, takes = (re.search(word, said) for word in words)
        if gives and not takes:
            return "mentor"
        if takes and not gives:
            return "mentee"
        if gives and takes:
            raise Unreadable(_("This says mentor and mentee at once. Make two rows of it."))
    raise Unreadable(_("This does not say whether the person is a mentor or a mentee."))


FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Excel's numbers of the days from 1954 to 2119."""


def moment(text: str) -> str:
    """Write when a form was sent as a person would; Excel's serial number of a day becomes that day. Never refuses."""
    try:
        serial = float(text.replace(",", "."))
    except ValueError:
        return text[:40]
    if not FIRST_SERIAL <= serial <= LAST_SERIAL:
        return text[:40]
    at = datetime(1899, 12, 30) + timedelta(days=serial)  # noqa: DTZ001 (a spreadsheet's clock has no zone)
    return at.strftime("%Y-%m-%d" if serial.is_integer() else "%Y-%m-%d %H:%M")


def languages(text: str) -> list[str]:
    """Read names of languages, without how well they are spoken: “english (fluent); Deutsch - basic”."""
    names = []
    for part in parts(re.sub(r"\s+(and|&)\s+", ",", text)):
        name = re.split(r"\s+[-–]\s+|\s*[(:]", part)[0].strip()
        name = re.sub(r"^(fluent|native|basic|some|conversational|intermediate)\s+", "", name, flags=re.IGNORECASE)
        names.append(ENDONYMS.get(name.lower(), name[:1].upper() + name[1:]))
    return list(dict.fromkeys(name for name in names if name))


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
DAYS = (*WEEKDAYS, "sat", "sun")
DAY = r"\b(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urs|ursday|urday)?s?\b"
HALVES: Sequence[tuple[str, str]] = (
    ("am", r"\bam\b|morning"),
    ("pm", r"\bpm\b|afternoon"),
    ("eve", r"\beve\b|evening|after work"),
)
VARIES = r"vari|flexib|shift|rota|any ?time|depends|ask me"


def half_days(text: str, question: str = "") -> list[str]:
    """Read half-days: “Tuesday afternoon; Thu AM”, “weekday evenings”, or halves under a question that names the day.

    Returns codes such as `tue_pm` in the order of the week; nothing where the answer is that it varies.
    """
    asked = re.search(DAY, question.lower()) if "[" in question else None
    found: set[str] = set()
    for part in parts(text):
        said = part.lower().replace("_", " ").replace("a.m.", "am").replace("p.m.", "pm")
        halves = [half for half, words in HALVES if re.search(words, said)]
        days = [match.group(1) for match in re.finditer(DAY, said)]
        if not days and asked:
            days = [asked.group(1)]
        elif not days and re.search(r"weekend", said):
            days = ["sat", "sun"]
        elif not days and halves:
            days = list(WEEKDAYS)
        if not days:
            if re.search(VARIES, said):
                continue
            raise Unreadable(_("“%(part)s” is no half-day. Write for example “Tuesday afternoon”.") % {"part": part})
        found |= {f"{day}_{half}" for day in days for half in halves or ["am", "pm"]}
    return [f"{day}_{half}" for day in DAYS for half, _words in HALVES if f"{day}_{half}" in found]
