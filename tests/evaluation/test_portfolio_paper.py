"""The portfolio as PDF: in the background, page by page, tagged, with a code that tells it from any other file."""

from __future__ import annotations

import ctypes
import datetime as dt
import itertools
import re
import zlib

import pypdfium2
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdfium2 import raw

from agreements.enums import GoalState
from evaluation.domain import papers
from evaluation.domain.choosing import choose, decide_looks
from evaluation.domain.papers import ask_for_paper, call_off_paper, set_queued
from evaluation.enums import PaperState
from evaluation.models import Portfolio, PortfolioPaper
from mentorship.core import pdf
from mentorship.core.documents import digest_of, is_genuine
from mentorship.core.errors import NotAllowed, Refused
from tests.agreements.factories import GoalFactory
from tests.cast import NOW
from tests.evaluation.observations import ObservationFactory, ProcedureFactory, send_mini_cex

pytestmark = pytest.mark.django_db

ADDRESS = "https://mentoring.example.org/verify/"
EVERYTHING = {"names_observers": True, "shows_what_to_improve": True, "lists_attempts": True, "shows_pictures": True}


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def chosen(pairing, mentee):
    """A goal, six procedures and three pieces of feedback, all shown, with pictures."""
    GoalFactory(pairing=pairing, goal="Reduce five shoulders", state=GoalState.ACHIEVED, achieved_at=NOW)
    topic = ProcedureFactory(mentee=pairing.mentee).topic
    for level in ("2a", "2b", "3a", "3b", "4"):
        ProcedureFactory(mentee=pairing.mentee, topic=topic, supervision_level=level)
    for month in (1, 2, 3):
        send_mini_cex(pairing, observed_on=dt.date(2026, month, 4), strengths=f"Calm in month {month}.")
    choose(part="feedback", offered=None, chosen=None, by=mentee, now=NOW)
    return decide_looks(by=mentee, now=NOW, **EVERYTHING)


@pytest.fixture
def made(chosen, mentee):
    ask_for_paper(by=mentee, now=NOW)
    set_queued(address=ADDRESS, now=NOW)
    return PortfolioPaper.objects.get()


