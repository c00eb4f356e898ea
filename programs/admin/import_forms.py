"""The forms of an import: the file, which column holds what, and what unknown answers mean."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.core.errors import Refused
from programs.domain.participants.columns import Field, fields_for
from programs.domain.participants.reading import check_size
from programs.domain.participants.words import ASK, LEAVE_OUT, NEW_WORD, UNLESS_CHOSEN
from programs.domain.remembering import choices_for
from programs.enums import EnrollmentRole, ImportRole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.core.files.uploadedfile import UploadedFile

    from programs.domain.participants.words import Vocabulary
    from programs.models import ParticipantImport

VALUES_AT_ONCE = 40


class UploadForm(forms.Form):
    """Mentors, mentees or both, and their file."""

    role = forms.ChoiceField(
        label=gettext_lazy("Who is in the file?"),
        choices=[
            (ImportRole.MENTEE, gettext_lazy("Mentees")),
            (ImportRole.MENTOR, gettext_lazy("Mentors")),
            (ImportRole.BOTH, gettext_lazy("Both: a column or the sheets say who is what")),
        ],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=gettext_lazy("CSV or Excel file"),
        help_text=gettext_lazy(
            "The export of your sign-up form as it is: the first row holds the questions, each further row a person. "
            "You see every row before anything is written."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,text/csv"}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        try:
            check_size(file.size or 0)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file


class ColumnsForm(forms.Form):
    """Who is on each sheet, and one choice per column: what it holds."""

    def __init__(
        self, *args: Any, found: ParticipantImport, examples: Mapping[tuple[int, int], str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.examples = examples or {}
        self.asks_who = len(found.sheets) > 1 or found.role == ImportRole.BOTH
        roles = [
            *EnrollmentRole.choices,
            (ImportRole.BOTH.value, _("a column says it")),
            ("", _("nobody: leave this sheet out")),
        ]
        for place, sheet in enumerate(found.sheets):
            if self.asks_who:
                self.fields[f"sheet_{place}_role"] = self._choice(_("Who is here?"), roles, sheet["role"])
            held = {column: field for field, numbers in sheet["mapping"].items() for column in numbers}
            asked_for = fields_for(ImportRole.BOTH if self.asks_who else sheet["role"])
            choices = [("", _("left out")), *((field.value, field.label) for field in asked_for)]
            for number, question in enumerate(sheet["header"]):
                label = question or _("Column %(number)d") % {"number": number + 1}
                self.fields[f"sheet_{place}_column_{number}"] = self._choice(label, choices, held.get(number, ""))

    def _choice(self, label: str, choices: Sequence[Any], initial: str) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=label,
            choices=choices,
            initial=initial,
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def sheets_with_fields(self) -> Iterator[dict[str, Any]]:
        """Yield each sheet with its bound fields and what the first people said in each column, for the page."""
        for place, sheet in enumerate(self.found.sheets):
            who = [(self[f"sheet_{place}_role"], "")] if self.asks_who else []
            columns = [
                (self[f"sheet_{place}_column_{number}"], self.examples.get((place, number), ""))
                for number in range(len(sheet["header"]))
            ]
            yield {"name": sheet["name"], "fields": [*who, *columns]}

    def sheets(self) -> list[tuple[str, Mapping[str, Sequence[int]]]]:
        """Return for each sheet who is on it and the columns of each field."""
        said: list[tuple[str, Mapping[str, Sequence[int]]]] = []
        for place, sheet in enumerate(self.found.sheets):
            chosen: dict[str, list[int]] = {}
            for number in range(len(sheet["header"])):
                if field := self.cleaned_data.get(f"sheet_{place}_column_{number}"):
                    chosen.setdefault(field, []).append(number)
            said.append((self.cleaned_data.get(f"sheet_{place}_role", sheet["role"]), chosen))
        return said


class ValuesForm(forms.Form):
    """One choice per answer that no word of the program fits: a word, a new word, or nothing."""

    def __init__(self, *args: Any, found: ParticipantImport, words: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = sorted(found.unknown, key=lambda item: self._urgency(item, words))
        self.shown = self.asked[:VALUES_AT_ONCE]
        self.rest = len(self.asked) - len(self.shown)
        all_choices = {Field(item["field"]): choices_for(Field(item["field"]), words) for item in self.shown}
        for number, item in enumerate(self.shown):
            field = Field(item["field"])
            self.fields[f"means_{number}"] = forms.ChoiceField(
                label=f"{field.label}: “{item['said']}”",
                choices=self._choices(field, item["said"], all_choices[field]),
                initial=words.chosen(field, item["said"]),
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def _urgency(self, item: dict[str, Any], words: Vocabulary) -> tuple[bool, bool]:
        """Put first what cannot be read without a choice, last what was chosen before."""
        field, said = Field(item["field"]), item["said"]
        return words.chosen(field, said) != ASK, words.is_remembered(field, said)

    def _choices(self, field: Field, said: str, known: list[tuple[str, str]]) -> list[Any]:
        first: list[Any] = [(ASK, _("Choose…"))] if UNLESS_CHOSEN[field] == ASK else []
        if field != Field.COMMUNICATION_STYLE:
            new = _("A new track of this cohort") if field == Field.TRACKS else _("A new word of your program")
            first.append((NEW_WORD, new))
        first.append((LEAVE_OUT, _("Leave it out")))
        names = {label.casefold(): (value, label) for value, label in known}
        alike = [names[name] for name in get_close_matches(said.casefold(), names, n=4, cutoff=0.55)]
        return [*first, *([(_("Looks like"), alike)] if alike else []), (_("All words"), known)]

    def rows(self) -> Iterator[tuple[dict[str, Any], Any]]:
        """Yield each answer that is asked about with its field."""
        for number, item in enumerate(self.shown):
            field_name = str(Field(item["field"]).label)
            yield item | {"field_label": field_name, "number": number}, self[f"means_{number}"]


def posted_meanings(posted: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Read what was chosen: each answer travels with its choice, so that two open pages cannot be mixed up."""
    chosen = {}
    for number in range(VALUES_AT_ONCE):
        said, means = posted.get(f"said_{number}"), posted.get(f"means_{number}")
        if said and means:
            field, _bar, answer = said.partition("|")
            chosen[field, answer] = means
    return chosen
