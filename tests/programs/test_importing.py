"""People come in from a file: previewed, then all good rows or none."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import IntegrityError

from mentorship.accounts.models import User
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.domain import import_work
from programs.domain.importing import confirm_import, discard_import, map_columns, preview_import
from programs.domain.participants.handing_back import bad_rows_csv
from programs.enums import CohortStage, EnrollmentState, ImportState, TrackKind
from programs.models import Enrollment, ParticipantImport, Topic
from tests.accounts.factories import UserFactory
from tests.programs.factories import CohortFactory, MenteeEnrollmentFactory, PolicyFactory, TopicFactory, TrackFactory
from tests.programs.files import csv_bytes, mentees, mentors

pytestmark = pytest.mark.django_db
LENA = ("lena@example.org", "Lena Fischer", "Suturing, Shoulder reductions", "coaching")


@pytest.fixture(autouse=True)
def _words():
    """Words that ship; a test that empties the database takes them away from the next."""
    for name in ("Suturing", "Shoulder reduction", "Lumbar puncture"):
        TopicFactory(name=name)


@pytest.fixture
def preview(cohort, leader, now):
    def make(content, role="mentee"):
        return preview_import(
            cohort_id=cohort.pk, role=role, file_name="sign-up.csv", content=content, by=leader, now=now
        )

    return make


@pytest.fixture
def imported(preview, leader, now):
    def make(content, role="mentee"):
        return confirm_import(import_id=preview(content, role).pk, by=leader, now=now)

    return make


def test_a_preview_writes_nobody(preview):
    found = preview(mentees(LENA))

    assert found.outcome == {"error": 0, "new": 1, "changed": 0, "unchanged": 0}
    assert not Enrollment.objects.exists()
    assert not User.objects.filter(email="lena@example.org").exists()


def test_confirming_enrolls_a_mentee_with_needs(imported, cohort):
    imported(mentees(LENA))

    lena = Enrollment.objects.get(user__email="lena@example.org")
    assert (lena.cohort, lena.role, lena.state) == (cohort, "mentee", EnrollmentState.APPROVED)
    assert (lena.user.full_name, lena.user.time_zone) == ("Lena Fischer", "Europe/London")
    assert not lena.user.has_usable_password()
    assert lena.communication_style == "coaching"
    assert sorted(str(need) for need in lena.needs.all()) == ["Shoulder reduction", "Suturing"]
    assert [track.name for track in lena.tracks.all()] == ["Clinical skills"]


def test_confirming_enrolls_a_mentor_with_expertise_and_places(imported):
    imported(
        mentors(
            ("osei@example.org", "Dr Amara Osei", "One mentee only, please!", "LP; shoulder reduction"),
            ("lind@example.org", "Henrik Lind", "", "Suturing"),
        ),
        "mentor",
    )

    osei, lind = Enrollment.objects.mentors().order_by("user__full_name")
    assert (osei.capacity, lind.capacity) == (1, 2)
    assert osei.user.get_short_name() == "Dr Osei"
    assert sorted(str(item) for item in osei.expertise.all()) == ["Lumbar puncture", "Shoulder reduction"]


def test_the_first_people_take_a_draft_to_enrolling(leader, cohort, now):
    draft = CohortFactory(program=cohort.program, stage=CohortStage.DRAFT)
    PolicyFactory(cohort=draft)
    found = preview_import(
        cohort_id=draft.pk, role="mentee", file_name="a.csv", content=mentees(LENA), by=leader, now=now
    )

    confirm_import(import_id=found.pk, by=leader, now=now)

    draft.refresh_from_db()
    assert draft.stage == CohortStage.ENROLLING


def test_the_same_file_again_changes_nothing(imported):
    imported(mentees(LENA))
    before = list(Enrollment.objects.values())

    outcome = imported(mentees(LENA))

    assert (outcome["unchanged"], outcome["new"], outcome["changed"]) == (1, 0, 0)
    assert list(Enrollment.objects.values()) == before


def test_confirming_twice_writes_once(preview, leader, now):
    found = preview(mentees(LENA))
    first = confirm_import(import_id=found.pk, by=leader, now=now)

    again = confirm_import(import_id=found.pk, by=leader, now=now)

    assert again == first
    assert Enrollment.objects.count() == 1
    assert AuditEntry.objects.filter(verb="confirm_import").count() == 1


def test_a_change_shows_old_and_new_and_takes_nothing_away(imported, preview):
    imported(mentees(LENA))

    found = preview(mentees(("LENA@example.org", "Lena Fischer", "Lumbar puncture", "direct")))

    (row,) = found.rows.all()
    assert row.status == "changed"
    assert row.report["changes"] == [
        {
            "field": "Communication style",
            "old": "Coaching: ask me questions",
            "new": "Direct: say it plainly",
        },
        {"field": "Needs or expertise", "adds": "Lumbar puncture"},
    ]


def test_a_confirmed_change_is_written(imported):
    imported(mentees(LENA))

    outcome = imported(mentees(("lena@example.org", "Lena Fischer", "Lumbar puncture", "")))

    lena = Enrollment.objects.get()
    assert outcome["changed"] == 1
    assert lena.communication_style == "coaching"
    assert lena.needs.count() == 3


def test_somebody_who_applied_is_approved(imported, cohort):
    applied = MenteeEnrollmentFactory(cohort=cohort, state=EnrollmentState.APPLIED)

    imported(mentees((applied.user.email, applied.user.full_name)))

    applied.refresh_from_db()
    assert applied.state == EnrollmentState.APPROVED


def test_an_account_that_exists_keeps_its_name(imported):
    known = UserFactory(email="Lena@Example.org", full_name="Lena Known")

    imported(mentees(LENA))

    known.refresh_from_db()
    assert known.full_name == "Lena Known"
    assert Enrollment.objects.get().user == known


def test_an_unknown_word_becomes_the_programs_own_and_the_preview_says_so(preview, leader, now, cohort):
    found = preview(mentees(("lena@example.org", "Lena Fischer", "Wilderness medicine")))
    assert found.rows.first().report["notes"] == ["“Wilderness medicine” becomes a word of your program."]

    outcome = confirm_import(import_id=found.pk, by=leader, now=now)

    assert outcome["topics"] == ["Wilderness medicine"]
    assert Topic.objects.get(name="Wilderness medicine").program == cohort.program


def test_a_bad_row_names_its_cell_and_the_others_come_in(imported):
    outcome = imported(mentees(LENA, ("lena@", "Bo Lee", "", "purple")))

    assert (outcome["new"], outcome["error"]) == (1, 1)
    errors = ParticipantImport.objects.get().rows.last().report["errors"]
    assert [(error["column"], error["value"]) for error in errors] == [
        ("Email Address", "lena@"),
        ("How do you like to receive guidance? (communication style)", "purple"),
    ]
    assert all(error["reason"] for error in errors)


def test_a_broken_character_is_an_error_of_its_row_and_of_no_other(imported):
    broken = mentees(("zoe@example.org", "Zoë Müller"), ("bo@example.org", "Bo LeeX")).replace(b"LeeX", b"Lee\xff")

    outcome = imported(broken)

    assert (outcome["new"], outcome["error"]) == (1, 1)
    assert Enrollment.objects.get().user.full_name == "Zoë Müller"


def test_the_second_row_of_an_address_is_told(preview):
    found = preview(mentees(LENA, ("Lena@example.org", "Lena F.")))

    assert [row.status for row in found.rows.order_by("pk")] == ["new", "error"]
    assert "Row 2 has the same address" in found.rows.last().report["errors"][0]["reason"]


def test_who_withdrew_stays_out(preview, cohort):
    gone = MenteeEnrollmentFactory(cohort=cohort, state=EnrollmentState.WITHDRAWN)

    found = preview(mentees((gone.user.email, "Somebody")))

    assert "withdrew" in found.rows.first().report["errors"][0]["reason"]


def test_a_track_of_another_cohort_is_told(preview):
    found = preview(csv_bytes([["Email", "Name", "Track"], ["a@example.org", "Ada Obi", "Research"]]))

    assert "no track of this cohort: Clinical skills" in found.rows.first().report["errors"][0]["reason"]


def test_tracks_are_found_by_what_they_are_about(imported, cohort):
    research = TrackFactory(cohort=cohort, name="Scholarly work", kind=TrackKind.RESEARCH)

    imported(csv_bytes([["Email", "Name", "Track"], ["a@example.org", "Ada Obi", "I want to do research"]]))

    assert Enrollment.objects.get().tracks.get() == research


def test_more_cells_than_questions_is_told(preview):
    found = preview(b"Email,Name,Site\na@example.org,Obi,Ada,General\n")

    assert "more cells than the header" in found.rows.first().report["errors"][0]["reason"]


def test_bad_rows_come_back_in_their_shape_with_the_reason_and_without_formulas(preview):
    found = preview(mentees(("=HYPERLINK(1)", "Bo Lee", "+44", "")))

    header, row = csv.reader(io.StringIO(bad_rows_csv(found).decode("utf-8-sig")))

    assert header[:-1] == found.sheets[0]["header"]
    assert header[-1] == "Why"
    assert row[1:4] == ["'=HYPERLINK(1)", "Bo Lee", "'+44"]
    assert "This is a formula" in row[-1]


def test_corrected_bad_rows_can_be_imported(preview):
    bad = bad_rows_csv(preview(mentees(("lena@", "Lena Fischer", "+44", ""))))

    again = preview(bad.replace(b"lena@", b"lena@example.org", 1))

    assert again.outcome["new"] == 1
    assert again.rows.get().cells[3] == "+44"


def test_the_leader_names_the_columns(preview, leader, now):
    found = preview(csv_bytes([["A", "B"], ["Ada Obi", "ada@example.org"]]))
    assert found.outcome["error"] == 1

    found = map_columns(import_id=found.pk, sheets=[("mentee", {"full_name": [0], "email": [1]})], by=leader, now=now)

    assert found.outcome["new"] == 1


def test_a_discarded_file_is_forgotten_and_cannot_be_confirmed(preview, leader, now):
    found = preview(mentees(LENA))

    found = discard_import(import_id=found.pk, by=leader, now=now)

    assert (found.state, found.rows.count()) == (ImportState.DISCARDED, 0)
    assert discard_import(import_id=found.pk, by=leader, now=now).state == ImportState.DISCARDED
    with pytest.raises(Refused):
        confirm_import(import_id=found.pk, by=leader, now=now)


def test_what_changed_since_the_preview_is_seen(preview, leader, now, cohort):
    found = preview(mentees(LENA))
    MenteeEnrollmentFactory(cohort=cohort, user=UserFactory(email="lena@example.org"), state=EnrollmentState.WITHDRAWN)

    outcome = confirm_import(import_id=found.pk, by=leader, now=now)

    assert (outcome["new"], outcome["error"]) == (0, 1)


def test_nothing_is_half_imported(preview, leader, now, monkeypatch):
    found = preview(mentees(LENA))

    def collide(**arguments):
        UserFactory(email="half@example.org")
        raise IntegrityError

    monkeypatch.setattr(import_work, "write", collide)
    with pytest.raises(Refused, match="confirm again"):
        confirm_import(import_id=found.pk, by=leader, now=now)

    assert not User.objects.filter(email="half@example.org").exists()
    found.refresh_from_db()
    assert found.state == ImportState.PREVIEWED


def test_only_the_leader_imports(cohort, other_leader, mentor, staff, now):
    for person in (other_leader, mentor, staff):
        with pytest.raises(NotAllowed):
            preview_import(
                cohort_id=cohort.pk, role="mentee", file_name="a.csv", content=mentees(LENA), by=person, now=now
            )


def test_only_the_leader_confirms_and_discards(preview, other_leader, now):
    found = preview(mentees(LENA))

    for verb in (confirm_import, discard_import):
        with pytest.raises(NotAllowed):
            verb(import_id=found.pk, by=other_leader, now=now)


def test_a_closed_cohort_takes_nobody(preview, cohort):
    cohort.stage = CohortStage.CLOSED
    cohort.save(update_fields=["stage"])

    with pytest.raises(Refused, match="closed"):
        preview(mentees(LENA))


@pytest.mark.parametrize("count", [3, 40])
def test_the_number_of_queries_does_not_grow_with_the_rows(count, preview, leader, now, django_assert_max_num_queries):
    people = [(f"p{number}@example.org", f"Person {number}", "Suturing") for number in range(count)]
    with django_assert_max_num_queries(34):
        found = preview(mentees(*people))

    with django_assert_max_num_queries(36):
        outcome = confirm_import(import_id=found.pk, by=leader, now=now)

    assert outcome["new"] == count
