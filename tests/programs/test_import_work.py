"""A large file is read and written by a worker: the page shows how far it is, and a worker that dies loses nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mentorship.core import progress
from mentorship.core.errors import Refused
from programs.domain import import_work
from programs.domain.import_work import work_off
from programs.domain.importing import discard_import, queue_confirmation, queue_import
from programs.domain.participants.columns import guess_mapping
from programs.domain.participants.parsing import Parser
from programs.domain.participants.reading import SheetRow, read_sheets
from programs.domain.participants.words import Vocabulary
from programs.enums import ImportState
from programs.models import Enrollment, ImportedFile, ParticipantImport
from tests.programs.books import workbook
from tests.programs.files import MENTOR_HEADER, mentees

LENA = ("lena@example.org", "Lena Fischer", "Suturing", "coaching")


@pytest.fixture
def queued(cohort, leader, now):
    def make(content=None):
        return queue_import(
            cohort_id=cohort.pk, role="mentee", file_name="a.csv", content=content or mentees(LENA), by=leader, now=now
        )

    return make


@pytest.mark.django_db
class TestTheWorker:
    def test_a_queued_file_is_read_then_written_by_the_worker(self, queued, leader, now):
        found = queued()
        assert (work_off(now=now), work_off(now=now)) == (1, 0)
        found.refresh_from_db()
        assert (found.state, found.outcome["new"], found.rows_done) == (ImportState.PREVIEWED, 1, 1)
        assert not Enrollment.objects.exists()

        for _again in range(2):
            queue_confirmation(import_id=found.pk, by=leader, now=now)
        work_off(now=now)

        found.refresh_from_db()
        assert found.state == ImportState.CONFIRMED
        assert Enrollment.objects.get().user.email == "lena@example.org"
        assert not ImportedFile.objects.exists()

    def test_a_file_that_cannot_be_read_says_why_and_can_only_be_discarded(self, queued, leader, now, client):
        found = queued(b"Name,E-mail\n")
        work_off(now=now)
        found.refresh_from_db()
        client.force_login(leader)

        text = client.get(reverse("admin:programs_participantimport_preview", args=[found.pk])).content.decode()

        assert found.state == ImportState.FAILED
        assert "no rows below it" in text
        assert discard_import(import_id=found.pk, by=leader, now=now).state == ImportState.DISCARDED

    def test_a_failed_writing_leads_back_to_the_preview(self, queued, leader, now, monkeypatch):
        found = queued()
        work_off(now=now)
        queue_confirmation(import_id=found.pk, by=leader, now=now)

        def refuse(**_arguments):
            raise Refused("Not today.")

        monkeypatch.setattr(import_work, "write", refuse)
        work_off(now=now)

        found.refresh_from_db()
        assert (found.state, found.failure) == (ImportState.PREVIEWED, "Not today.")

    @pytest.mark.parametrize(("left", "back"), [("reading", "previewed"), ("writing", "confirmed")])
    def test_what_a_dead_worker_left_is_done_by_the_next(self, queued, now, left, back):
        found = queued()
        if left == "writing":
            work_off(now=now)
        ParticipantImport.objects.filter(pk=found.pk).update(state=left, started_at=now)

        assert work_off(now=now + dt.timedelta(minutes=10)) == 0
        work_off(now=now + dt.timedelta(minutes=16))

        found.refresh_from_db()
        assert found.state == back

    def test_the_page_shows_how_far_it_is_and_then_the_rows(self, client, leader, cohort, now, settings):
        settings.IMPORT_AT_ONCE_KILOBYTES = settings.IMPORT_AT_ONCE_ROWS = 0
        client.force_login(leader)
        upload = {"role": "mentee", "file": SimpleUploadedFile("a.csv", mentees(LENA), "text/csv")}
        response = client.post(reverse("admin:programs_cohort_import", args=[cohort.pk]), upload, follow=True)
        assert "You can leave this page." in response.content.decode()
        found = ParticipantImport.objects.get()
        underway = reverse("admin:programs_participantimport_progress", args=[found.pk])
        preview = reverse("admin:programs_participantimport_preview", args=[found.pk])
        assert "Reading the file" in client.get(underway, headers={"hx-request": "true"}).content.decode()

        work_off(now=now)
        assert client.get(underway, headers={"hx-request": "true"})["HX-Redirect"] == preview
        client.post(reverse("admin:programs_participantimport_confirm", args=[found.pk]))
        assert "Writing the people" in client.get(preview).content.decode()
        work_off(now=now)

        assert Enrollment.objects.count() == 1
        assert "See the people" in client.get(preview).content.decode()

    @pytest.mark.redis
    def test_the_page_counts_what_is_written_while_it_is_written(
        self, queued, client, leader, now, settings, redis_url
    ):
        found = queued()
        work_off(now=now)
        ParticipantImport.objects.filter(pk=found.pk).update(state=ImportState.WRITING, rows_total=12_000)
        settings.CELERY_BROKER_URL = redis_url
        client.force_login(leader)
        page = reverse("admin:programs_participantimport_progress", args=[found.pk])

        before = client.get(page, headers={"hx-request": "true"}).content.decode()
        progress.tell(found.uuid, 3000)
        counted = client.get(page, headers={"hx-request": "true"}).content.decode()

        assert "All good rows are written in one step, or none." in before
        assert "3000 of 12000 rows." in counted

    @pytest.mark.redis
    def test_writing_tells_how_many_rows_are_done(self, queued, leader, now, settings, redis_url):
        settings.CELERY_BROKER_URL = redis_url
        found = queued()
        work_off(now=now)
        queue_confirmation(import_id=found.pk, by=leader, now=now)

        work_off(now=now)

        found.refresh_from_db()
        assert progress.heard(found.uuid) == found.rows_total == 1

    def test_a_workbook_whose_length_nobody_knows_counts_without_a_bar(self, queued, client, leader, now, monkeypatch):
        seen = []
        queued(workbook({"Mentees": [["E-mail", "Name"], ["a@example.org", "Ada"], ["b@example.org", "Bo"]]}))
        page = reverse("admin:programs_participantimport_progress", args=[ParticipantImport.objects.get().pk])
        client.force_login(leader)
        read_chunk = import_work._read_chunk

        def look_then_read(*given):
            seen.append(client.get(page, headers={"hx-request": "true"}).content.decode())
            return read_chunk(*given)

        monkeypatch.setattr(import_work, "CHUNK", 1)
        monkeypatch.setattr(import_work, "_read_chunk", look_then_read)
        work_off(now=now)

        assert "It begins in a moment." in seen[0]
        assert "1 rows read." in seen[1]
        assert "progress-bar-own" not in seen[1]

    def test_the_worker_is_asked_to_look_now(self, queued, now, monkeypatch, django_capture_on_commit_callbacks):
        asked = []
        monkeypatch.setattr(import_work, "nudge", asked.append)

        with django_capture_on_commit_callbacks(execute=True):
            found = queued()

        assert found.state == ImportState.QUEUED
        assert set(asked) == {"programs.work_off_imports"}


cell = st.text(max_size=40)


@given(st.binary(max_size=400))
def test_whatever_the_bytes_the_reader_answers_or_refuses(content):
    try:
        sheets = [(sheet.header, list(sheet.rows)) for sheet in read_sheets(content)]
    except Refused:
        return
    else:
        assert all(len(row.cells) >= len(header) for header, rows in sheets for row in rows)


@given(st.lists(cell, min_size=4, max_size=4))
def test_whatever_the_cells_a_row_is_values_or_errors_with_reasons(row):
    parser = Parser(
        header=MENTOR_HEADER, mapping=guess_mapping(MENTOR_HEADER, "mentor"), words=Vocabulary(), role="mentor"
    )

    parsed = parser.parse(SheetRow(2, row))

    assert parsed.errors or {"email", "full_name"} <= parsed.values.keys()
    assert all(error["reason"] for error in parsed.errors)
    assert 0 <= parsed.values.get("capacity", 1) <= 20


@given(st.lists(st.lists(st.text("ab,;\"' \n=é", max_size=6), min_size=2, max_size=2), min_size=1, max_size=6))
def test_what_csv_writes_is_read_back(rows):
    import csv
    import io

    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["Name", "E-mail"], *rows])
    wanted = [[_trimmed(value) for value in row] for row in rows]

    try:
        (sheet,) = ([row.cells for row in sheet.rows] for sheet in read_sheets(text.getvalue().encode()))
    except Refused:
        sheet = []

    assert sheet == [row for row in wanted if any(row)]


def _trimmed(value):
    from programs.domain.participants.formulas import unguarded

    return unguarded(value.strip() if "\n" in value else " ".join(value.split()))
