"""The pages on which a leader brings people in: choose a file, look at every row, confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.core import clock
from mentorship.core.errors import Refused
from mentorship.core.progress import heard
from programs.acting_cohort import look_at
from programs.admin.import_forms import ColumnsForm, UploadForm, ValuesForm, posted_meanings
from programs.domain.import_work import STATUSES, TAKES_BACK
from programs.domain.importing import (
    bring_file,
    choose_values,
    confirm_or_queue,
    discard_import,
    map_columns,
)
from programs.domain.participants.columns import Field, missing_fields
from programs.domain.participants.comparing import in_words
from programs.domain.participants.handing_back import bad_rows_file
from programs.domain.participants.words import ASK, vocabulary_of
from programs.enums import ImportState, RowStatus
from programs.models import Cohort, ImportRow, ParticipantImport

if TYPE_CHECKING:
    from mentorship.core.web.requests import SignedInRequest
    from programs.domain.participants.words import Vocabulary

ROWS_ON_A_PAGE = 50
LAST_EXAMPLE = 10
"""Down to which row of a sheet the columns are looked at for an example."""
TONES = {RowStatus.ERROR: "late", RowStatus.NEW: "done", RowStatus.CHANGED: "now", RowStatus.UNCHANGED: "quiet"}
NOT_IN_THE_SUMMARY = frozenset({Field.EMAIL, Field.FULL_NAME, Field.PREFERRED_NAME, Field.ABOUT})


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose a file and say whether these are mentors or mentees."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).select_related("program"), pk=pk)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"role": request.GET.get("role", "mentee")})
    if request.method == "POST" and form.is_valid():
        try:
            made = bring_file(
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
            look_at(request, cohort)
            return redirect("admin:programs_participantimport_preview", pk=made.pk)
    earlier = ParticipantImport.objects.visible_to(request.user).filter(cohort=cohort).defer("sheets", "unknown")[:5]
    return render(request, "admin/programs/cohort/import.html", {"cohort": cohort, "form": form, "earlier": earlier})


def _found(request: SignedInRequest, pk: int) -> ParticipantImport:
    imports = ParticipantImport.objects.visible_to(request.user).select_related("cohort__program", "uploaded_by")
    return get_object_or_404(imports, pk=pk)


@require_safe
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show row by row what the file would do, or did; while a worker has it, how far it is."""
    found = _found(request, pk)
    context: dict[str, Any] = {"found": found, "cohort": found.cohort, "people_role": found.role}
    if found.is_underway:
        return render(
            request, "admin/programs/participantimport/underway.html", context | {"progress": _progress(found)}
        )
    if found.state == ImportState.FAILED:
        return render(request, "admin/programs/participantimport/failed.html", context)
    words = vocabulary_of(found.cohort)
    show = request.GET.get("show", "")
    rows = ImportRow.objects.filter(participant_import=found).order_by("status_rank", "sheet", "number").defer("cells")
    if show in RowStatus.values:
        rows = rows.filter(status=show)
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    is_open = found.state == ImportState.PREVIEWED
    columns_form = ColumnsForm(found=found, examples=_examples(found) if is_open else None)
    values_form = ValuesForm(found=found, words=words)
    context |= {
        "page": page,
        "rows": [_for_the_page(row, found, words) for row in page.object_list],
        "show": show,
        "query": f"show={show}&" if show in RowStatus.values else "",
        "counts": [
            {"status": status, "label": status.label, "count": found.outcome.get(status, 0), "tone": TONES[status]}
            for status in STATUSES
        ],
        "is_open": is_open,
        "is_confirmed": found.state == ImportState.CONFIRMED,
        "to_write": found.outcome.get(RowStatus.NEW, 0) + found.outcome.get(RowStatus.CHANGED, 0),
        "takes_back": found.outcome.get(TAKES_BACK, 0) if is_open else 0,
        "bad": found.outcome.get(RowStatus.ERROR, 0),
        "columns_form": columns_form,
        "values_form": values_form if is_open and found.unknown else None,
        "to_choose": sum(words.chosen(Field(item["field"]), item["said"]) == ASK for item in found.unknown),
        "missing": _missing(found),
        "new_words": [word for kind in ("topics", "specialties", "tracks") for word in found.outcome.get(kind, ())],
    }
    return render(request, "admin/programs/participantimport/preview.html", context)


