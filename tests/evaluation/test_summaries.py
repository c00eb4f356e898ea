"""What several observations say together, by the published tables."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from django.urls import reverse

from evaluation.queries.coverage import coverage_of
from evaluation.summaries import encounters_needed, reliability, summary_of
from tests.evaluation.observations import ALL_SIXES, send_mini_cex


@pytest.mark.parametrize(
    ("ratings", "seen", "lowest", "highest", "below_3", "median"),
    [
        ([5, 5, 5, 5, 5, 3, 3], 7, 3, 5, 0, 5),
        ([2, 4, 4, 5], 4, 2, 5, 1, 4),
        ([4, 5], 2, 4, 5, 0, Fraction(9, 2)),
        ([None, None], 0, None, None, 0, None),
        ([], 0, None, None, 0, None),
    ],
)
def test_the_annual_summary_of_one_part(ratings, seen, lowest, highest, below_3, median):
    summary = summary_of(Counter(ratings), below=3)

    assert (summary.seen, summary.lowest, summary.highest) == (seen, lowest, highest)
    assert (summary.below, summary.median) == (below_3, median)
    assert summary.not_seen == ratings.count(None)


@pytest.mark.parametrize(
    ("of_one", "by_number"),
    [
        ("0.23", [".230", ".374", ".544", ".642", ".705", ".749", ".782", ".818"]),
        ("0.30", [".300", ".462", ".632", ".720", ".774", ".811", ".837", ".865"]),
        ("0.40", [".400", ".571", ".727", ".800", ".842", ".870", ".889", ".909"]),
    ],
)
def test_more_encounters_are_more_reliable(of_one, by_number):
    shown = [f"{float(reliability(Fraction(of_one), number)):.3f}"[1:] for number in (1, 2, 4, 6, 8, 10, 12, 15)]

    assert shown == by_number


@pytest.mark.parametrize(
    ("of_one", "for_07", "for_08"),
    [("0.23", 8, 14), ("0.30", 6, 10), ("0.40", 4, 6)],
)
def test_how_many_encounters_are_needed_is_exact(of_one, for_07, for_08):
    needed = [encounters_needed(Fraction(of_one), Fraction(wanted)) for wanted in ("0.7", "0.8")]

    assert needed == [for_07, for_08]


@pytest.mark.django_db
def test_the_page_of_the_pair_says_what_was_never_seen_and_that_it_is_too_little(client, pairing, mentee):
    send_mini_cex(pairing, ratings={**ALL_SIXES, "exam": None})
    send_mini_cex(pairing, ratings={**ALL_SIXES, "exam": None, "judgment": 3})
    client.force_login(mentee)

    page = client.get(reverse("evaluation:observe", args=[pairing.uuid]))

    parts = {part.label: part.summary for part in page.context["coverage"].parts}
    assert (parts["Physical examination"].seen, parts["Physical examination"].not_seen) == (0, 2)
    assert (parts["Clinical judgment"].lowest, parts["Clinical judgment"].below) == (3, 1)
    assert parts["Clinical judgment"].median_shown == "4.5"
    assert "aim for about 10, by different people" in page.text


@pytest.mark.django_db
def test_words_alone_are_not_summed_up(pairing):
    send_mini_cex(pairing, kind="field_note", ratings={})

    assert coverage_of(pairing) is None
