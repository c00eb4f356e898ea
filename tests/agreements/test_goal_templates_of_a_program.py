"""A program extends the goals to begin from, in the admin."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agreements.models import GoalTemplate

pytestmark = pytest.mark.django_db

ADD = reverse("admin:agreements_goaltemplate_add")
OURS = "Three lumbar punctures on the model"


def fields(program, **more):
    return {
        "program": program.pk,
        "specialty": "Emergency medicine",
        "goal": OURS,
        "measure_target": "3",
        "measure_unit": "procedures",
        "weeks": "6",
        "options": "Simulation on Tuesdays.",
        "will": "",
    } | more


@pytest.fixture
def offered(client, pairing, mentee):
    """What stands on the page on which the mentee begins a goal."""

    def page(specialty):
        pairing.mentee.specialty = specialty
        pairing.mentee.save(update_fields=["specialty"])
        pairing.mentor.specialty = specialty
        pairing.mentor.save(update_fields=["specialty"])
        client.force_login(mentee)
        return client.get(reverse("agreements:goal-new", args=[pairing.uuid])).text

    return page


def test_what_a_leader_adds_is_offered_to_the_pairs_of_that_specialty(client, leader, cohort, offered):
    client.force_login(leader)

    assert client.post(ADD, fields(cohort.program)).status_code == 302

    assert OURS in offered("Emergency medicine")
    assert OURS not in offered("Psychiatry")


def test_it_fills_the_form(client, leader, cohort, pairing, mentee):
    client.force_login(leader)
    client.post(ADD, fields(cohort.program))
    client.force_login(mentee)
    page = client.get(reverse("agreements:goal-new", args=[pairing.uuid]))
    [ours] = [offer for offer in page.context["offered"] if offer.goal == OURS]
    assert f"template={ours.key}" in page.text

    filled = client.get(reverse("agreements:goal-new", args=[pairing.uuid]), {"template": ours.key})

    assert OURS in filled.text
    assert 'value="3"' in filled.text


def test_a_leader_extends_their_own_programs_only(client, other_leader, cohort):
    client.force_login(other_leader)

    client.post(ADD, fields(cohort.program))

    assert not GoalTemplate.objects.exists()


def test_what_cannot_be_counted_is_refused_in_words(client, leader, cohort):
    client.force_login(leader)

    page = client.post(ADD, fields(cohort.program, measure_observed="4"))

    assert "No more can be observed than are counted." in page.text
