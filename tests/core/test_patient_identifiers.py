"""What looks like a patient is pointed out; what does not is left in peace."""

from __future__ import annotations

import pytest

from mentorship.core.patient_identifiers import IdentifierKind, find, is_nhs_number


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mr John Smith, bed 4", IdentifierKind.NAME),
        ("DOB 12/03/1961", IdentifierKind.BIRTH_DATE),
        ("NHS 943 476 5919", IdentifierKind.NHS_NUMBER),
        ("NHS 943 476 5918", IdentifierKind.NATIONAL_NUMBER),
        ("MRN 00123456", IdentifierKind.RECORD_NUMBER),
        ("age 93", IdentifierKind.GREAT_AGE),
        ("call me on 07700 900123", IdentifierKind.PHONE),
        ("mrs O'Neill was anxious", IdentifierKind.NAME),
        ("a patient called Anna", IdentifierKind.NAME),
        ("born 3 May 1990", IdentifierKind.BIRTH_DATE),
        ("seen on 12.03.2027 in clinic", IdentifierKind.FULL_DATE),
        ("admitted 4 March 2027", IdentifierKind.FULL_DATE),
        ("9434765919", IdentifierKind.NHS_NUMBER),
        ("hospital number: A12345", IdentifierKind.RECORD_NUMBER),
        ("078-05-1120", IdentifierKind.NATIONAL_NUMBER),
        ("+44 7700 900123", IdentifierKind.PHONE),
        ("(555) 010-9999", IdentifierKind.PHONE),
        ("write to anna@example.org", IdentifierKind.EMAIL),
        ("lives at SW1A 1AA", IdentifierKind.POSTCODE),
        ("93M, fell at home", IdentifierKind.GREAT_AGE),
        ("a 101 year old", IdentifierKind.GREAT_AGE),
        ("Miss Okafor", IdentifierKind.NAME),
        ("Frau Weber was cold", IdentifierKind.NAME),
        ("AB 12 34 56 C on the wristband", IdentifierKind.NATIONAL_NUMBER),
        ("chart # 448812", IdentifierKind.RECORD_NUMBER),
        ("file no. 77-120-3", IdentifierKind.RECORD_NUMBER),
        ("date of birth: 1961-03-12", IdentifierKind.BIRTH_DATE),
        ("lives at B33 8TH", IdentifierKind.POSTCODE),
        ("tel 0207 946 0958", IdentifierKind.PHONE),
    ],
)
def test_it_is_pointed_out_with_its_reason(text, kind):
    findings = find(text)

    assert [finding.kind for finding in findings] == [kind]
    assert findings[0].reason


@pytest.mark.parametrize(
    "text",
    [
        "45M with chest pain",
        "BP 120/80, HR 88",
        "seen 3/52 post op",
        "MR imaging of the shoulder",
        "QT 400 ms after the second dose",
        "You missed the radial pulse",
        "Dr Osei showed the sequence first",
        "age 89, from home",
        "pH 7.35, lactate 2.1, glucose 5.6",
        "2 of 5 reductions done by March",
        "gave 10 mg in 250 ml over 20 min",
        "reduced at 14:35",
        "GCS 15, T4 2 ml given",
        "Ms was excluded by the film",
        "SpO2 97 on 2 l, RR 18",
        "AB 12 beats, then sinus rhythm",
        "seen 12/52 ago, review in 1/12",
        "room 12, bed 4",
        "",
    ],
)
def test_ordinary_clinical_words_are_left_in_peace(text):
    assert find(text) == []


def test_each_piece_is_named_once_and_in_order():
    findings = find("Mrs Alba Reyes, DOB 12/03/1961, MRN 00123456")

    assert [finding.kind for finding in findings] == [
        IdentifierKind.NAME,
        IdentifierKind.BIRTH_DATE,
        IdentifierKind.RECORD_NUMBER,
    ]


@pytest.mark.parametrize(("digits", "valid"), [("9434765919", True), ("9434765918", False), ("943476591", False)])
def test_the_check_digit_tells_an_nhs_number(digits, valid):
    assert is_nhs_number(digits) is valid
