"""What became of people: recorded one by one or from a file, read by the person and the leaders."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import Workbook

from evaluation.domain.outcomes import import_outcomes, record_outcome
from evaluation.enums import OutcomeKind
from evaluation.models import Outcome
from evaluation.queries.outcomes import (
    match_rate,
    outcome_counts,
    placement_rate_of_active,
    placement_rate_of_all,
    retention_rate,
)
from mentorship.core import readings
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from tests.cast import NOW
from tests.programs.factories import MenteeEnrollmentFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def record(enrollment, leader, kind="residency_match", value="matched", on=TODAY):
    return record_outcome(enrollment_id=enrollment.pk, kind=kind, value=value, on=on, by=leader, now=NOW)


def bring(cohort, leader, text, *, only_check=False):
    content = text if isinstance(text, bytes) else text.encode()
    return import_outcomes(cohort_id=cohort.pk, content=content, only_check=only_check, by=leader, now=NOW)


def test_a_leader_records_corrects_and_takes_back(mentee_enrollment, leader):
    record(mentee_enrollment, leader)
    record(mentee_enrollment, leader)
    record(mentee_enrollment, leader, value="soap")
    assert [outcome.value_in_words for outcome in Outcome.objects.all()] == [
        "Certified a list, did not match, placed in SOAP"
    ]

    record(mentee_enrollment, leader, value="")
    record(mentee_enrollment, leader, value="")

    assert not Outcome.objects.exists()
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", "old", "new")) == [
        ("record_outcome", "", "matched"),
        ("record_outcome", "matched", "soap"),
        ("take_back_outcome", "soap", ""),
    ]


def test_words_of_a_specialty_stay_out_of_the_trail(mentee_enrollment, leader):
    record(mentee_enrollment, leader, kind="specialty", value="Emergency medicine")

    assert Outcome.objects.get().value_in_words == "Emergency medicine"
    assert AuditEntry.objects.get().new == ""


@pytest.mark.parametrize(
    ("kind", "value", "on"),
    [
        ("residency_match", "graduated", TODAY),
        ("salary", "high", TODAY),
        ("graduation", "graduated", TODAY + dt.timedelta(days=1)),
    ],
)
def test_what_cannot_be_recorded_is_refused(mentee_enrollment, leader, kind, value, on):
    with pytest.raises(Refused):
        record(mentee_enrollment, leader, kind, value, on)


def test_the_database_refuses_a_value_of_another_kind(mentee_enrollment):
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.create(enrollment=mentee_enrollment, kind="graduation", value="matched", on=TODAY)


def test_only_a_leader_of_the_program_records(mentee_enrollment, other_leader, mentee):
    for stranger in (other_leader, mentee):
        with pytest.raises(NotAllowed):
            record(mentee_enrollment, stranger)


def test_a_file_is_recorded_as_a_whole(cohort, leader, mentee_enrollment):
    other = MenteeEnrollmentFactory(cohort=cohort)
    text = (
        "Name,E-mail,Residency match,Graduation,Specialty,Date\n"
        "Lena,MENTEE@example.org,Matched,yes,Emergency medicine,2027-01-20\n"
        f"Other,{other.user.email},no,,,\n"
    )

    found = bring(cohort, leader, text)

    assert found.errors == []
    assert set(Outcome.objects.values_list("enrollment", "kind", "value", "on")) == {
        (mentee_enrollment.pk, "residency_match", "matched", dt.date(2027, 1, 20)),
        (mentee_enrollment.pk, "graduation", "graduated", dt.date(2027, 1, 20)),
        (mentee_enrollment.pk, "specialty", "Emergency medicine", dt.date(2027, 1, 20)),
        (other.pk, "residency_match", "unmatched", TODAY),
    }


def test_a_workbook_is_read_as_well(cohort, leader, mentee_enrollment):
    book = Workbook()
    book.active.append(["E-mail", "Retention"])
    book.active.append(["mentee@example.org", "Still in the program"])
    out = io.BytesIO()
    book.save(out)

    bring(cohort, leader, out.getvalue())

    assert Outcome.objects.get().value == "retained"


def test_one_wrong_row_records_nothing(cohort, leader, mentee_enrollment):
    text = (
        "E-mail,Match,Date\n"
        "mentee@example.org,matched,\n"
        "nobody@example.org,matched,\n"
        "mentee@example.org,perhaps,\n"
        "mentee@example.org,matched,soon\n"
        "mentee@example.org,,\n"
    )

    found = bring(cohort, leader, text)

    assert not Outcome.objects.exists()
    assert [number for number, _words in found.errors] == [3, 4, 5, 6]
    assert "nobody@example.org" in found.errors[0][1]
    assert "“perhaps” is none of: Matched" in found.errors[1][1]


def test_a_person_twice_is_an_error(cohort, leader, mentee_enrollment):
    found = bring(cohort, leader, "E-mail,Match\nmentee@example.org,matched\nmentee@example.org,no\n")

    assert [number for number, _words in found.errors] == [3]


def test_checking_records_nothing(cohort, leader, mentee_enrollment):
    found = bring(cohort, leader, "E-mail,Match\nmentee@example.org,matched\n", only_check=True)

    assert [line.words for line in found.lines] == ["Matched"]
    assert not Outcome.objects.exists()


@pytest.mark.parametrize("text", ["Name,Match\nx,matched\n", "E-mail,Colour\nmentee@example.org,blue\n"])
def test_a_file_without_the_columns_is_refused(cohort, leader, text):
    with pytest.raises(Refused, match="no column"):
        bring(cohort, leader, text)


def test_another_leader_brings_nothing(cohort, other_leader):
    with pytest.raises(NotAllowed):
        bring(cohort, other_leader, "E-mail,Match\nmentee@example.org,matched\n")


def test_the_match_rate_has_the_denominator_of_the_nrmp():
    counts = {"matched": 16, "soap": 1, "unmatched": 1, "no_list": 1, "withdrew": 1}

    assert match_rate(counts).value == pytest.approx(0.889, abs=5e-4)
    assert placement_rate_of_active(counts).value == pytest.approx(0.944, abs=5e-4)
    assert placement_rate_of_all(counts).value == pytest.approx(0.850, abs=5e-4)
    assert match_rate({"withdrew": 3}).value is None


def test_who_completed_early_counts_for_and_against_nothing():
    assert retention_rate({"retained": 8, "left": 2, "completed_early": 5}).value == pytest.approx(0.8)


def test_outcomes_are_counted_by_cohort(cohort, mentee_enrollment, leader):
    record(mentee_enrollment, leader)

    assert outcome_counts([cohort.pk], OutcomeKind.RESIDENCY_MATCH) == {"matched": 1}
    assert not outcome_counts([cohort.pk + 1], OutcomeKind.RESIDENCY_MATCH)


@pytest.fixture
def as_leader(client, leader, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(leader)
    return client


def test_a_leader_records_on_the_page(as_leader, mentee_enrollment):
    address = reverse("evaluation:outcomes-of-person", args=[mentee_enrollment.uuid])

    refused = as_leader.post(address, {"residency_match": "matched", "residency_match_on": "2027-09-01"})
    as_leader.post(address, {"residency_match": "matched", "specialty": "Surgery"})

    assert "still to come" in refused.text
    assert set(Outcome.objects.values_list("value", flat=True)) == {"matched", "Surgery"}
    assert "Surgery" in as_leader.get(reverse("evaluation:outcomes")).text


def test_the_list_asks_as_often_for_three_as_for_one(as_leader, cohort, mentee_enrollment, django_assert_num_queries):
    as_leader.get(reverse("evaluation:outcomes"))
    with django_assert_num_queries(9):
        as_leader.get(reverse("evaluation:outcomes"))
    MenteeEnrollmentFactory.create_batch(2, cohort=cohort)
    with django_assert_num_queries(9):
        as_leader.get(reverse("evaluation:outcomes"))


def test_who_reads_what_is_recorded_is_noted(as_leader, mentee_enrollment, leader):
    pages = [reverse("evaluation:outcomes"), reverse("evaluation:outcomes-of-person", args=[mentee_enrollment.uuid])]
    for page_of in pages:
        as_leader.get(page_of)
    assert not readings.of(mentee_enrollment.user)

    record(mentee_enrollment, leader)
    for page_of in pages:
        as_leader.get(page_of)

    assert [(one.reader, one.what) for one in readings.of(mentee_enrollment.user)] == [(leader, "outcome")] * 2


def test_a_leader_brings_a_file_on_the_page(as_leader, mentee_enrollment):
    def sent(**data):
        file = SimpleUploadedFile("match.csv", b"E-mail,Match\nmentee@example.org,matched\n")
        return as_leader.post(reverse("evaluation:outcomes-file"), {"file": file, **data})

    assert "This would be recorded" in sent(only_check="on").text
    assert not Outcome.objects.exists()
    assert sent().status_code == 302
    assert Outcome.objects.get().value == "matched"


def test_somebody_reads_what_is_recorded_of_them_and_nobody_else(client, mentee_enrollment, leader, other_mentee):
    record(mentee_enrollment, leader)

    client.force_login(mentee_enrollment.user)
    assert "Matched" in client.get(reverse("evaluation:outcomes-own")).text
    client.force_login(other_mentee)
    assert "Matched" not in client.get(reverse("evaluation:outcomes-own")).text
