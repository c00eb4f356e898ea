"""The page on which an observation is written: one page, nothing lost, warned of patients, sent once."""

from __future__ import annotations

import gzip
import re
import uuid
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles.finders import find
from django.urls import reverse

from evaluation.domain.choosing import choose
from evaluation.models import Observation, ObservationForm, ObservationRating, Procedure
from tests.agreements.factories import GoalFactory
from tests.cast import NOW
from tests.evaluation.observations import ObservationFactory, send_mini_cex
from tests.programs.factories import TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(pairing, kind="mini_cex"):
    return f"{reverse('evaluation:observation-new', args=[pairing.uuid])}?kind={kind}"


def written(**given):
    return {
        "client_key": str(uuid.uuid4()),
        "observed_on": "2027-02-01",
        "setting": "emergency",
        "visit": "new",
        "age_band": "15-24",
        "complexity": "high",
        "rating_interviewing": "6",
        "rating_exam": "",
        "rating_overall": "5",
        "strengths": "Explained every step.",
        "to_improve": "Pulse before and after.",
        "next_step": "Say the check out loud.",
        "next_step_due_on": "2027-02-08",
        "minutes_observed": "15",
        "observer_assesses_formally": "no",
        **given,
    }


def test_the_mentor_sends_a_mini_cex(client, pairing, mentor):
    client.force_login(mentor)

    response = client.post(page_of(pairing), written(), follow=True)

    sent = Observation.objects.get()
    assert response.redirect_chain == [(reverse("evaluation:observation", args=[sent.uuid]), 302)]
    assert (sent.kind, sent.setting, sent.minutes_observed) == ("mini_cex", "emergency", 15)
    assert sent.observer_assesses_formally is False
    assert dict(sent.ratings.values_list("domain", "rating"))["exam"] is None
    assert "Sent. We tell Lena" in response.text


def test_sending_the_same_page_twice_makes_one_record(client, pairing, mentor):
    client.force_login(mentor)
    form = written()

    client.post(page_of(pairing), form)
    response = client.post(page_of(pairing), form)

    assert response.status_code == 302
    assert Observation.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"strengths": ""}, "ratings alone do not help anybody"),
        ({"next_step": " "}, "ratings alone do not help anybody"),
        ({"rating_interviewing": ""}, "Rate at least one part you saw"),
        ({"rating_overall": ""}, "Rate at least one part you saw"),
        ({"rating_overall": "0"}, "Not sent yet"),
        ({"observed_on": "2027-02-02"}, "still to come"),
        ({"observer_assesses_formally": ""}, "nobody has to wonder"),
    ],
)
def test_what_is_missing_is_said_and_nothing_written_is_lost(client, pairing, mentor, given, said):
    client.force_login(mentor)
    form = written(**given)

    response = client.post(page_of(pairing), form)

    assert response.status_code == 200
    assert said in response.text
    assert form["to_improve"] in response.text
    assert form["client_key"] in response.text
    assert not Observation.objects.exists()


def test_a_patients_name_is_pointed_out_and_sent_only_when_confirmed(client, pairing, mentor):
    client.force_login(mentor)
    form = written(strengths="Kind to Mr John Smith.")

    warned = client.post(page_of(pairing), form)
    sent_before = Observation.objects.count()
    client.post(page_of(pairing), {**form, "is_confirmed": "on"})

    assert "<q>Mr John Smith</q> looks like a name" in warned.text
    assert sent_before == 0
    assert Observation.objects.count() == 1


def test_a_procedure_asks_for_its_supervision_and_enters_the_logbook(client, pairing, mentor):
    client.force_login(mentor)
    form = written(topic=TopicFactory().pk)

    asked = client.post(page_of(pairing), form)
    client.post(page_of(pairing), {**form, "supervision_level": "2b", "procedure_setting": "simulation"})

    assert "how much supervision" in asked.text
    assert Procedure.objects.get().setting == "simulation"


def test_a_goal_of_the_pair_can_be_counted_towards(client, pairing, mentor):
    client.force_login(mentor)
    goal = GoalFactory(pairing=pairing)

    client.post(page_of(pairing), written(goal=goal.pk))

    assert Observation.objects.get().goal == goal


def test_a_goal_of_another_pair_cannot(client, pairing, mentor):
    client.force_login(mentor)
    GoalFactory(pairing=pairing)

    response = client.post(page_of(pairing), written(goal=GoalFactory().pk))

    assert response.status_code == 200
    assert not Observation.objects.exists()


