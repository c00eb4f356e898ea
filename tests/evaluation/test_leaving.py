"""Everything goes along: every model is in it or says why not, and nothing of others is."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.domain.agreements import sign_agreement
from agreements.domain.documents import document_of
from agreements.models import Agreement, Ending
from evaluation.domain.links import make_link
from evaluation.leaving.files import pack
from evaluation.leaving.tables import ALWAYS_LEFT_OUT, LEFT_OUT, TABLES
from evaluation.models import Review, ReviewAnswer
from matching.enums import PairingState
from matching.models import Pairing
from meetings.models import MeetingNote
from mentorship.core.models import AuditEntry
from tests.accounts.signing import PASSWORD, with_app, with_password
from tests.agreements.factories import AgreementFactory, ExpectationFactory, GoalFactory
from tests.cast import NOW
from tests.evaluation.factories import ReviewFactory
from tests.evaluation.observations import ObservationFactory, ProcedureFactory, send_mini_cex
from tests.meetings.factories import MeetingFactory, ReflectionFactory

pytestmark = pytest.mark.django_db

OURS = ("core", "accounts", "notifications", "programs", "matching", "agreements", "meetings", "evaluation")


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agreement(pairing):
    """The pair's agreement, waiting for both signatures."""
    Pairing.objects.filter(pk=pairing.pk).update(state=PairingState.ACCEPTED, activated_at=None)
    pairing.refresh_from_db()
    return AgreementFactory(pairing=pairing)


def unpack(user):
    with pack(user, NOW) as packed, zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def tables_of(user):
    return json.loads(unpack(user)["everything.json"])["tables"]


def test_every_model_goes_along_or_says_why_not():
    every = {model._meta.label for app in OURS for model in apps.get_app_config(app).get_models()}
    along = {table.model._meta.label for table in TABLES}

    assert every - along - set(LEFT_OUT) == set()
    assert along & set(LEFT_OUT) == set()
    assert set(LEFT_OUT) <= every


def test_every_column_that_stays_behind_exists_and_no_secret_goes_along():
    for table in TABLES:
        names = {column.name for column in table.model._meta.concrete_fields}
        assert table.left_out <= names, table.name
        assert not {name for name in (column.name for column in table.columns) if "token" in name or "password" in name}
    assert len({table.name for table in TABLES}) == len(TABLES)
    assert "password" in ALWAYS_LEFT_OUT


def test_json_and_csv_hold_the_same_rows(pairing, mentee):
    GoalFactory(pairing=pairing, goal="Reduce five shoulders")
    ProcedureFactory.create_batch(3, mentee=pairing.mentee)
    send_mini_cex(pairing)

    files = unpack(mentee)
    tables = json.loads(files["everything.json"])["tables"]

    for table in TABLES:
        rows = list(csv.DictReader(io.StringIO(files[f"csv/{table.name}.csv"].decode("utf-8-sig"))))
        assert len(rows) == len(tables[table.name]), table.name
    assert [len(tables[name]) for name in ("goals", "procedures", "observations", "ratings")] == [1, 3, 1, 7]
    assert tables["goals"][0]["goal"] == "Reduce five shoulders"
    assert tables["observations"][0]["observer"] == "Amara Osei"
    assert tables["me"][0]["email"] == "mentee@example.org"


def test_words_stay_words_in_a_spreadsheet(pairing, mentee):
    ProcedureFactory(mentee=pairing.mentee, note='=HYPERLINK("https://evil.example","x")')

    files = unpack(mentee)

    row = next(csv.DictReader(io.StringIO(files["csv/procedures.csv"].decode("utf-8-sig"))))
    assert row["note"].startswith("'=")
    assert json.loads(files["everything.json"])["tables"]["procedures"][0]["note"].startswith("=")


def test_nothing_that_others_keep_for_themselves_goes_along(pairing, mentee, mentor, other_mentee):
    meeting = MeetingFactory(pairing=pairing)
    ReflectionFactory(meeting=meeting, author=mentor, lessons="Private to the mentor.")
    MeetingNote.objects.create(meeting=meeting, author=mentor, text="Private note.")
    review = ReviewFactory(pairing=pairing)
    ReviewAnswer.objects.create(
        review=review, author=mentor, went_well="Before we both answered.", answered_at=NOW, satisfaction=4
    )
    Ending.objects.create(
        pairing=pairing,
        by=mentor,
        message="Thank you.",
        reason="For the leader only.",
        ended_at=NOW,
        wants_new_partner=True,
    )
    ObservationFactory(strengths="About somebody else.")

    words = unpack(mentee)["everything.json"].decode()

    assert "Thank you." in words
    for kept in (
        "Private to the mentor.", "Private note.", "Before we both answered.", "For the leader only.",
        "About somebody else.", other_mentee.email,
    ):  # fmt: skip
        assert kept not in words


@pytest.mark.parametrize(("own", "goes_along"), [(None, []), (6, [8])])
def test_what_the_observer_said_of_the_encounter_goes_along_once_both_have(pairing, mentee, own, goes_along):
    ObservationFactory(pairing=pairing, observer_satisfaction=8, mentee_satisfaction=own)

    tables = json.loads(unpack(mentee)["everything.json"])["tables"]

    assert [row["mentee_satisfaction"] for row in tables["observations"]] == [own]
    assert "observer_satisfaction" not in tables["observations"][0]
    assert [row["observer_satisfaction"] for row in tables["satisfaction_of_observers"]] == goes_along


