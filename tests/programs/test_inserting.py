"""Rows that go to the database in bulk are there as they were given, whatever is in them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from programs.domain.participants.inserting import insert_rows
from programs.enums import ImportState
from programs.models import ImportRow, ParticipantImport

pytestmark = pytest.mark.django_db
UGLY = [
    "tab\there",
    "line\nand\r\nline",
    "back\\slash \\n \\N \\.",
    "\\.",
    "\\N",
    'a "quoted" one',
    "it's",
    "%s",
    "Zoë 🙂",
    "",
]
COLUMNS = ["participant_import", "sheet", "number", "role", "status", "status_rank", "cells", "said", "report"]


@pytest.fixture
def upload(cohort, leader):
    return ParticipantImport.objects.create(cohort=cohort, role="mentee", uploaded_by=leader, state=ImportState.READING)


def row(upload, number, cells):
    return (upload.pk, 0, number, "mentee", "new", 1, cells, {"about": cells[0]}, {"notes": cells})


def test_text_of_any_kind_comes_back_as_it_was(upload):
    insert_rows(ImportRow, COLUMNS, [row(upload, number, [text]) for number, text in enumerate(UGLY)])

    kept = ImportRow.objects.order_by("number").values_list("cells", "said", "report")
    assert list(kept) == [([text], {"about": text}, {"notes": [text]}) for text in UGLY]


def test_plain_columns_hold_any_text_too(upload):
    names = [
        "cohort",
        "uploaded_by",
        "role",
        "file_name",
        "state",
        "sheets",
        "unknown",
        "outcome",
        "rows_done",
        "rows_total",
        "failure",
        "asked_by",
        "started_at",
        "uuid",
        "created_at",
    ]
    given = [
        (upload.cohort_id, upload.uploaded_by_id, "mentee", text, "previewed", [], [], {}, number, 0, "", None, None,
         upload.uuid.__class__(int=number + 1), upload.created_at)
        for number, text in enumerate(UGLY)
    ]  # fmt: skip

    insert_rows(ParticipantImport, names, given)

    kept = ParticipantImport.objects.exclude(pk=upload.pk).order_by("rows_done")
    assert [(item.file_name, item.asked_by_id, item.created_at) for item in kept] == [
        (text, None, upload.created_at) for text in UGLY
    ]


def test_a_row_that_is_there_already_is_refused_and_none_is_kept(upload):
    rows = [row(upload, number, ["x"]) for number in (1, 2, 1)]

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(ImportRow, COLUMNS, rows)

    assert not ImportRow.objects.exists()
