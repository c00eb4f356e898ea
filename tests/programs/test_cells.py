"""What people write in a cell is understood, or the reason is said."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.domain.participants import cells
from programs.domain.participants.cells import Unreadable
from programs.domain.participants.columns import guess_field, guess_mapping, missing_fields
from programs.domain.participants.formulas import guarded, unguarded
from programs.enums import EnrollmentRole


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Suturing, Lumbar puncture", ["Suturing", "Lumbar puncture"]),
        ("Suturing;Lumbar puncture;", ["Suturing", "Lumbar puncture"]),
        (" Suturing ,, ;  Lumbar   puncture, ", ["Suturing", "Lumbar puncture"]),
        ("Suturing\nTriage", ["Suturing", "Triage"]),
        ("Ultrasound (FAST, cardiac), Triage", ["Ultrasound (FAST, cardiac)", "Triage"]),
        ("Triage, triage, TRIAGE", ["TRIAGE"]),
        ("n/a", []),
        ("-, none", []),
        ("(", ["("]),
    ],
)
def test_a_cell_of_several_answers_is_split(text, answers):
    assert cells.parts(text) == answers


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("2", 2),
        ("2.0", 2),
        (" 3 mentees", 3),
        ("One mentee only, please!", 1),
        ("up to 4", 4),
        ("No more than two", 2),
        ("1-2", 2),
        ("1 or 2", 2),
        ("two to three", 3),
        ("a couple", 2),
        ("0", 0),
    ],
)
def test_a_number_of_places_is_read(text, places):
    assert cells.capacity(text) == places


@pytest.mark.parametrize(
    "text", ["as many as needed", "1 now, 3 later", "-2", "25", "9999999999999", "1e5", "½", "1.5"]
)
def test_what_is_no_number_of_places_is_told(text):
    with pytest.raises(Unreadable):
        cells.capacity(text)


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("Direct – just tell me plainly", "direct"),
        ("coaching", "coaching"),
        ("I coach: I ask questions rather than give answers", "coaching"),
        ("I like structure: a plan and an agenda", "structured"),
        ("Informal chats", "informal"),
        ("No preference", ""),
        ("I don't mind", ""),
    ],
)
def test_a_communication_style_is_read(text, style):
    assert cells.communication_style(text) == style


@pytest.mark.parametrize("text", ["purple", "direct and structured"])
def test_what_is_no_style_is_told(text):
    assert cells.communication_style(text) is None


@pytest.mark.parametrize(
    ("text", "question", "codes"),
    [
        ("Tuesday afternoon", "", ["tue_pm"]),
        ("Thu AM; Tue PM", "", ["tue_pm", "thu_am"]),
        ("tue_pm, thu_am", "", ["tue_pm", "thu_am"]),
        ("Wednesdays", "", ["wed_am", "wed_pm"]),
        ("Mon evenings after work", "", ["mon_eve"]),
        ("Weekday evenings", "", ["mon_eve", "tue_eve", "wed_eve", "thu_eve", "fri_eve"]),
        ("Weekend mornings", "", ["sat_am", "sun_am"]),
        ("Morning, Evening", "When are you free? [Friday]", ["fri_am", "fri_eve"]),
        ("It varies with my shifts", "", []),
    ],
)
def test_half_days_are_read(text, question, codes):
    assert cells.half_days(text, question) == codes


def test_what_is_no_half_day_is_told():
    with pytest.raises(Unreadable, match="full moon"):
        cells.half_days("Tuesday afternoon, full moon")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("English, Spanish", ["English", "Spanish"]),
        ("english (fluent); Deutsch - basic", ["English", "German"]),
        ("Fluent French and some Arabic", ["French", "Arabic"]),
        ("English; english", ["English"]),
    ],
)
def test_languages_are_read(text, names):
    assert cells.languages(text) == names


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" ADA@Example.org ", "ada@example.org"),
        ("Ada Obi <ada@example.org>", "ada@example.org"),
        ("mailto:ada@example.org", "ada@example.org"),
    ],
)
def test_an_address_is_read(text, address):
    assert cells.email(text) == address


@pytest.mark.parametrize("text", ["", "ada", "ada@example", "ada@example.org, bo@example.org", "ada @example.org"])
def test_what_is_no_address_is_told(text):
    with pytest.raises(Unreadable):
        cells.email(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Osei, Amara", "Amara Osei"),
        ("Amara Osei, MD", "Amara Osei, MD"),
        ("  Amara   Osei ", "Amara Osei"),
        ("Ó", "Ó"),
    ],
)
def test_a_name_is_read(text, name):
    assert cells.full_name(text) == name


@pytest.mark.parametrize("text", ["", "12", "---", "x" * 151])
def test_what_is_no_name_is_told(text):
    with pytest.raises(Unreadable):
        cells.full_name(text)


READERS = [
    cells.capacity,
    cells.communication_style,
    cells.email,
    cells.full_name,
    cells.half_days,
    cells.languages,
    cells.parts,
]


@given(text=st.text(max_size=80), reader=st.sampled_from(READERS))
def test_whatever_is_typed_is_read_or_told(text, reader):
    with suppress(Unreadable):
        reader(text)


@given(answers=st.lists(st.sampled_from(["Suturing", "Triage", "Handover", "Sepsis"]), unique=True), data=st.data())
def test_separators_and_spaces_change_nothing(answers, data):
    separators = [data.draw(st.sampled_from([",", ";", ", ", " ; ", ",,", "\n"])) for _ in answers]

    joined = "".join(answer + separator for answer, separator in zip(answers, separators, strict=True))

    assert cells.parts(joined) == answers


@given(st.text(max_size=40).filter(lambda cell: not cell.startswith("'")))
def test_a_guarded_cell_is_no_formula_and_comes_back(cell):
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Timestamp", "sent_on"),
        ("Email Address", "email"),
        ("Your E-mail (work)", "email"),
        ("What is your name (as it should appear in the programme)?", "full_name"),
        ("First name", "first_name"),
        ("Surname", "last_name"),
        ("What should we call you?", "preferred_name"),
        ("Which track(s) would you like to join?", "tracks"),
        ("Which skills or procedures do you want to work on?", "topics"),
        ("Any career or research topics you want help with?", "topics"),
        ("What can you teach?", "topics"),
        ("Which specialty are you aiming for?", "specialty"),
        ("Which hospital site do you work at?", "site"),
        ("How do you like to receive guidance? (communication style)", "communication_style"),
        ("Which languages do you speak?", "languages"),
        ("When are you usually free? (half-days)", "availability"),
        ("How many mentees could you take this spring?", "capacity"),
        ("Tell us a little about yourself", "about"),
        ("I agree to be contacted", None),
    ],
)
def test_a_question_is_recognised(question, field):
    assert guess_field(question) == field


def test_a_form_may_ask_for_topics_twice_but_for_one_address():
    header = ["Email", "Second email", "Name", "Skills you need", "Topics you want help with"]

    mapping = guess_mapping(header, EnrollmentRole.MENTEE)

    assert mapping["email"] == [0]
    assert mapping["topics"] == [3, 4]


def test_a_mentee_has_no_places():
    assert "capacity" not in guess_mapping(["Email", "Name", "How many mentees could you take?"], EnrollmentRole.MENTEE)


@pytest.mark.parametrize(
    ("mapping", "missing"),
    [
        ({"email": [0], "full_name": [1]}, []),
        ({"email": [0], "first_name": [1], "last_name": [2]}, []),
        ({"email": [0], "first_name": [1]}, ["full_name"]),
        ({}, ["email", "full_name"]),
    ],
)
def test_nobody_comes_in_without_an_address_and_a_name(mapping, missing):
    assert missing_fields(mapping) == missing