def pages_of(paper):
    document = pypdfium2.PdfDocument(bytes(paper.pdf))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def language_of(document):
    length = raw.FPDFCatalog_GetLanguage(document, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return bytes(buffer)[: length - 2].decode("utf-16-le")


def unpacked(content):
    """Every stream of a PDF as it reads, one after the other."""
    found = []
    for match in re.finditer(rb"stream\n(.*?)\nendstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(match.group(1)))
        except zlib.error:
            found.append(match.group(1))
    return b"\n".join(found)


def tags_of(paper):
    """Every tag of the document in reading order: its kind and its alternative text."""
    document = pypdfium2.PdfDocument(bytes(paper.pdf))
    found = []

    def text(read, element):
        length = read(element, None, 0)
        if length <= 2:
            return ""
        buffer = ctypes.create_string_buffer(length)
        read(element, buffer, length)
        return bytes(buffer)[: length - 2].decode("utf-16-le")

    def walk(element):
        found.append((text(raw.FPDF_StructElement_GetType, element), text(raw.FPDF_StructElement_GetAltText, element)))
        for number in range(raw.FPDF_StructElement_CountChildren(element)):
            child = raw.FPDF_StructElement_GetChildAtIndex(element, number)
            if child:
                walk(child)

    for page in document:
        tree = raw.FPDF_StructTree_GetForPage(page)
        for number in range(raw.FPDF_StructTree_CountChildren(tree)):
            walk(raw.FPDF_StructTree_GetChildAtIndex(tree, number))
        raw.FPDF_StructTree_Close(tree)
    return found


def test_it_holds_what_was_chosen_and_the_code_on_every_page(made):
    pages = pages_of(made)

    assert made.state == PaperState.READY
    assert made.pages == len(pages) > 1
    assert all(made.code in page for page in pages)
    words = " ".join(pages)
    for expected in ("Portfolio of Lena Fischer", "Reduce five shoulders", "Calm in month 2.", "Amara Osei", ADDRESS):
        assert expected in words


def test_a_screen_reader_finds_title_language_headings_tables_and_what_pictures_show(made):
    content = bytes(made.pdf)
    document = pypdfium2.PdfDocument(content)
    tags = tags_of(made)
    kinds = [kind for kind, _alt in tags]

    assert document.is_tagged()
    assert document.get_metadata_value("Title") == "Portfolio of Lena Fischer"
    assert language_of(document) == "en"
    assert b"pdfuaid" in unpacked(content)
    assert kinds.count("H1") == 1
    headings = [int(kind[1]) for kind in kinds if re.fullmatch("H[1-6]", kind)]
    assert headings[0] == 1
    assert all(later - before <= 1 for before, later in itertools.pairwise(headings))
    assert {"Table", "TH", "TD", "Caption", "Figure"} <= set(kinds)
    figures = [alt for kind, alt in tags if kind == "Figure"]
    assert len(figures) == 4
    assert all("?" in alt for alt in figures)


def test_a_picture_is_drawn_in_it(made):
    document = pypdfium2.PdfDocument(bytes(made.pdf))
    shapes = [sum(1 for one in page.get_objects(max_depth=8) if one.type == raw.FPDF_PAGEOBJ_PATH) for page in document]

    assert max(shapes) > 20


def test_without_names_no_observer_is_named(chosen, mentee):
    decide_looks(by=mentee, now=NOW, **{**EVERYTHING, "names_observers": False})
    ask_for_paper(by=mentee, now=NOW)
    set_queued(address=ADDRESS, now=NOW)

    assert "Osei" not in " ".join(pages_of(PortfolioPaper.objects.get()))


def test_its_code_and_its_bytes_are_known_and_nothing_else_is_said(client, made):
    content = bytes(made.pdf)

    def verdict_on(code, file):
        data = {"code": code, "file": SimpleUploadedFile("portfolio.pdf", file, content_type="application/pdf")}
        return client.post(reverse("core:verify"), data).text

    genuine = verdict_on(made.code, content)

    assert is_genuine(code=made.code, sha256=digest_of([content]))
    assert "Genuine" in genuine
    assert "Lena" not in genuine
    assert "Not confirmed" in verdict_on(made.code, content + b" ")
    assert "Not confirmed" in verdict_on("ABCD-EFGH-JKMN", content)


def test_an_agreements_code_is_none_of_a_portfolios(made):
    assert not is_genuine(code="", sha256=made.sha256)


def test_asking_twice_makes_one(chosen, mentee):
    first, second = (ask_for_paper(by=mentee, now=NOW) for _ in range(2))

    assert first == second
    assert set_queued(address=ADDRESS, now=NOW) == 1
    assert set_queued(address=ADDRESS, now=NOW) == 0


def test_an_earlier_file_is_still_known_but_no_longer_kept(made, chosen, mentee):
    content = bytes(made.pdf)

    ask_for_paper(by=mentee, now=NOW)
    set_queued(address=ADDRESS, now=NOW)

    made.refresh_from_db()
    assert made.pdf is None
    assert is_genuine(code=made.code, sha256=digest_of([content]))


def test_progress_is_told_page_by_page(chosen, mentee, monkeypatch):
    told = []
    paper = ask_for_paper(by=mentee, now=NOW)
    tell = papers._tell

    def telling(one, number, about):
        tell(one, number, about)
        told.append(PortfolioPaper.objects.values_list("progress_percent", "progress_words").get(pk=paper.pk))

    monkeypatch.setattr(papers, "_tell", telling)

    set_queued(address=ADDRESS, now=NOW)

    assert told[0][1] == "Setting page 1."
    assert [percent for percent, _words in told] == sorted(percent for percent, _words in told)
    assert len(told) >= PortfolioPaper.objects.get().pages


def test_called_off_in_the_middle_it_ends_at_once(chosen, mentee, monkeypatch):
    paper, tell = ask_for_paper(by=mentee, now=NOW), papers._tell

    def calling_off(one, number, about):
        call_off_paper(paper_id=paper.pk, by=mentee, now=NOW)
        tell(one, number, about)

    monkeypatch.setattr(papers, "_tell", calling_off)

    assert set_queued(address=ADDRESS, now=NOW) == 0
    paper.refresh_from_db()
    assert (paper.state, paper.pdf) == (PaperState.CANCELLED, None)


def test_what_a_dead_worker_left_is_taken_up_again(chosen, mentee):
    paper = ask_for_paper(by=mentee, now=NOW)
    PortfolioPaper.objects.update(state=PaperState.SETTING, heard_of_at=NOW)

    too_soon = set_queued(address=ADDRESS, now=NOW + dt.timedelta(minutes=1))
    later = set_queued(address=ADDRESS, now=NOW + dt.timedelta(minutes=4))

    paper.refresh_from_db()
    assert (too_soon, later, paper.state) == (0, 1, PaperState.READY)


def test_what_ends_its_worker_every_time_fails_in_words_and_can_be_asked_for_again(chosen, mentee, client):
    first, at = ask_for_paper(by=mentee, now=NOW), NOW
    for _time in range(papers.MOST_BEGINNINGS):
        papers._claim(first.pk, at)
        at += dt.timedelta(minutes=4)
        papers._take_up_again(at)

    first.refresh_from_db()
    assert first.state == PaperState.FAILED
    client.force_login(mentee)
    text = client.get("/portfolio/").text
    assert "It was interrupted 3 times" in text
    assert "you can ask for it again" in text
    again = ask_for_paper(by=mentee, now=NOW)
    assert (set_queued(address=ADDRESS, now=NOW), PortfolioPaper.objects.get(pk=again.pk).state) == (
        1,
        PaperState.READY,
    )


@pytest.mark.parametrize(("seconds", "is_told"), [(5, False), (31, True)])
def test_the_page_says_what_happens_when_nothing_is_heard_of_the_work(client, chosen, mentee, seconds, is_told):
    paper = ask_for_paper(by=mentee, now=NOW)
    PortfolioPaper.objects.update(state=PaperState.SETTING, heard_of_at=NOW - dt.timedelta(seconds=seconds))
    client.force_login(mentee)
    progress = reverse("evaluation:portfolio-paper-progress", args=[paper.uuid])

    pages = client.get("/portfolio/").text, client.get(progress, headers={"HX-Request": "true"}).text

    assert all(("it begins anew by itself" in page) == is_told for page in pages)


def test_after_an_interruption_it_says_that_it_begins_anew(client, chosen, mentee):
    ask_for_paper(by=mentee, now=NOW)
    PortfolioPaper.objects.update(state=PaperState.SETTING, heard_of_at=NOW, progress_percent=60)
    papers._take_up_again(NOW + dt.timedelta(minutes=4))
    client.force_login(mentee)

    assert "It was interrupted, and begins anew by itself." in client.get("/portfolio/").text


def test_a_paper_that_waited_for_another_is_not_thought_dead_when_it_begins(
    chosen, mentee, pairing, at_the_time_of_the_cast
):
    """The second begins when the first is done, not when the worker looked."""
    ask_for_paper(by=mentee, now=NOW)
    at_the_time_of_the_cast.shift(dt.timedelta(minutes=4))

    set_queued(address=ADDRESS, now=NOW)

    assert PortfolioPaper.objects.get().heard_of_at == NOW + dt.timedelta(minutes=4)


def test_what_goes_wrong_is_said_and_can_be_asked_for_again(chosen, mentee, monkeypatch, client):
    ask_for_paper(by=mentee, now=NOW)

    def broken(*_args, **_kwargs):
        raise OSError("no pango")

    monkeypatch.setattr(pdf, "set_pages", broken)

    with pytest.raises(OSError, match="no pango"):
        set_queued(address=ADDRESS, now=NOW)
    client.force_login(mentee)
    assert "you can ask for it again" in client.get("/portfolio/").text
    assert ask_for_paper(by=mentee, now=NOW).state == PaperState.QUEUED


def test_more_than_a_file_holds_is_refused_in_words(pairing, mentee, settings):
    settings.PORTFOLIO_ENTRIES = 2
    for _ in range(3):
        ObservationFactory(pairing=pairing)
    choose(part="feedback", offered=None, chosen=None, by=mentee, now=NOW)

    with pytest.raises(Refused, match="at most 2 entries, and you chose 3"):
        ask_for_paper(by=mentee, now=NOW)


def test_nothing_is_not_set(pairing, mentee):
    with pytest.raises(Refused, match="nothing to show"):
        ask_for_paper(by=mentee, now=NOW)


def test_only_its_owner_calls_it_off(chosen, mentee, other_mentee):
    paper = ask_for_paper(by=mentee, now=NOW)

    with pytest.raises(NotAllowed):
        call_off_paper(paper_id=paper.pk, by=other_mentee, now=NOW)


def test_the_page_gives_the_file_under_its_code(client, made, mentee, other_mentee):
    address = reverse("evaluation:portfolio-paper-file", args=[made.uuid])
    client.force_login(mentee)

    answer = client.get(address)
    client.force_login(other_mentee)
    strangers = client.get(address)

    assert answer.content == bytes(made.pdf)
    assert made.code in answer["Content-Disposition"]
    assert strangers.status_code == 404


def test_the_page_says_how_far_it_is_and_asks_again_only_while_it_runs(client, chosen, mentee):
    client.force_login(mentee)
    client.post(reverse("evaluation:portfolio-paper"))
    paper = PortfolioPaper.objects.get()
    underway = client.get("/portfolio/").text
    set_queued(address=ADDRESS, now=NOW)

    over = client.get(reverse("evaluation:portfolio-paper-progress", args=[paper.uuid]), headers={"HX-Request": "true"})

    assert 'hx-trigger="every 2s"' in underway
    assert "hx-trigger" not in over.text
    assert "Get the PDF" in over.text


def test_a_choice_made_later_leaves_a_file_as_it_is(made, mentee):
    content = bytes(made.pdf)

    choose(part="feedback", offered=None, chosen=[], by=mentee, now=NOW)

    made.refresh_from_db()
    assert bytes(made.pdf) == content
    assert Portfolio.objects.get().contents["feedback"] == []
