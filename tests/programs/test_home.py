"""What programs put on a person's home page."""

from __future__ import annotations

import pytest

from mentorship.core.home import Visit
from programs.enums import CohortStage
from programs.home import next_things, sections
from programs.models import Cohort, Expertise, Need
from tests.programs.factories import TopicFactory

pytestmark = pytest.mark.django_db


def titles(user, role, now) -> list[str]:
    return [thing.title for thing in next_things(Visit(user, role, now))]


def test_a_mentee_without_a_need_is_asked_for_it_until_it_is_there(mentee, mentee_enrollment, now):
    assert titles(mentee, "mentee", now) == ["Write down what you need"]

    Need.objects.create(enrollment=mentee_enrollment, topic=TopicFactory(name="Suturing"))

    assert titles(mentee, "mentee", now) == []


def test_a_mentor_without_expertise_is_asked_for_it_until_it_is_there(mentor, mentor_enrollment, now):
    assert titles(mentor, "mentor", now) == ["Write down what you can teach"]

    Expertise.objects.create(enrollment=mentor_enrollment, topic=TopicFactory(name="Suturing"))

    assert titles(mentor, "mentor", now) == []


def test_a_leader_is_led_from_an_empty_cohort_to_the_matching(leader, cohort, now, request):
    Cohort.objects.filter(pk=cohort.pk).update(stage=CohortStage.ENROLLING)
    assert titles(leader, "leader", now) == ["Import the people of Spring 2027"]

    request.getfixturevalue("mentor")
    request.getfixturevalue("mentee")

    (thing,) = next_things(Visit(leader, "leader", now))
    assert thing.title == "Run the matching of Spring 2027"
    assert thing.why == "1 mentor and 1 mentee are approved."


def test_a_running_cohort_asks_for_nothing_here(leader, cohort, mentor, mentee, now):
    assert titles(leader, "leader", now) == []


def test_a_leader_sees_the_facts_of_their_cohorts(leader, cohort, mentor, mentee, now):
    (section,) = sections(Visit(leader, "leader", now))

    (figures,) = section.context["cohorts"]
    assert (figures.mentors, figures.places, figures.mentees, figures.without_need) == (1, 2, 1, 1)


def test_the_home_page_shows_them(client, leader, cohort, mentor, mentee):
    client.force_login(leader)

    text = " ".join(client.get("/", follow=True).content.decode().split())

    assert "1 mentor with 2 places, 1 mentee approved" in text
    assert "1 mentee has no documented need" in text
