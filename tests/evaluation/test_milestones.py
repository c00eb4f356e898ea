"""A competency at a level, by the mentee and by the mentor, side by side over time."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from evaluation.domain.rating_milestones import rate_milestone
from evaluation.models import MilestoneRating
from evaluation.queries.milestones import chart_of, lines_of, ratings_of
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.models import Competency, CompetencyFramework
from tests.cast import NOW

pytestmark = pytest.mark.django_db

QUERIES = 20


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def competency(cohort):
    framework = CompetencyFramework.objects.create(name="Ours", version="1", program=cohort.program)
    return Competency.objects.create(framework=framework, code="X1", title="Hands over a patient")


def rate(pairing, competency, by, half_levels, *, days=0):
    return rate_milestone(
        pairing_id=pairing.pk,
        competency_id=competency.pk,
        half_levels=half_levels,
        by=by,
        now=NOW + dt.timedelta(days=days),
    )


def test_both_rate_and_see_it_side_by_side_over_time(client, pairing, mentee, mentor, competency):
    rate(pairing, competency, mentee, 4)
    rate(pairing, competency, mentor, 7, days=1)
    rate(pairing, competency, mentee, 6, days=2)

    ratings = ratings_of(pairing.mentee, mentee)
    (line,), chart = lines_of(ratings), chart_of(competency, ratings)

    assert (line.by_self.level, line.by_mentor.level, line.halves_apart) == ("3", "3.5", 1)
    assert line.words == "the mentor sees more, by 0.5"
    assert [list(series.values) for series in chart.series] == [[2.0, None, 3.0], [None, 3.5, None]]
    for person in (mentee, mentor):
        client.force_login(person)
        text = client.get(reverse("evaluation:milestones", args=[pairing.uuid])).text
        assert "the mentor sees more, by 0.5" in text
        assert "The same as a table" in text


def test_rating_again_on_the_same_day_corrects_it(pairing, mentee, competency):
    for half_levels in (4, 6, 6):
        rate(pairing, competency, mentee, half_levels)

    assert MilestoneRating.objects.get().half_levels == 6
    assert AuditEntry.objects.filter(verb="rate_milestone").count() == 2


def test_the_page_rates(client, pairing, mentor, competency):
    client.force_login(mentor)
    url = reverse("evaluation:milestones", args=[pairing.uuid])

    assert "Choose a level." in client.post(url, {"competency": competency.pk}).text
    client.post(url, {"competency": competency.pk, "half_levels": "5"})

    rating = MilestoneRating.objects.get()
    assert (rating.half_levels, rating.role, rating.rated_by) == (5, "mentor", mentor)


@pytest.mark.parametrize("half_levels", [1, 11])
def test_a_level_that_is_none_is_refused(pairing, mentee, competency, half_levels):
    with pytest.raises(Refused):
        rate(pairing, competency, mentee, half_levels)


def test_a_competency_of_another_program_is_refused(pairing, mentee, other_leader):
    program = other_leader.leaderships.get().program
    framework = CompetencyFramework.objects.create(name="Theirs", version="1", program=program)
    foreign = Competency.objects.create(framework=framework, code="Y1", title="Not ours")

    with pytest.raises(Refused):
        rate(pairing, foreign, mentee, 4)


@pytest.mark.parametrize("who", ["leader", "other_mentee", "other_mentor"])
def test_nobody_else_rates(pairing, competency, who, request):
    with pytest.raises(NotAllowed):
        rate(pairing, competency, request.getfixturevalue(who), 4)


@pytest.mark.parametrize("days", [10, 300])
def test_the_page_asks_the_same_questions_however_much_was_rated(
    client, pairing, mentee, competency, days, django_assert_max_num_queries
):
    MilestoneRating.objects.bulk_create(
        MilestoneRating(
            mentee=pairing.mentee,
            competency=competency,
            half_levels=4,
            rated_by=mentee,
            role="self",
            rated_on=NOW.date() - dt.timedelta(days=day),
        )
        for day in range(days)
    )
    client.force_login(mentee)

    with django_assert_max_num_queries(QUERIES):
        client.get(reverse("evaluation:milestones", args=[pairing.uuid]))
