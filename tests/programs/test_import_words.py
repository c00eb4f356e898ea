"""What nobody knew is asked once, and remembered for the program: columns and answers."""

from __future__ import annotations

import pytest
from django.urls import reverse

from programs.domain.importing import choose_values, confirm_import, map_columns, preview_import
from programs.domain.participants.words import LEAVE_OUT, NEW_WORD
from programs.models import Enrollment, ParticipantImport, RememberedValue, Specialty, Topic, Track
from tests.programs.factories import CohortFactory, PolicyFactory, TopicFactory, TrackFactory
from tests.programs.files import csv_bytes

pytestmark = pytest.mark.django_db
HEADER = ["Email", "Name", "Specialty", "Languages", "Skills", "Track", "Communication style"]


def people(*answers):
    rows = [[f"p{number}@example.org", f"Person {number}", *said] for number, said in enumerate(answers)]
    return csv_bytes([HEADER, *rows])


@pytest.fixture
def preview(cohort, leader, now):
    def make(content, into=None):
        return preview_import(
            cohort_id=(into or cohort).pk, role="mentee", file_name="a.csv", content=content, by=leader, now=now
        )

    return make


def test_each_unknown_answer_is_listed_once_with_how_many_gave_it(preview):
    found = preview(
        people(
            ("Space medicine", "Klingon; English", "Juggling, Suturing", "", "purple"),
            ("space medicine", "Klingon", "Juggling", "Clinical skills", "direct"),
        )
    )

    listed = {(item["field"], item["said"]): item["count"] for item in found.unknown}
    assert listed == {
        ("languages", "Klingon"): 2,
        ("topics", "Juggling"): 2,
        ("specialty", "Space medicine"): 1,
        ("specialty", "space medicine"): 1,
        ("communication_style", "purple"): 1,
    }


def test_known_spellings_meet_the_shipped_words(preview, leader, now):
    found = preview(people(("A&E", "deutsch, english (fluent)", "", "", ""), ("Paeds", "", "", "", "")))
    confirm_import(import_id=found.pk, by=leader, now=now)

    assert found.unknown == []
    first, second = Enrollment.objects.order_by("pk")
    assert (first.specialty, first.languages) == ("Emergency medicine", ["German", "English"])
    assert second.specialty == "Pediatrics"


def test_a_choice_maps_the_answer_and_is_remembered(preview, leader, now):
    topic = TopicFactory(name="Suturing")
    content = people(("EM ", "", "Needlework", "", "blunt but kind"), ("EM", "", "needlework", "", "purple"))
    found = preview(content)
    means = {("topics", "Needlework"): f"is:topic:{topic.pk}", ("communication_style", "purple"): "is:coaching"}

    found = choose_values(import_id=found.pk, means=means, by=leader, now=now)

    assert found.outcome["new"] == 2
    confirm_import(import_id=found.pk, by=leader, now=now)
    assert {str(need) for person in Enrollment.objects.all() for need in person.needs.all()} == {"Suturing"}
    again = preview(content)
    assert again.outcome == {"error": 0, "new": 0, "changed": 0, "unchanged": 2}


def test_left_out_and_made_a_word_of_the_program(preview, leader, cohort, now):
    found = preview(people(("Space medicine", "Klingon", "Juggling", "Mentoring circle", "")))
    assert found.outcome["error"] == 1
    means = {
        ("topics", "Juggling"): LEAVE_OUT,
        ("languages", "Klingon"): LEAVE_OUT,
        ("track", "ignored"): NEW_WORD,
        ("tracks", "Mentoring circle"): NEW_WORD,
    }

    found = choose_values(import_id=found.pk, means=means, by=leader, now=now)
    outcome = confirm_import(import_id=found.pk, by=leader, now=now)

    person = Enrollment.objects.get()
    assert (person.languages, person.needs.count(), person.specialty) == ([], 0, "Space medicine")
    assert [track.name for track in person.tracks.all()] == ["Mentoring circle"]
    assert (outcome["tracks"], outcome["specialties"]) == (["Mentoring circle"], ["Space medicine"])
    assert Specialty.objects.get(name="Space medicine").program == cohort.program
    assert not Topic.objects.filter(name="Juggling").exists()
    assert Track.objects.get(name="Mentoring circle").kind == "other"


def test_a_word_that_does_not_exist_is_no_choice(preview, leader, now):
    found = preview(people(("", "", "Juggling", "", "")))

    choose_values(import_id=found.pk, means={("topics", "Juggling"): "is:topic:999999"}, by=leader, now=now)

    assert not RememberedValue.objects.exists()


def test_what_another_program_chose_is_not_known_here(preview, leader, cohort, now):
    found = preview(people(("", "", "Juggling", "", "")))
    choose_values(import_id=found.pk, means={("topics", "Juggling"): LEAVE_OUT}, by=leader, now=now)
    other = CohortFactory()
    PolicyFactory(cohort=other)
    other.program.leaderships.create(user=leader)

    assert preview(people(("", "", "Juggling", "", "")), into=other).rows.get().said["topics"] == ["new:Juggling"]


def test_columns_are_remembered_for_the_next_file_and_cohort(preview, leader, cohort, now):
    content = csv_bytes([["Contact", "Who", "Specialty"], ["ada@example.org", "Ada Obi", "day shift"]])
    found = preview(content)
    map_columns(import_id=found.pk, sheets=[("mentee", {"email": [0], "full_name": [1]})], by=leader, now=now)
    later = CohortFactory(program=cohort.program)
    PolicyFactory(cohort=later)
    TrackFactory(cohort=later)

    again = preview(content, into=later)

    assert again.sheets[0]["mapping"] == {"email": [0], "full_name": [1]}
    assert again.outcome["new"] == 1


def test_the_page_asks_and_keeps_the_choice(client, leader, cohort, preview):
    client.force_login(leader)
    found = preview(people(("", "", "", "", "purple")))
    address = reverse("admin:programs_participantimport_preview", args=[found.pk])
    assert "1 answer that is not in your vocabulary" in " ".join(client.get(address).content.decode().split())

    client.post(
        reverse("admin:programs_participantimport_values", args=[found.pk]),
        {"said_0": "communication_style|purple", "means_0": "is:direct"},
    )

    found = ParticipantImport.objects.get()
    assert (found.outcome["new"], found.rows.get().said["communication_style"]) == (1, "direct")
