"""The forms of an import: the file, and which column holds what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.domain.participants.columns import fields_for
from programs.enums import EnrollmentRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

    from programs.models import ParticipantImport


class UploadForm(forms.Form):
    """Mentors or mentees, and their file."""

    role = forms.ChoiceField(
        label=gettext_lazy("Who is in the file?"),
        choices=[(EnrollmentRole.MENTEE, gettext_lazy("Mentees")), (EnrollmentRole.MENTOR, gettext_lazy("Mentors"))],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy(
            "The export of your sign-up form as it is: the first row holds the questions, each further row a person. "
            "You see every row before anything is written."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_MEGABYTES * 1024 * 1024:
            raise ValidationError(
                _("The file is larger than %(limit)d MB."), params={"limit": settings.IMPORT_MEGABYTES}
            )
        return file


class ColumnsForm(forms.Form):
    """One choice per column of the file: what it holds."""

    def __init__(self, *args: Any, found: ParticipantImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = fields_for(found.role)
        held = {column: field for field, numbers in found.mapping.items() for column in numbers}
        choices = [("", _("left out")), *((field.value, field.label) for field in fields)]
        for number, question in enumerate(found.header):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=question or _("Column %(number)d") % {"number": number + 1},
                choices=choices,
                initial=held.get(number, ""),
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def mapping(self) -> dict[str, Sequence[int]]:
        """Return the columns of each field."""
        chosen: dict[str, list[int]] = {}
        for name, field in self.cleaned_data.items():
            if field:
                chosen.setdefault(field, []).append(int(name.removeprefix("column_")))
        return dict(chosen)
