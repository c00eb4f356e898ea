"""The pages on which a leader brings people in: choose a file, look at every row, confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.core import clock
from mentorship.core.errors import Refused
from programs.admin.import_forms import ColumnsForm, UploadForm
from programs.domain.importing import STATUSES, confirm_import, discard_import, map_columns, preview_import
from programs.domain.participants.columns import missing_fields
from programs.domain.participants.comparing import CHANGED, ERROR, NEW, UNCHANGED
from programs.domain.participants.handing_back import bad_rows_csv
from programs.enums import ImportState
from programs.models import Cohort, ParticipantImport

if TYPE_CHECKING:
    from mentorship.core.web.requests import SignedInRequest

ROWS_ON_A_PAGE = 50
TONES = {ERROR: "late", NEW: "done", CHANGED: "now", UNCHANGED: "quiet"}


def _labels() -> dict[str, str]:
    return {ERROR: _("cannot be read"), NEW: _("new"), CHANGED: _("changed"), UNCHANGED: _("unchanged")}


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose a file and say whether these are mentors or mentees."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).select_related("program"), pk=pk)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"role": request.GET.get("role", "mentee")})
    if request.method == "POST" and form.is_valid():
        try:
            made = preview_import(
                cohort_id=cohort.pk,
                role=form.cleaned_data["role"],
                file_name=form.cleaned_data["file"].name,
                content=form.cleaned_data["file"].read(),
                by=request.user,
                now=clock.now(),
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("admin:programs_participantimport_preview", pk=made.pk)
    earlier = ParticipantImport.objects.visible_to(request.user).filter(cohort=cohort).defer("rows")[:5]
    return render(request, "admin/programs/cohort/import.html", {"cohort": cohort, "form": form, "earlier": earlier})


def _found(request: SignedInRequest, pk: int) -> ParticipantImport:
    imports = ParticipantImport.objects.visible_to(request.user).select_related("cohort__program", "uploaded_by")
    return get_object_or_404(imports, pk=pk)


@require_safe
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show row by row what the file would do, or did."""
    found = _found(request, pk)
    labels = _labels()
    show = request.GET.get("show", "")
    rows = [row for row in found.rows if not show or row["status"] == show]
    rows.sort(key=lambda row: (STATUSES.index(row["status"]), row["number"]))
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row["label"], row["tone"] = labels[row["status"]], TONES[row["status"]]
    to_write = found.outcome.get(NEW, 0) + found.outcome.get(CHANGED, 0)
    context = {
        "found": found,
        "cohort": found.cohort,
        "page": page,
        "show": show,
        "query": f"show={show}&" if show in labels else "",
        "counts": [
            {"status": status, "label": labels[status], "count": found.outcome.get(status, 0), "tone": TONES[status]}
            for status in STATUSES
        ],
        "is_open": found.state == ImportState.PREVIEWED,
        "is_confirmed": found.state == ImportState.CONFIRMED,
        "to_write": to_write,
        "bad": found.outcome.get(ERROR, 0),
        "columns_form": ColumnsForm(found=found),
        "missing": [field.label for field in missing_fields(found.mapping)],
        "people_role": found.role,
    }
    return render(request, "admin/programs/participantimport/preview.html", context)


def _back(found: ParticipantImport) -> HttpResponse:
    return redirect("admin:programs_participantimport_preview", pk=found.pk)


@require_POST
def columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read the file again with other columns."""
    found = _found(request, pk)
    form = ColumnsForm(request.POST, found=found)
    if form.is_valid():
        _tell(request, map_columns, import_id=found.pk, mapping=form.mapping())
    return _back(found)


@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enroll everybody whose row is good."""
    found = _found(request, pk)
    outcome = _tell(request, confirm_import, import_id=found.pk)
    if outcome is not None:
        messages.success(
            request,
            _("Imported: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.") % outcome,
        )
    return _back(found)


@require_POST
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget the file."""
    found = _found(request, pk)
    if _tell(request, discard_import, import_id=found.pk) is None:
        return _back(found)
    messages.success(request, _("Discarded. Nothing was imported."))
    return redirect("admin:programs_cohort_import", pk=found.cohort_id)


def _tell(request: SignedInRequest, verb: Any, **arguments: Any) -> Any:
    """Do a verb; a refusal becomes a message, and nothing is returned."""
    try:
        return verb(by=request.user, now=clock.now(), **arguments)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None


@require_safe
def bad_rows(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand the bad rows back as a file with one more column that says why."""
    found = _found(request, pk)
    name = f"{found.file_name.rsplit('.', 1)[0]}-to-correct.csv"
    return HttpResponse(
        bad_rows_csv(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, name) or ""},
    )
