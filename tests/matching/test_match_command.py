"""The matching alone: two files in, pairs and reasons out, no database. No test here may touch one."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

MENTEES = """Email,Name,Specialty,Track,I want to learn,Half-days free,Languages,Shoe size
lena@example.org,Lena Ito,Emergency medicine,Clinical skills,suturing; shoulder reduction,Tue pm,English,38
omar@example.org,Omar Diaz,Surgery,Research,statistics,Mon am,German,44
ida@example.org,Ida Berg,Surgery,Career advising,,,,40
"""
MENTORS = """Email,Name,Specialty,Track,I can teach,Half-days free,Languages,How many mentees
ann@example.org,Ann Roth,Emergency medicine,Clinical skills,Suturing,Tue pm,English,1
bo@example.org,Bo Lund,Surgery,Research,Statistics,,German,2
cy@example.org,Cy Wu,Surgery,Research,,,,1
"""


@pytest.fixture
def run(tmp_path, capsys):
    def command(mentees=MENTEES, mentors=MENTORS, weights=None):
        files = {"mentees": mentees, "mentors": mentors, "weights": weights}
        for name, text in files.items():
            if text is not None:
                (tmp_path / name).write_text(text)
        arguments = ["--mentees", tmp_path / "mentees", "--mentors", tmp_path / "mentors"]
        arguments += ["--out", tmp_path / "pairs.csv", "--json", tmp_path / "report.json"]
        arguments += ["--weights", tmp_path / "weights"] if weights is not None else []
        call_command("match", *map(str, arguments))
        with (tmp_path / "pairs.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        return rows, json.loads((tmp_path / "report.json").read_text()), capsys.readouterr()

    return command


def test_pairs_come_with_score_and_reasons(run):
    rows, report, said = run()

    first = rows[0]
    assert (first["mentee_email"], first["mentor_email"], first["score"]) == (
        "lena@example.org",
        "ann@example.org",
        "52",
    )
    assert "Suturing (20/40)" in first["why"]
    assert report["pairs"] == 2
    assert report["total"] == sum(int(row["score"]) for row in rows if row["score"])
    assert sum(part["points"] for part in report["rows"][0]["parts"]) == 52
    assert said.out == "2 pairs, 119 points in all, proven best; 2 without.\n"


def test_who_is_left_is_in_the_output_with_the_reason(run):
    rows, _report, _said = run()

    alone = {row["mentee_email"] or row["mentor_email"]: row["why"] for row in rows if not row["score"]}
    assert alone["ida@example.org"] == "No mentor may be chosen: 3 × other track, which is a must-have."
    assert alone["cy@example.org"] == "The mentees fit others better."


def test_columns_that_count_for_nothing_are_named(run):
    assert "Shoe size" in run()[2].err


def test_weights_decide_what_counts_and_what_must_be(run):
    rows, report, _said = run(weights="must_have = []\n[weights]\nneeds = 50\nsite = 5")

    assert [row["score"] for row in rows] == ["25", "50", "0"]
    assert report["weights"] == {"needs": 50, "site": 5}


def test_a_mentee_may_want_a_mentor_in_each_track(run):
    mentees = 'Email,Name,Track\nlena@example.org,Lena Ito,"Clinical skills, Research"\n'

    rows, _report, _said = run(mentees=mentees, weights="mentor_per_track = true")

    assert {row["track"] for row in rows if row["score"]} == {"Clinical skills", "Research"}
    assert len({row["mentor_email"] for row in rows if row["score"]}) == 2


def test_nobody_mentors_themselves(run):
    mentors = MENTORS.replace("bo@example.org", "omar@example.org")

    rows, _report, _said = run(mentors=mentors)

    assert ("omar@example.org", "omar@example.org") not in [(row["mentee_email"], row["mentor_email"]) for row in rows]


def test_where_places_are_short_the_competitors_are_counted(run):
    mentees = "Email,Name\n" + "".join(f"m{number}@example.org,Mentee {number}\n" for number in range(6))

    rows, _report, _said = run(mentees=mentees)

    assert [row["why"] for row in rows if row["mentee_email"] and not row["score"]] == [
        "Places are short: of the mentors with places only Ann Roth, Bo Lund and Cy Wu would do for 6 mentees, with 4 free places. 2 places are missing."
    ] * 2


def pairs(rows) -> set[tuple[str, str]]:
    return {(row["mentee_name"], row["mentor_name"]) for row in rows if row["score"]}


TWO = "Email,Name,{column}\nlena@example.org,Lena Ito,{lena}\nomar@example.org,Omar Diaz,{omar}\n"
FREE = "must_have = []"


@pytest.mark.parametrize("named", ["ann@example.org", "Ann Roth", "ann roth; Bo Lund"])
def test_who_must_not_meet_never_does(run, named):
    mentees = TWO.format(column="Not with", lena=f'"{named}"', omar="")

    found = pairs(run(mentees=mentees, weights=FREE)[0])

    assert ("Lena Ito", "Ann Roth") not in found
    assert len(found) == 2


def test_a_mentor_may_say_so_as_well(run):
    mentors = "Email,Name,Never with\nann@example.org,Ann Roth,Lena Ito\n"

    rows, _report, _said = run(mentees="Email,Name\nlena@example.org,Lena Ito\n", mentors=mentors)

    assert rows[0]["why"] == "No mentor may be chosen: 1 × excluded."


def test_locked_pairs_are_kept_whatever_they_score(run):
    mentees = TWO.format(column="Locked with", lena="Cy Wu", omar="ann@example.org")

    assert pairs(run(mentees=mentees, weights=FREE)[0]) == {("Lena Ito", "Cy Wu"), ("Omar Diaz", "Ann Roth")}


def test_a_lock_in_several_tracks_is_in_one_that_both_chose(run):
    mentees = 'Email,Name,Track,Locked with\nlena@example.org,Lena Ito,"Clinical skills, Research",Cy Wu\n'

    rows, _report, _said = run(mentees=mentees, weights="mentor_per_track = true")

    assert ("Research", "Cy Wu") in {(row["track"], row["mentor_name"]) for row in rows}


@pytest.mark.parametrize("column", ["Ranked choices", "Mentor preferences"])
def test_ranked_choices_count_from_left_to_right(run, column):
    mentees = TWO.format(column=column, lena='"Cy Wu, Ann Roth"', omar="Bo Lund")

    rows, _report, _said = run(mentees=mentees, weights="must_have = []\n[weights]\npreference = 60")

    assert pairs(rows) == {("Lena Ito", "Cy Wu"), ("Omar Diaz", "Bo Lund")}
    assert "The mentee's choice number 1" in rows[0]["why"]


def test_choices_may_stand_in_columns_of_their_own_and_both_sides_count(run):
    mentees = "Email,Name,First choice,Second choice\nlena@example.org,Lena Ito,Bo Lund,Cy Wu\n"
    mentors = "Email,Name,First choice\nbo@example.org,Bo Lund,\ncy@example.org,Cy Wu,Lena Ito\n"

    rows, _report, _said = run(mentees=mentees, mentors=mentors, weights="[weights]\npreference = 60")

    assert (rows[0]["mentor_name"], rows[0]["score"]) == ("Cy Wu", "50")


def test_stable_pairs_say_what_they_cost(run):
    said = run(weights='must_have = []\nmethod = "stable"')[2]

    assert "stable, 0 pairs and" in said.out


def test_the_lowest_pair_may_come_before_the_total(run):
    mentees = "Email,Name,Site\nlena@example.org,Lena Ito,North\nomar@example.org,Omar Diaz,North\n"
    wishes = 'best_worst = true\nfloor = 5\nfair_by = "site"\nfair_share = 100\nmust_have = []'

    assert len(pairs(run(mentees=mentees, weights=wishes)[0])) == 2


def test_where_nothing_counts_it_is_said(run):
    mentees, mentors = ("Email,Name\n" + line for line in ("lena@example.org,Lena Ito\n", "bo@example.org,Bo Lund\n"))

    assert "every score is 0" in run(mentees=mentees, mentors=mentors)[2].err


def test_the_people_of_the_sample_are_all_matched(tmp_path, capsys):
    people = Path(__file__).parent / "data" / "civil-service-small-people"

    call_command(
        "match", "--mentees", people / "mentees.csv", "--mentors", people / "mentors.csv", "--out", tmp_path / "x"
    )

    said = capsys.readouterr()
    assert said.out.startswith("50 pairs, ")
    assert said.out.endswith("0 without.\n")
    assert "every score is 0" not in said.err


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"mentees": TWO.format(column="Not with", lena="Nobody Known", omar="")}, "row 2, Not with: Nobody Known"),
        (
            {
                "mentees": TWO.format(column="Locked with", lena="Ann Roth", omar=""),
                "mentors": "Email,Name\na@example.org,Ann Roth\nb@example.org,Ann Roth\n",
            },
            "several people are called that",
        ),
        (
            {
                "mentees": TWO.format(column="Locked with", lena="Ann Roth", omar=""),
                "mentors": "Email,Name,Not with\na@example.org,Ann Roth,Lena Ito\n",
            },
            "Lena Ito is locked to Ann Roth, but that pair cannot be: excluded",
        ),
        ({"weights": 'method = "random"'}, "random"),
        ({"weights": "floor = 0"}, "floor lies between 1 and 1000"),
        ({"weights": "best_worst = 1"}, "best_worst is true or false"),
        ({"mentees": "Name\nLena\n"}, "no column holds E-mail address"),
        ({"mentees": "Email,Name\nnot an address,Lena Ito\n"}, "Mentee, row 2, Email: not an address"),
        ({"mentees": "Email,Name\na@example.org,A B\na@example.org,A B\n"}, "row 3: a@example.org stands in row 2"),
        ({"mentees": "Email,Name\n"}, "no rows below"),
        ({"weights": "[weights]\nshoes = 5"}, "shoes"),
        ({"weights": "[weights]\nneeds = 500"}, "between 0 and 100"),
        ({"weights": "colour = 1"}, "colour"),
        ({"weights": "[weights"}, "no valid TOML"),
    ],
)
def test_what_cannot_be_read_is_refused_by_row_and_reason(run, files, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(**files)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("match", "--mentees", "nowhere.csv", "--mentors", "nowhere.csv", "--out", str(tmp_path / "x.csv"))


def test_whoever_only_wants_pairs_needs_no_settings_of_a_server(tmp_path):
    (tmp_path / "mentees.csv").write_text(MENTEES)
    (tmp_path / "mentors.csv").write_text(MENTORS)
    files = ["--mentees", "mentees.csv", "--mentors", "mentors.csv", "--out", "pairs.csv"]
    done = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "match", *files],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "RUN_DIR": str(tmp_path / "run")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "lena@example.org,Lena Ito" in (tmp_path / "pairs.csv").read_text()
