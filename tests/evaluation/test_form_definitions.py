"""What makes a definition a form: checked part by part, and read from what a leader writes."""

from __future__ import annotations

import copy

import pytest

from evaluation.instruments import SHIPPED, checking, lines
from evaluation.instruments.variants import VARIANTS
from evaluation.scoring import NotOnTheScale, band_of, score

DEFINITIONS = {**{f"{kind} {version}": one for (kind, version), one in SHIPPED.items()}} | {
    key: definition for key, (_kind, _name, definition) in VARIANTS.items()
}


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=DEFINITIONS.keys())
def test_every_form_that_ships_and_every_variant_can_be_written_on(definition):
    assert checking.problems_of(definition) == []


def broken(change):
    definition = copy.deepcopy(SHIPPED["mini_cex", 2])
    change(definition)
    return definition


BROKEN = {
    "two parts of one name": (lambda d: d["domains"].append(d["domains"][0]), "domains"),
    "a part without a name": (lambda d: d["domains"][0].update(label=" "), "domains"),
    "a part without letters": (lambda d: d["domains"][0].update(key=""), "domains"),
    "two overall ratings": (lambda d: d["domains"][0].update(is_global=True), "overall"),
    "thirty-one parts": (
        lambda d: d["domains"].extend({"key": f"k{n}", "label": "x", "is_global": False} for n in range(24)),
        "domains",
    ),
    "a zero": (lambda d: d["scale"]["points"][0].update(value=0), "scale"),
    "a half": (lambda d: d["scale"]["points"][3].update(value=4.5), "scale"),
    "points in no order": (lambda d: d["scale"]["points"].reverse(), "scale"),
    "one point": (lambda d: d["scale"].update(points=[{"value": 1, "label": "1"}], bands=[], marginal=[]), "scale"),
    "a point without a word": (lambda d: d["scale"]["points"][0].update(label=""), "scale"),
    "a band that overlaps": (lambda d: d["scale"]["bands"][0].update(highest=4), "bands"),
    "a band that is missing": (lambda d: d["scale"]["bands"].pop(), "bands"),
    "a mark off the scale": (lambda d: d["scale"].update(marginal=[10]), "marginal"),
    "a reason below nothing": (lambda d: d["scale"].update(reason_below=1), "reason_below"),
    "no word for not observed": (lambda d: d["scale"].update(not_observed=""), "not_observed"),
    "nothing to rate": (lambda d: d.update(rated_at_least=0), "rated_at_least"),
    "more than there is": (lambda d: d.update(rated_at_least=7), "rated_at_least"),
    "a fact nobody knows": (lambda d: d["header"].append("patient_name"), "header"),
    "required but not asked": (lambda d: d.update(required=["room"]), "required"),
}


@pytest.mark.parametrize(("change", "part"), BROKEN.values(), ids=BROKEN.keys())
def test_a_problem_names_the_part_it_stands_in(change, part):
    assert part in {problem.part for problem in checking.problems_of(broken(change))}


def test_an_overall_rating_that_is_not_there_cannot_be_required():
    definition = broken(lambda d: d.update(domains=d["domains"][:6]))

    assert [problem.part for problem in checking.problems_of(definition)] == ["global_required"]


@pytest.mark.parametrize(
    ("variant", "rating", "band"),
    [
        ("uk_numeric", 2, "below"),
        ("uk_numeric", 3, "borderline"),
        ("uk_numeric", 4, "meets"),
        ("uk_numeric", 6, "above"),
        ("amc", 3, "below"),
        ("amc", 4, "at"),
        ("amc", 7, "above"),
        ("ecfmg", 3, "student"),
        ("ecfmg", 6, "graduate"),
        ("ecfmg", 9, "practice"),
        ("nine_point_dops", 3, "input"),
        ("nine_point_dops", 4, "guidance"),
        ("nine_point_dops", 9, "independent"),
        ("uk_six_point", 6, None),
        ("uk_six_point", None, None),
    ],
)
def test_a_variant_bands_its_ratings_as_published(variant, rating, band):
    assert band_of(VARIANTS[variant][2]["scale"], rating) == band


@pytest.mark.parametrize(("variant", "rating"), [("uk_six_point", 7), ("amc", 10), ("surgical_dops", 4), ("ecfmg", 0)])
def test_a_variant_refuses_what_is_not_on_its_scale(variant, rating):
    with pytest.raises(NotOnTheScale):
        band_of(VARIANTS[variant][2]["scale"], rating)


def test_a_rating_below_the_expected_level_needs_a_reason_where_the_form_says_so():
    ecfmg = VARIANTS["ecfmg"][2]

    assert score(ecfmg, {"interviewing": 3, "exam": 4, "judgment": None}).needs_reason == ("interviewing",)
    assert score(SHIPPED["mini_cex", 2], {"exam": 1}).needs_reason == ()


def test_parts_points_and_bands_are_read_as_a_leader_writes_them():
    assert lines.domains_in("Asepsis | gloves, drape\n\nConsent", {"Consent": "asks"}) == [
        {"key": "asepsis", "label": "Asepsis", "is_global": False, "help": "gloves, drape"},
        {"key": "asks", "label": "Consent", "is_global": False},
    ]
    assert lines.points_in("1 = Not yet\n2=Alone | needs nobody") == [
        {"value": 1, "label": "Not yet"},
        {"value": 2, "label": "Alone", "anchor": "needs nobody"},
    ]
    assert [(band["lowest"], band["highest"], band["label"]) for band in lines.bands_in("1-3 = Low\n4 = High")] == [
        (1, 3, "Low"),
        (4, 4, "High"),
    ]


@pytest.mark.parametrize(("read", "text"), [(lines.points_in, "1 = a\nNot yet"), (lines.bands_in, "1-3 = a\nHigh")])
def test_a_line_that_cannot_be_read_is_named(read, text):
    with pytest.raises(lines.CannotBeRead, match="Line 2"):
        read(text)


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=DEFINITIONS.keys())
def test_what_is_written_as_lines_is_read_back_the_same(definition):
    known = {domain["label"]: domain["key"] for domain in definition["domains"]}
    scale = definition["scale"]

    parts = lines.domains_in(lines.domains_as_lines(definition["domains"]), known)
    bands = lines.bands_in(lines.bands_as_lines(scale))

    assert parts == [domain for domain in definition["domains"] if not domain["is_global"]]
    assert lines.points_in(lines.points_as_lines(scale)) == scale["points"]
    assert [{**band, "key": ""} for band in bands] == [{**band, "key": ""} for band in scale["bands"]]
