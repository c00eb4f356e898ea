"""What mentors learn before they are matched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.admin.scoping import ProgramScopedAdmin, ProgramScopedStacked
from programs.models import Characteristic, TrainingFile, TrainingModule, TrainingQuestion

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

REQUIRED_AND_EXPIRY = ("is_required", "valid_for_days")


class ModuleForm(forms.ModelForm):
    """A module with its file, which is kept in the database."""

    upload = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("Mentors download it. A new one takes the place of the present one."),
    )

    def clean_upload(self) -> UploadedFile | None:
        """Refuse a file that is too large before it is read."""
        file: UploadedFile | None = self.cleaned_data.get("upload")
        if file and (file.size or 0) > settings.IMPORT_MEGABYTES * 1024 * 1024:
            raise ValidationError(
                _("The file is larger than %(limit)d MB."), params={"limit": settings.IMPORT_MEGABYTES}
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for something to learn from."""
        given = super().clean() or {}
        has_file = given.get("upload") or (
            self.instance.pk and TrainingFile.objects.filter(module=self.instance).exists()
        )
        if not (given.get("link") or given.get("text") or has_file):
            raise ValidationError(_("Give a link, a text or a file: something to learn from."))
        return given


class QuestionForm(forms.ModelForm):
    """A question has one wrong answer at least, and none that equals the right one."""

    def clean_wrong_answers(self) -> str:
        """Look at the lines."""
        text: str = self.cleaned_data["wrong_answers"]
        wrong = {line.strip() for line in text.splitlines() if line.strip()}
        if self.cleaned_data.get("right_answer", "").strip() in wrong:
            raise ValidationError(_("The right answer stands among the wrong ones."))
        return text


class QuestionInline(ProgramScopedStacked):
    """The check of understanding."""

    model = TrainingQuestion
    form = QuestionForm
    program_path = "module__program"
    may_delete = True
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})}}


@admin.register(TrainingModule)
class TrainingModuleAdmin(ProgramScopedAdmin):
    """Modules of a program."""

    form = ModuleForm
    list_display = ["title", "program", "is_required", "valid_for_days"]
    list_select_related = ["program"]
    search_fields = ["title"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = [QuestionInline]
    fieldsets = [
        (None, {"fields": ["program", "title", REQUIRED_AND_EXPIRY]}),
        (gettext_lazy("What to learn from: a link, a text or a file"), {"fields": ["link", "text", "upload"]}),
    ]

    def save_model(self, request: HttpRequest, obj: TrainingModule, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's own signature)
        """Keep the file beside the module."""
        super().save_model(request, obj, form, change)
        upload = form.cleaned_data.get("upload")
        if upload:
            TrainingFile.objects.update_or_create(
                module=obj, defaults={"name": upload.name[-150:], "content": upload.read()}
            )


@admin.register(Characteristic)
class CharacteristicAdmin(ProgramScopedAdmin):
    """What people may declare of themselves: the question and who reads an answer; never the answers."""

    list_display = ["name", "program", "readers"]
    list_select_related = ["program"]
    search_fields = ["name"]
    fields = ["program", "name", "question", "choices", "readers"]

    def get_readonly_fields(self, _request: HttpRequest, obj: Any | None = None) -> list[str]:
        """Who answered was told who reads it: that stays."""
        return ["program", "readers"] if obj and obj.answers.exists() else []
