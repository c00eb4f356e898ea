"""What mentors learn before they are matched."""

from __future__ import annotations

from django.contrib import admin
from django.db import models

from programs.admin.scoping import ProgramScopedAdmin
from programs.models import TrainingModule


@admin.register(TrainingModule)
class TrainingModuleAdmin(ProgramScopedAdmin):
    """Modules of a program."""

    list_display = ["title", "program", "is_required", "valid_for_days"]
    list_select_related = ["program"]
    search_fields = ["title"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
