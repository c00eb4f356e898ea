"""A mentee says where they stand, against what the levels look like."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mentorship.core.models import AuditEntry
from programs.models import Competency, CompetencyFramework, CompetencyLevel, Need
from programs.shipped.levels import ACTIVITY_LEVELS, LEVELS
from programs.shipped.vocabulary import FRAMEWORKS
from tests.programs.factories import TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_words(cohort):
    framework = CompetencyFramework.objects.create(name="Ours", version="1", program=cohort.program)
    competency = Competency.objects.create(framework=framework, code="A", title="Calm under pressure")
    for level in (1, 2, 3):
        CompetencyLevel.objects.create(competency=competency, level=level, description=f"Ours at {level}")
    return competency


@pytest.fixture
def rating_page(client, mentee, mentee_enrollment):
    client.force_login(mentee)

    def address(**term):
        need = Need.objects.create(enrollment=mentee_enrollment, **term)
        return reverse("programs:needs-rate", args=[mentee_enrollment.uuid, need.pk])

    return address


def test_every_shipped_competency_has_five_levels_in_our_words():
    assert set(LEVELS) == {code for code, _title in FRAMEWORKS[0].competencies}
    assert all(len(words) == len(set(words)) == 5 for words in [*LEVELS.values(), ACTIVITY_LEVELS])


def test_a_programs_own_levels_are_what_one_rates_against(rating_page, client, own_words):
    address = rating_page(competency=own_words)
    assert "2 · Ours at 2" in client.get(address).content.decode()

    client.post(address, {"self_rating": "2", "note": "Since the winter"})

    need = Need.objects.get()
    assert (need.self_rating, need.note) == (2, "Since the winter")


def test_a_topic_is_rated_by_how_much_help_one_needs(rating_page, client):
    text = client.get(rating_page(topic=TopicFactory(name="Shoulder reduction"))).content.decode()

    assert ACTIVITY_LEVELS[1] in text


def test_a_level_that_does_not_exist_is_refused(rating_page, client, own_words):
    response = client.post(rating_page(competency=own_words), {"self_rating": "5"})

    assert response.status_code == 200
    assert Need.objects.get().self_rating is None


def test_rating_twice_is_recorded_once(rating_page, client, own_words):
    address = rating_page(competency=own_words)

    for _again in range(2):
        client.post(address, {"self_rating": "3"})

    assert AuditEntry.objects.filter(verb="document_need").count() == 1
