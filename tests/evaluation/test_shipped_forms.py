"""The forms that ship are rows of the database, each in its version, which is never edited."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.db import DatabaseError, transaction

from evaluation.enums import ObservationKind
from evaluation.instruments import SHIPPED, newest, ship
from evaluation.models import ObservationForm
from tests.programs.factories import ProgramFactory

DIGESTS = {
    ("mini_cex", 1): "c1e49ccff84a157e",
    ("dops", 1): "df10b7cffc505ea3",
    ("direct_skills_review", 1): "4269a9c09b535189",
    ("field_note", 1): "56468569e7c493ec",
    ("mini_cex", 2): "22a69d6a8a41a953",
    ("dops", 2): "71a331c7a854ec0a",
    ("direct_skills_review", 2): "99db8c347dc175b8",
    ("field_note", 2): "8a3470c78e1158b3",
}


@pytest.mark.django_db
def test_every_kind_ships_and_shipping_again_changes_nothing():
    ship(ObservationForm, program=None)

    rows = {(form.kind, form.version): form.definition for form in ObservationForm.objects.published()}
    assert rows == SHIPPED
    assert {kind for kind, _version in SHIPPED} == set(ObservationKind.values)


@pytest.mark.parametrize(("form", "digest"), DIGESTS.items(), ids=str)
def test_a_version_that_shipped_is_never_edited(form, digest):
    text = json.dumps(SHIPPED[form], sort_keys=True)

    assert hashlib.sha256(text.encode()).hexdigest()[:16] == digest, "Observations were written on it: add a version."


def test_the_mini_cex_has_seven_ratings_on_nine_points_in_three_bands():
    _version, form = newest("mini_cex")

    assert [domain["key"] for domain in form["domains"]] == [
        "interviewing",
        "exam",
        "professionalism",
        "judgment",
        "counseling",
        "organization",
        "overall",
    ]
    assert [domain["key"] for domain in form["domains"] if domain["is_global"]] == ["overall"]
    assert [point["value"] for point in form["scale"]["points"]] == list(range(1, 10))
    assert [(band["lowest"], band["highest"]) for band in form["scale"]["bands"]] == [(1, 3), (4, 6), (7, 9)]
    assert form["scale"]["marginal"] == [4]


def test_dops_has_ten_domains_by_supervision_and_five_levels_of_independence():
    _version, form = newest("dops")

    assert sum(not domain["is_global"] for domain in form["domains"]) == 10
    assert len(form["scale"]["points"]) == 3
    assert len(form["global_scale"]["points"]) == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"definition": {}},
        {"version": 9},
        {"kind": "dops"},
        {"published_at": None},
    ],
    ids=str,
)
def test_the_database_itself_refuses_to_change_a_published_version(change):
    form = ObservationForm.objects.get(kind="mini_cex", version=1)

    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        ObservationForm.objects.filter(pk=form.pk).update(**change)


@pytest.mark.django_db
def test_a_published_version_may_be_retired_and_a_draft_written_anew(now):
    shipped = ObservationForm.objects.get(kind="mini_cex", version=1)
    draft = ObservationForm.objects.create(
        program=ProgramFactory(), kind="dops", name="Chest drain", version=1, definition={"domains": []}
    )

    retired = ObservationForm.objects.filter(pk=shipped.pk).update(retired_at=now)
    changed = ObservationForm.objects.filter(pk=draft.pk).update(definition={"domains": [1]})

    assert retired == changed == 1