@pytest.mark.parametrize(("kind", "rated"), [("dops", 11), ("direct_skills_review", 7), ("field_note", 0)])
def test_every_form_is_drawn_from_its_definition(client, pairing, mentor, kind, rated):
    client.force_login(mentor)

    response = client.get(page_of(pairing, kind))

    assert response.text.count('<fieldset class="domain') == rated


def test_a_field_note_takes_a_minute(client, pairing, mentor):
    client.force_login(mentor)
    form = {
        key: value for key, value in written().items() if not key.startswith(("rating_", "visit", "age", "complexity"))
    }

    client.post(page_of(pairing, "field_note"), form)

    assert Observation.objects.get().kind == "field_note"


def test_an_unknown_form_falls_back_to_the_mini_cex(client, pairing, mentor):
    client.force_login(mentor)

    assert "Mini-CEX for Lena" in client.get(page_of(pairing, "exam")).text


def test_what_was_chosen_last_time_is_offered_again(client, pairing, mentor):
    send_mini_cex(pairing, setting="inpatient", observer_assesses_formally=True)
    client.force_login(mentor)

    initial = client.get(page_of(pairing)).context["form"].initial

    assert (initial["setting"], initial["observer_assesses_formally"]) == ("inpatient", "yes")


def test_who_reads_it_and_that_it_is_no_exam_is_said_before_the_first_field(client, pairing, mentor):
    client.force_login(mentor)

    text = client.get(page_of(pairing)).text

    assert text.index("Formative: not an exam.") < text.index("Read by Lena and you.") < text.index("<fieldset")


def many(pairing, number):
    """Write this many sent observations of one pair at once, each towards a goal of its own for the first ten."""
    form = ObservationForm.objects.get(kind="mini_cex", version=2)
    goals = GoalFactory.create_batch(10, pairing=pairing)
    sent = Observation.objects.bulk_create(
        ObservationFactory.build(
            pairing=pairing,
            form=form,
            kind="mini_cex",
            observer=pairing.mentor.user,
            goal=goals[at % len(goals)],
        )
        for at in range(number)
    )
    ObservationRating.objects.bulk_create(
        ObservationRating(observation=observation, domain=domain, rating=6)
        for observation in sent
        for domain in ("exam", "overall")
    )


@pytest.mark.parametrize("sent_before", [10, 1000])
@pytest.mark.parametrize(
    ("view", "asked"),
    [("evaluation:observation-new", 9), ("evaluation:observe", 14), ("evaluation:feedback", 7)],
)
def test_no_page_asks_the_database_more_often_with_more_observations(
    client, pairing, mentor, sent_before, view, asked, django_assert_num_queries
):
    many(pairing, sent_before)
    client.force_login(mentor)
    address = reverse(view, args=[pairing.uuid] if view != "evaluation:feedback" else [])

    with django_assert_num_queries(asked):
        client.get(address)


def test_the_page_weighs_little_on_a_first_visit(client, pairing, mentor):
    GoalFactory.create_batch(3, pairing=pairing)
    client.force_login(mentor)

    page = client.get(page_of(pairing))
    worker = client.get(reverse("evaluation:sheet-worker"))

    text = page.text
    parts = {part.partition("#")[0] for part in re.findall(r'(?:href|src)="/static/([^"]+)"', text)}
    weight = sum(len(gzip.compress(Path(find(part)).read_bytes())) for part in parts)
    # The page comes a second time, to be kept; nothing that is rendered anew is compressed.
    weight += 2 * len(page.content) + len(worker.content)
    assert {"css/tokens.css", "css/lean.css", "js/sheet.js"} <= parts
    assert not re.search(r'(?:href|src|action)="(?:https?:)?//', text)
    assert weight <= 100_000


@pytest.mark.parametrize("sent_before", [10, 1000])
@pytest.mark.parametrize(
    ("view", "asked"),
    [("evaluation:feedback", 6), ("evaluation:portfolio", 22), ("evaluation:portfolio-progress", 9)],
)
def test_so_it_is_for_the_mentee(client, pairing, mentee, sent_before, view, asked, django_assert_num_queries):
    many(pairing, sent_before)
    choose(part="feedback", offered=None, chosen=None, by=mentee, now=NOW)
    client.force_login(mentee)

    with django_assert_num_queries(asked):
        client.get(reverse(view))
