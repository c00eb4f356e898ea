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
        return reverse("programs:needs-rate", args=[mentee_enrollment.uuid, need.term.uuid])

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


@pytest.fixture
def write(client, mentee, mentee_enrollment):
    client.force_login(mentee)
    address = reverse("programs:needs-add", args=[mentee_enrollment.uuid])
    return lambda **said: client.post(address, said, follow=True).content.decode()


def test_choosing_a_competency_shows_its_levels_at_once(client, mentee, mentee_enrollment, own_words):
    client.force_login(mentee)
    address = reverse("programs:needs-levels", args=[mentee_enrollment.uuid])
    topic = TopicFactory(name="Shoulder reduction")

    page = client.get("/needs/").content.decode()
    own = client.get(address, {"term": f"competency:{own_words.pk}"}).content.decode()
    usual = client.get(address, {"term": f"topic:{topic.pk}"}).content.decode()

    assert f'hx-get="{address}"' in page
    assert "2 · Ours at 2" in own
    assert ACTIVITY_LEVELS[1] not in own
    assert ACTIVITY_LEVELS[1] in usual


@pytest.mark.parametrize("term", ["competency:0", "competency:x", "nonsense", ""])
def test_a_word_that_is_not_offered_has_the_usual_levels(client, mentee, mentee_enrollment, term):
    client.force_login(mentee)

    text = client.get(reverse("programs:needs-levels", args=[mentee_enrollment.uuid]), {"term": term}).content.decode()

    assert ACTIVITY_LEVELS[0] in text


def test_a_level_chosen_by_its_own_words_is_shown_with_them(write, own_words):
    term = f"competency:{own_words.pk}"

    text = write(term=term, self_rating=f"{term}=2")

    assert Need.objects.get().self_rating == 2
    assert "Level 2 today, self-rated: Ours at 2" in text


def test_a_level_that_was_chosen_for_something_else_is_asked_again(write, own_words):
    text = write(term=f"competency:{own_words.pk}", self_rating="2", note="Since the winter")

    assert not Need.objects.exists()
    assert "These are the levels of what you chose." in text
    assert "2 · Ours at 2" in text
    assert "Since the winter" in text


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