def test_what_the_mentor_answered_goes_along_once_both_have_without_what_is_for_the_leader(pairing, mentee, mentor):
    review = ReviewFactory(pairing=pairing)
    for person in (mentee, mentor):
        ReviewAnswer.objects.create(
            review=review,
            author=person,
            went_well=f"By {person}.",
            to_leader=f"Leader, says {person}.",
            answered_at=NOW,
            satisfaction=4,
        )
    Review.objects.filter(pk=review.pk).update(state="answered")

    words = unpack(mentee)["everything.json"].decode()

    assert "By Amara Osei." in words
    assert "Leader, says Lena Fischer." in words
    assert "Leader, says Amara Osei." not in words


def test_signed_documents_go_along_and_secrets_do_not(pairing, mentee, mentor, agreement):
    for person in (mentee, mentor):
        sign_agreement(agreement_id=agreement.pk, by=person, typed_name=person.full_name, now=NOW)
    document = document_of(agreement_id=agreement.pk, by=mentee, address="https://example.org/verify/", now=NOW)
    link, token = make_link(
        label="Interview", expires_at=NOW.replace(year=2027, month=3), password="not-to-be-seen", by=mentee, now=NOW
    )

    files = unpack(mentee)

    code = Agreement.objects.get(pk=agreement.pk).verification_code
    assert files[f"files/agreement-{code}.pdf"] == bytes(document.pdf)
    words = files["everything.json"].decode()
    assert "Interview" in words
    for secret in (token, link.token_sha256, link.password):
        assert secret not in words


def test_it_asks_as_often_for_many_as_for_few(pairing, mentee):
    asked = []
    for rows in (1, 30):
        ProcedureFactory.create_batch(rows, mentee=pairing.mentee)
        ObservationFactory.create_batch(rows, pairing=pairing)
        with CaptureQueriesContext(connection) as queries, pack(mentee, NOW):
            pass
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_the_page_gives_it_and_it_is_on_record(client, pairing, mentor):
    client.force_login(with_password(mentor))
    assert "/profile/my-data/" in client.get("/profile/").content.decode()
    assert "/profile/my-data/file/" in client.get("/profile/my-data/").content.decode()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    answer = client.get("/profile/my-data/file/")

    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert {"everything.json", "everything.html"} <= set(archive.namelist())
    assert "mentorship-2027-02-01.zip" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    assert AuditEntry.objects.filter(verb="export_own_data", actor=mentor).count() == 1


def test_s18_the_file_asks_again_who_it_is(client, pairing, mentor):
    client.force_login(with_password(mentor))

    answer = client.get("/profile/my-data/file/")

    assert answer["Location"] == "/accounts/reauthenticate/?next=%2Fprofile%2Fmy-data%2Ffile%2F"
    assert not AuditEntry.objects.filter(verb="export_own_data").exists()


@pytest.fixture
def planted(pairing, mentee, mentor, other_mentee, other_mentor, leader):
    """Words that nobody but their readers may get, one for each way in which somebody writes."""
    meeting = MeetingFactory(pairing=pairing)
    for person, word in ((mentee, "mentee"), (mentor, "mentor")):
        ReflectionFactory(meeting=meeting, author=person, lessons=f"CANARY-reflection-{word}")
        MeetingNote.objects.create(meeting=meeting, author=person, text=f"CANARY-note-{word}")
        ExpectationFactory(pairing=pairing, person=person, off_limits=f"CANARY-expectation-{word}")
    ObservationFactory(
        pairing=pairing,
        observer=mentor,
        strengths="CANARY-observation-shared",
        mentee_satisfaction=3,
        observer_satisfaction=None,
    )
    GoalFactory(pairing=pairing, goal="CANARY-goal-mentee")
    ReviewAnswer.objects.create(
        review=ReviewFactory(pairing=pairing), author=mentor, went_well="CANARY-answer-mentor",
        to_leader="CANARY-leader-mentor", answered_at=NOW, satisfaction=4,
    )  # fmt: skip
    ObservationFactory(strengths="CANARY-observation-other")


@pytest.mark.parametrize(
    ("role", "own"),
    [
        ("mentee", {"reflection-mentee", "note-mentee", "expectation-mentee", "observation-shared", "goal-mentee"}),
        ("mentor", {"reflection-mentor", "note-mentor", "expectation-mentor", "observation-shared",
                    "answer-mentor", "leader-mentor"}),
        ("leader", set()),
        ("other_mentee", set()),
        ("other_mentor", set()),
        ("staff", set()),
    ],
)  # fmt: skip
def test_p02_all_of_ones_own_and_nothing_of_others(planted, role, own, request):
    files = unpack(request.getfixturevalue(role))

    for name in ("everything.json", "everything.html"):
        assert set(re.findall(r"CANARY-([a-z-]+)", files[name].decode())) == own, name
    in_csv = "".join(content.decode("utf-8-sig") for name, content in files.items() if name.startswith("csv/"))
    assert set(re.findall(r"CANARY-([a-z-]+)", in_csv)) == own


def test_p02_the_page_to_read_holds_words_not_codes_and_runs_nothing(pairing, mentee):
    GoalFactory(pairing=pairing, goal="<script>alert(1)</script>")

    page = unpack(mentee)["everything.html"].decode()

    assert "<h1>What is held of Lena Fischer</h1>" in page
    assert "<h2>Goals</h2>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    assert "1 February 2027, 09:00 UTC" in page


def test_p02_no_secret_of_signing_in_goes_along(client, mentee):
    secret = with_app(with_password(mentee))
    client.post("/accounts/login/", {"login": mentee.email, "password": PASSWORD})
    client.force_login(mentee)

    words = unpack(mentee)["everything.json"].decode()

    assert '"type": "totp"' in words
    for kept in (secret, client.session.session_key, mentee.password):
        assert kept not in words
