"""A leader imports a file on pages: choose, look, confirm, and take the bad rows home."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs.enums import CohortStage, ImportState
from programs.models import Cohort, Enrollment, ParticipantImport
from tests.programs.factories import CohortFactory, PolicyFactory
from tests.programs.files import csv_bytes, mentees

pytestmark = pytest.mark.django_db
LENA = ("lena@example.org", "Lena Fischer", "Suturing", "coaching")
BAD = ("bo@", "Bo Lee", "", "purple")


@pytest.fixture
def as_leader(client, leader):
    client.force_login(leader)
    return client


@pytest.fixture
def send(as_leader, cohort):
    def post(content, role="mentee", name="sign-up.csv"):
        return as_leader.post(
            reverse("admin:programs_cohort_import", args=[cohort.pk]),
            {"role": role, "file": SimpleUploadedFile(name, content, "text/csv")},
            follow=True,
        )

    return post


def page_of(action: str) -> str:
    return reverse(f"admin:programs_participantimport_{action}", args=[ParticipantImport.objects.get().pk])


def test_the_cohort_page_leads_to_the_import(as_leader, cohort):
    text = as_leader.get(reverse("admin:programs_cohort_change", args=[cohort.pk])).content.decode()

    assert reverse("admin:programs_cohort_import", args=[cohort.pk]) in text


def test_every_row_is_shown_before_anything_is_written(send):
    text = send(mentees(LENA, BAD)).content.decode()

    assert "Lena Fischer" in text
    assert "This is not an e-mail address." in text
    assert "Import 1 person" in " ".join(text.split())
    assert not Enrollment.objects.exists()


def test_rows_are_narrowed_by_what_they_do(send, as_leader):
    send(mentees(LENA, BAD))

    text = as_leader.get(f"{page_of('preview')}?show=error").content.decode()
    rows = text[text.index('id="rows-title"') :]

    assert "Bo Lee" in rows
    assert "Lena Fischer" not in rows


def test_confirming_writes_once(send, as_leader):
    send(mentees(LENA))

    first = as_leader.post(page_of("confirm"), follow=True)
    as_leader.post(page_of("confirm"))

    assert "Imported: 1 new, 0 changed, 0 unchanged." in first.content.decode()
    assert Enrollment.objects.count() == 1


def test_the_cohort_just_filled_is_the_one_looked_at_next(send, as_leader, cohort):
    other = CohortFactory(program=cohort.program, name="Autumn 2027")
    PolicyFactory(cohort=other)
    as_leader.get(reverse("programs:people"), {"cohort": str(other.uuid)})
    assert "Autumn 2027" in heading(as_leader.get(reverse("programs:people")))

    send(mentees(LENA))

    assert "Spring 2027" in heading(as_leader.get(reverse("programs:people")))


def heading(response) -> str:
    return response.context["cohort"].name


def test_discarding_writes_nobody_and_leads_to_another_file(send, as_leader, cohort):
    send(mentees(LENA))

    response = as_leader.post(page_of("discard"), follow=True)

    assert "Nothing was imported." in response.content.decode()
    assert ParticipantImport.objects.get().state == ImportState.DISCARDED
    assert not Enrollment.objects.exists()


def test_a_discarded_file_is_not_confirmed(send, as_leader):
    send(mentees(LENA))
    as_leader.post(page_of("discard"))

    response = as_leader.post(page_of("confirm"), follow=True)

    assert "cannot become" in response.content.decode()
    assert not Enrollment.objects.exists()


def test_bad_rows_go_home_as_a_file(send, as_leader):
    send(mentees(LENA, BAD))

    response = as_leader.get(page_of("bad_rows"))

    assert 'filename="sign-up-to-correct.csv"' in response["Content-Disposition"]
    assert b"bo@" in response.content
    assert b"lena@" not in response.content


def test_columns_nobody_recognised_are_chosen_by_hand(send, as_leader):
    text = send(csv_bytes([["A", "B"], ["Ada Obi", "ada@example.org"]])).content.decode()
    assert "No column was recognised as: E-mail address, Full name" in " ".join(text.split())

    assert "ada@example.org" in text[text.index('for="id_sheet_0_column_1"') : text.index('id="id_sheet_0_column_1"')]

    as_leader.post(page_of("columns"), {"sheet_0_column_0": "full_name", "sheet_0_column_1": "email"})

    assert ParticipantImport.objects.get().outcome["new"] == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04", "cannot be read"),
        (b"", "The submitted file is empty"),
        (b"a,b\n" + b"1,2" * 400_000, "larger than 1 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(send, settings, content, words):
    settings.IMPORT_MEGABYTES = 1

    response = send(content)

    assert words in response.content.decode()
    assert not ParticipantImport.objects.exists()


def test_a_closed_cohort_refuses_in_words(send, cohort):
    Cohort.objects.filter(pk=cohort.pk).update(stage=CohortStage.CLOSED)

    assert "This cohort is closed." in send(mentees(LENA)).content.decode()


def test_a_name_in_the_file_is_only_text(send):
    text = send(mentees(("x@example.org", "<script>alert(1)</script> Ada"))).content.decode()

    assert "<script>alert(1)" not in text


@pytest.mark.parametrize("count", [1, 60])
def test_the_preview_asks_a_fixed_number_of_questions(send, as_leader, count, django_assert_max_num_queries):
    send(mentees(*((f"p{number}@example.org", f"Person {number}") for number in range(count))))

    with django_assert_max_num_queries(15):
        as_leader.get(page_of("preview"))


def test_the_next_stage_says_what_will_happen_and_happens_once(as_leader, cohort):
    address = reverse("admin:programs_cohort_stage", args=[cohort.pk])
    text = as_leader.get(address).content.decode()
    assert "Reminders and reviews stop." in text
    assert "Nobody is reminded any more" in text

    for _again in range(2):
        as_leader.post(address, {"to": "closed"})

    cohort.refresh_from_db()
    assert cohort.stage == CohortStage.CLOSED
    assert as_leader.get(address).status_code == 404


def test_a_stage_that_does_not_follow_is_refused_in_words(as_leader, cohort):
    response = as_leader.post(reverse("admin:programs_cohort_stage", args=[cohort.pk]), {"to": "draft"}, follow=True)

    assert "cannot become" in response.content.decode()
