"""The words of needs and expertise: what ships is read, what is the program's own is changed."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db import models

from programs.admin.scoping import ProgramScopedAdmin, ProgramScopedTabular
from programs.models import Competency, CompetencyFramework, CompetencyLevel, Specialty, Topic


@admin.register(Topic)
class TopicAdmin(ProgramScopedAdmin):
    """Topics that ship and the program's own."""

    has_shared_rows = True
    may_delete = True
    list_display = ["name", "kind", "program"]
    list_select_related = ["program"]
    list_filter = ["kind", ("program", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name"]


@admin.register(Specialty)
class SpecialtyAdmin(ProgramScopedAdmin):
    """Specialties that ship and the program's own."""

    has_shared_rows = True
    may_delete = True
    list_display = ["name", "program"]
    list_select_related = ["program"]
    list_filter = [("program", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name"]


class CompetencyInline(ProgramScopedTabular):
    """The competencies of a framework."""

    model = Competency
    program_path = "framework__program"
    has_shared_rows = True
    fields = ["order", "code", "title"]


@admin.register(CompetencyFramework)
class CompetencyFrameworkAdmin(ProgramScopedAdmin):
    """Frameworks that ship and the program's own."""

    has_shared_rows = True
    list_display = ["name", "version", "program"]
    list_select_related = ["program"]
    search_fields = ["name"]
    inlines = [CompetencyInline]


class LevelInline(ProgramScopedTabular):
    """What the levels of a competency look like."""

    model = CompetencyLevel
    program_path = "competency__framework__program"
    has_shared_rows = True
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 50})}}


@admin.register(Competency)
class CompetencyAdmin(ProgramScopedAdmin):
    """Competencies with their levels."""

    program_path = "framework__program"
    has_shared_rows = True
    list_display = ["code", "title", "framework"]
    list_select_related = ["framework__program"]
    list_filter = [("framework", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["code", "title"]
    inlines = [LevelInline]
