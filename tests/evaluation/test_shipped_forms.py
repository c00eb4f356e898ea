"""The forms that ship are rows of the database, each in its version, which is never edited."""

from __future__ import annotations

import hashlib
import json

import pytest

from evaluation.enums import ObservationKind
from evaluation.instruments import SHIPPED, newest, ship
from evaluation.models import ObservationForm
from evaluation.queries.observations import definition_of

DIGESTS = {
    ("mini_cex", 1): "c1e49ccff84a157e",
    ("dops", 1): "df10b7cffc505ea3",
    ("direct_skills_review", 1): "4269a9c09b535189",
    ("field_note", 1): "56468569e7c493ec",
}


@pytest.mark.django_db
def test_every_kind_ships_and_shipping_again_changes_nothing():
    ship(ObservationForm)

    rows = {(form.kind, form.version): form.definition for form in ObservationForm.objects.all()}
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
def test_pages_draw_what_ships_where_the_database_has_no_row():
    ObservationForm.objects.all().delete()

    assert definition_of("dops") == SHIPPED["dops", 1]
    assert not ObservationForm.objects.exists()
