"""How many of each procedure the mentees of a cohort should do."""

from __future__ import annotations

from django.contrib import admin

from evaluation.models import ProcedureTarget
from programs.admin.scoping import ProgramScopedAdmin


@admin.register(ProcedureTarget)
class ProcedureTargetAdmin(ProgramScopedAdmin):
    """One line for each cohort and procedure; mentees see their own totals against it."""

    program_path = "cohort__program"
    may_delete = True
    list_display = ["cohort", "topic", "number", "counts_simulation"]
    list_select_related = ["cohort__program", "topic"]
    list_filter = ["counts_simulation"]
    search_fields = ["topic__name", "cohort__name"]
    fields = ["cohort", "topic", "number", "counts_simulation"]
