"""Official wording: mapped to items, recognised by its digest, and only then called validated."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.domain.wordings import enter_wording
from evaluation.models import Instrument
from evaluation.queries.survey_page import words_of
from evaluation.questionnaires import SHIPPED, burnout
from evaluation.surveys import sealing
from evaluation.surveys.wording import Known, digest, is_official, mapped
from mentorship.core.errors import NotAllowed, Refused
from tests.evaluation.surveys import DAY, NOW, TODAY, a_window, instrument

SENTENCES = ["How are you?", "It’s “fine”, isn’t it?"]


def known(sentences=SENTENCES):
    """A questionnaire of which the official wording is known."""
    items = [
        {"key": f"i{number}", "label": "", "answers": "often", "reversed": False, "digest": digest(sentence)}
        for number, sentence in enumerate(sentences)
    ]
    return {**copy.deepcopy(burnout.SINGLE_ITEM), "items": items}


def test_white_space_quotes_and_case_make_no_difference():
    assert digest("It’s   “fine”,\tisn’t IT? ") == digest("It's \"fine\", isn't it?")
    assert digest("How are you?") != digest("How are you")
    assert len(digest("How are you?")) == 16


def test_each_line_is_told_whether_it_is_official():
    lines = mapped(known(), "1. how are YOU?\n\n2) It's fine")

    assert [(line.key, line.known) for line in lines] == [("i0", Known.OFFICIAL), ("i1", Known.OTHER)]
    assert not is_official(lines)
    assert is_official(mapped(known(), "\n".join(SENTENCES)))


def test_what_we_do_not_know_is_never_called_official():
    lines = mapped(SHIPPED["who5", 1], "one\ntwo\nthree\nfour\nfive")

    assert {line.known for line in lines} == {Known.UNKNOWN}
    assert not is_official(lines)


def test_another_number_of_lines_is_refused():
    with pytest.raises(Refused, match="has 2 items, and here are 3 lines"):
        mapped(known(), "a\nb\nc")


def test_every_item_of_the_burnout_inventory_has_a_digest_of_its_own():
    digests = [item["digest"] for item in burnout.COPENHAGEN["items"]]

    assert len(set(digests)) == 19
    assert all(len(one) == 16 and int(one, 16) for one in digests)


@pytest.fixture
def recognised(db):
    """Let the product know a wording of two items."""
    return Instrument.objects.create(key="known", version=1, title="Known", definition=known(), licence="none")


def entered(cohort, leader, which, text, *, has_permission=False):
    return enter_wording(
        program_id=cohort.program_id,
        instrument_id=which.pk,
        text=text,
        has_permission=has_permission,
        by=leader,
        now=NOW,
    )


def test_only_the_official_wording_is_called_validated(cohort, leader, recognised):
    window = a_window(cohort, opens_on=TODAY + DAY)
    window.instrument = recognised
    window.save(update_fields=["instrument"])
    assert words_of(window) == "Short labels, not the validated wording"

    entered(cohort, leader, recognised, "How are you?\nFine?")
    window.refresh_from_db()
    assert words_of(window) == "Wording entered by the program, not recognised as the official one"

    entered(cohort, leader, recognised, "\n".join(SENTENCES))
    window.refresh_from_db()
    assert words_of(window) == "Validated: the official wording"


def test_what_needs_a_permission_is_kept_with_one_only(cohort, leader):
    text = "\n".join(f"line {number}" for number in range(16))

    with pytest.raises(Refused, match="owner's permission"):
        entered(cohort, leader, instrument("olbi"), text)
    assert entered(cohort, leader, instrument("olbi"), text, has_permission=True).has_permission


def test_our_own_questions_need_none(cohort, leader):
    with pytest.raises(Refused, match="complete"):
        entered(cohort, leader, instrument("own_mentoring"), "x")


def test_only_a_leader_enters_it(cohort, other_leader):
    with pytest.raises(NotAllowed):
        entered(cohort, other_leader, instrument("who5"), "x")


@given(st.text(max_size=1000), st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 100)))
def test_what_is_sealed_comes_out_as_it_went_in(comment, answers):
    entry = {"answers": answers, "comment": comment, "group": "", "pseudonym": ""}
    encoded_size = len(repr(comment).encode("unicode_escape"))

    if encoded_size < sealing.ROOM // 2:
        assert sealing.opened(sealing.with_one_more(b"", entry)) == [entry]


def test_what_is_larger_than_its_room_is_refused():
    with pytest.raises(Refused, match="too long"):
        sealing.with_one_more(b"", {"comment": "x" * sealing.ROOM})


def test_a_code_joins_whatever_its_case_and_dashes():
    first = sealing.pseudonym("Kavi-Roto", about="a")

    assert first == sealing.pseudonym("kaviroto ", about="a")
    assert first != sealing.pseudonym("kavi-roto", about="b")
    assert first != sealing.pseudonym("kavi-rota", about="a")
    assert sealing.pseudonym(" - ", about="a") == ""


def test_codes_are_long_enough_that_no_two_people_are_given_the_same():
    assert len({sealing.new_code() for _code in range(2000)}) == 2000
