"""An older file says so before it takes newer answers back."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from programs.domain.importing import confirm_import, preview_import
from programs.models import Enrollment
from tests.cast import NOW
from tests.programs.files import csv_bytes

pytestmark = pytest.mark.django_db
HEADER = ["Timestamp", "E-mail", "Name", "Site"]
SENT = "2027-01-10 09:00"


def file(site: str, sent: str = "") -> bytes:
    return csv_bytes([HEADER, [sent, "lena@example.org", "Lena Fischer", site]])


@pytest.fixture
def preview(cohort, leader):
    def make(content, at=NOW, name="people.csv"):
        return preview_import(cohort_id=cohort.pk, role="mentee", file_name=name, content=content, by=leader, now=at)

    return make


@pytest.fixture
def import_at(preview, leader):
    def make(content, at=NOW, name="people.csv"):
        found = preview(content, at, name)
        confirm_import(import_id=found.pk, by=leader, now=at)

    return make


def warning_of(found) -> str:
    return found.rows.get().report["warning"]


def test_a_first_file_and_one_that_changes_nothing_warn_of_nothing(preview, import_at):
    assert preview(file("Site A")).outcome.get("takes_back", 0) == 0
    import_at(file("Site A"))

    again = preview(file("Site A"))

    assert (again.outcome["unchanged"], again.outcome.get("takes_back", 0)) == (1, 0)


def test_going_on_from_the_first_file_warns_of_nothing(preview, import_at):
    import_at(file("Site A"))

    found = preview(file("Site B"), at=NOW + dt.timedelta(days=1))

    assert (found.outcome["changed"], found.outcome.get("takes_back", 0), warning_of(found)) == (1, 0, "")


def test_the_first_file_again_after_a_newer_one_names_who_changed_it_with_what_and_when(preview, import_at):
    import_at(file("Site A"), name="old.csv")
    import_at(file("Site B"), at=NOW + dt.timedelta(days=1), name="new.csv")

    found = preview(file("Site A"), at=NOW + dt.timedelta(days=2), name="old.csv")

    assert found.outcome.get("takes_back", 0) == 1
    words = warning_of(found)
    assert words.startswith(f"Changed on {NOW + dt.timedelta(days=1):%-d %b %Y}")
    assert "by Rosa Lindqvist with the file “new.csv”." in words
    assert "If this file is older" in words


def test_an_answer_sent_before_the_change_is_told_apart_from_one_sent_after(preview, import_at):
    import_at(file("Site A", SENT))
    import_at(file("Site B", SENT), at=NOW + dt.timedelta(days=1))

    older = preview(file("Site A", SENT), at=NOW + dt.timedelta(days=2))
    newer = preview(file("Site C", f"{NOW + dt.timedelta(days=2):%Y-%m-%d %H:%M}"), at=NOW + dt.timedelta(days=3))

    assert "was sent before that" in warning_of(older)
    assert (warning_of(newer), newer.outcome.get("takes_back", 0)) == ("", 0)


def test_an_older_answer_after_a_newer_one_that_was_the_first_to_come_in_is_told(preview, import_at):
    import_at(file("Site B", "2027-01-10 09:00"), name="late.csv")

    older = preview(file("Site A", "2027-01-02 09:00"), at=NOW + dt.timedelta(days=1))
    newer = preview(file("Site C", "2027-01-12 09:00"), at=NOW + dt.timedelta(days=1))

    assert older.outcome.get("takes_back", 0) == 1
    assert "by Rosa Lindqvist with the file “late.csv”." in warning_of(older)
    assert "was sent before that" in warning_of(older)
    assert (warning_of(newer), newer.outcome.get("takes_back", 0)) == ("", 0)


def test_an_answer_is_older_than_an_answer_not_than_the_day_that_one_came_in(preview, import_at):
    import_at(file("Site A", "2027-01-02 09:00"))
    import_at(file("Site B", "2027-01-05 09:00"), at=NOW + dt.timedelta(days=1))

    between = preview(file("Site C", "2027-01-10 09:00"), at=NOW + dt.timedelta(days=2))
    before = preview(file("Site A", "2027-01-02 09:00"), at=NOW + dt.timedelta(days=2))

    assert warning_of(between) == ""
    assert "was sent before that" in warning_of(before)


def test_a_correction_by_hand_is_warned_of_on_the_page(preview, import_at, client, leader, cohort):
    import_at(file("Site A"))
    enrollment = Enrollment.objects.get()
    address = reverse("admin:programs_enrollment_change", args=[enrollment.pk])
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        client.force_login(leader)
        page = client.get(address)
        form = page.context["adminform"].form
        given = {
            name: value
            for name in form.fields
            if (value := form.get_initial_for_field(form.fields[name], name)) not in (None, "")
        }
        given = {
            name: [row.pk if hasattr(row, "pk") else row for row in value] if isinstance(value, list) else value
            for name, value in given.items()
        }
        response = client.post(address, given | {"site": "Site B"} | management(page))
    assert response.status_code == 302, response.context["errors"]

    found = preview(file("Site A"), at=NOW + dt.timedelta(days=2))
    text = client.get(reverse("admin:programs_participantimport_preview", args=[found.pk])).content.decode()

    assert found.outcome.get("takes_back", 0) == 1
    assert "1 row would replace what somebody changed since." in " ".join(text.split())
    assert "by Rosa Lindqvist." in text


def management(page) -> dict[str, object]:
    return {
        f"{formset.formset.prefix}-{name}": 0
        for formset in page.context["inline_admin_formsets"]
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }


def test_what_is_only_added_takes_nothing_back(preview, import_at):
    header = ["E-mail", "Name", "Skills"]
    import_at(csv_bytes([header, ["lena@example.org", "Lena Fischer", "Suturing"]]))
    import_at(csv_bytes([header, ["lena@example.org", "Lena Fischer", "Triage"]]), at=NOW + dt.timedelta(days=1))

    found = preview(csv_bytes([header, ["lena@example.org", "Lena Fischer", "Handover"]]))

    assert (found.outcome["changed"], found.outcome.get("takes_back", 0)) == (1, 0)