def _examples(found: ParticipantImport) -> dict[tuple[int, int], str]:
    """Return the first answer in each column among the first rows: (place of the sheet, column) and what it says."""
    rows = ImportRow.objects.filter(participant_import=found, number__lte=LAST_EXAMPLE).order_by("sheet", "-number")
    return {
        (sheet, column): cell
        for sheet, cells in rows.values_list("sheet", "cells")
        for column, cell in enumerate(cells)
        if cell.strip()
    }


def _missing(found: ParticipantImport) -> list[str]:
    """Name the fields without which nobody on some sheet can be imported."""
    fields = [
        field for sheet in found.sheets if sheet["role"] for field in missing_fields(sheet["mapping"], sheet["role"])
    ]
    return [str(field.label) for field in dict.fromkeys(fields)]


def _for_the_page(row: ImportRow, found: ParticipantImport, words: Vocabulary) -> dict[str, Any]:
    status = RowStatus(row.status)
    return row.report | {
        "number": row.number,
        "sheet": found.sheets[row.sheet]["name"] if len(found.sheets) > 1 else "",
        "role": row.get_role_display() if row.role and found.role == "both" else "",
        "status": status,
        "label": status.label,
        "tone": TONES[status],
        "name": row.said.get("full_name", ""),
        "email": row.said.get("email", ""),
        "summary": {
            str(field.label): in_words(field, row.said[field], words)
            for field in Field
            if field in row.said and field not in NOT_IN_THE_SUMMARY
        },
    }


def _progress(found: ParticipantImport) -> dict[str, Any]:
    """Prepare the progress component."""
    is_reading = found.state in {ImportState.QUEUED, ImportState.READING}
    done = found.rows_done if is_reading else heard(found.uuid) if found.state == ImportState.WRITING else 0
    if not done:
        words = _("It begins in a moment.") if is_reading else _("All good rows are written in one step, or none.")
    elif is_reading:
        words = _("%(done)d rows read.") % {"done": done}
    else:
        words = _("%(done)d of %(total)d rows. All good rows are written in one step, or none.") % {
            "done": done,
            "total": found.rows_total,
        }
    return {
        "title": _("Reading the file") if is_reading else _("Writing the people"),
        "state": "running",
        "value": done,
        "total": found.rows_total if done else 0,
        "words": words,
        "poll_url": reverse("admin:programs_participantimport_progress", args=[found.pk]),
        "page_url": reverse("admin:programs_participantimport_preview", args=[found.pk]),
    }


@require_safe
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer how far the worker is; once it is done, let the browser load the whole page anew."""
    found = _found(request, pk)
    if found.is_underway:
        return render(request, "components/long_progress.html", _progress(found))
    if not request.htmx:
        return _back(found)
    return HttpResponse(headers={"HX-Redirect": reverse("admin:programs_participantimport_preview", args=[found.pk])})


def _back(found: ParticipantImport) -> HttpResponse:
    return redirect("admin:programs_participantimport_preview", pk=found.pk)


@require_POST
def columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read the file again with other columns."""
    found = _found(request, pk)
    form = ColumnsForm(request.POST, found=found)
    if form.is_valid():
        _tell(request, map_columns, import_id=found.pk, sheets=form.sheets())
    else:
        messages.error(request, _("A column was given something it cannot hold. Please choose again."))
    return _back(found)


@require_POST
def values(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read the file again with what unknown answers mean."""
    found = _found(request, pk)
    _tell(request, choose_values, import_id=found.pk, means=posted_meanings(request.POST))
    return _back(found)


@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enroll everybody whose row is good; a large file is written by a worker."""
    found = _found(request, pk)
    done = _tell(request, confirm_or_queue, import_id=found.pk)
    look_at(request, found.cohort)
    if done is not None and done.state == ImportState.CONFIRMED:
        messages.success(
            request,
            _("Imported: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.") % done.outcome,
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
    name, content_type, content = bad_rows_file(found)
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(True, name) or ""},
    )
