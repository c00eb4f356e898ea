"""Holidays: the one thing about meetings that leaders set themselves."""

from __future__ import annotations

from django.contrib import admin

from meetings.models import Holiday
from programs.admin.scoping import ProgramScopedAdmin


@admin.register(Holiday)
class HolidayAdmin(ProgramScopedAdmin):
    """Days on which a cohort does not meet; series planned from now on leave them out."""

    program_path = "cohort__program"
    may_delete = True
    list_display = ["name", "cohort", "starts_on", "ends_on"]
    list_filter = ["cohort"]
