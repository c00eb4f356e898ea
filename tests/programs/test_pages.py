"""People, a person, what one needs: what each page shows to whom, and what its forms do."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mentorship.core.models import AuditEntry
from programs.enums import EnrollmentState
from programs.models import Enrollment, Need
from tests.programs.factories import MenteeEnrollmentFactory, MentorEnrollmentFactory, TopicFactory, TrackFactory

pytestmark = pytest.mark.django_db
PEOPLE = "/people/"


@pytest.fixture
def as_leader(client, leader):
    client.force_login(leader)
    return client


@pytest.fixture
def as_mentee(client, mentee):
    client.force_login(mentee)
    return client


def names(response) -> list[str]:
    return [person.user.full_name for person in response.context["page"].object_list]


def test_a_leader_sees_who_is_in_the_cohort(as_leader, mentor, mentee):
    response = as_leader.get(PEOPLE)

    assert names(response) == ["Amara Osei", "Lena Fischer"]
    assert "1 mentor with 2 places, 1 mentee approved" in " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("narrow", "found"),
    [
        ("role=mentor", ["Amara Osei"]),
        ("state=withdrawn", ["Mia Gone"]),
        ("track=Research", ["Lena Fischer"]),
        ("q=fisch", ["Lena Fischer"]),
        ("q=mentor%40example", ["Amara Osei"]),
        ("q=nobody", []),
        ("role=astronaut", ["Amara Osei", "Lena Fischer", "Mia Gone"]),
    ],
)
def test_the_list_is_narrowed(as_leader, mentor, mentee_enrollment, cohort, narrow, found):
    mentee_enrollment.tracks.add(TrackFactory(cohort=cohort, name="Research"))
    MenteeEnrollmentFactory(cohort=cohort, user__full_name="Mia Gone", state=EnrollmentState.WITHDRAWN)

    assert names(as_leader.get(f"{PEOPLE}?{narrow}")) == found


def test_the_list_comes_in_pages_that_keep_the_filter(as_leader, cohort):
    MenteeEnrollmentFactory.create_batch(51, cohort=cohort)

    response = as_leader.get(f"{PEOPLE}?role=mentee&page=2")

    assert len(names(response)) == 1
    assert "?role=mentee&amp;page=1" in response.content.decode()


def test_an_empty_program_says_what_comes_next(client, other_leader):
    client.force_login(other_leader)

    assert reverse("admin:programs_cohort_add") in client.get(PEOPLE).content.decode()


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(as_leader, cohort, people, django_assert_max_num_queries):
    for enrollment in MentorEnrollmentFactory.create_batch(people, cohort=cohort):
        enrollment.tracks.set(cohort.tracks.all())

    with django_assert_max_num_queries(13):
        as_leader.get(PEOPLE)


def test_a_leaders_look_at_a_profile_is_in_the_audit_trail(as_leader, mentee_enrollment, leader):
    response = as_leader.get(reverse("programs:person", args=[mentee_enrollment.uuid]))

    assert "mentee@example.org" in response.content.decode()
    assert AuditEntry.objects.get(verb="read_enrollment").actor == leader


def test_ones_own_look_is_nobodys_business(as_mentee, mentee_enrollment):
    response = as_mentee.get(reverse("programs:person", args=[mentee_enrollment.uuid]))

    assert response.status_code == 200
    assert not AuditEntry.objects.exists()


def test_a_profile_says_who_reads_it(as_leader, mentee_enrollment):
    Need.objects.create(enrollment=mentee_enrollment, topic=TopicFactory(name="Suturing"), note="None on a patient")

    text = as_leader.get(reverse("programs:person", args=[mentee_enrollment.uuid])).content.decode()

    assert "None on a patient" in text
    assert text.index("Read by this mentee, their mentor") < text.index("None on a patient")


@pytest.mark.parametrize("needs", [1, 3])
def test_a_profile_asks_a_fixed_number_of_questions(as_leader, mentee_enrollment, needs, django_assert_max_num_queries):
    for number in range(needs):
        Need.objects.create(enrollment=mentee_enrollment, topic=TopicFactory(name=f"Topic {number}"))

    with django_assert_max_num_queries(14):
        as_leader.get(reverse("programs:person", args=[mentee_enrollment.uuid]))


def test_a_leader_approves_and_withdraws_in_words(as_leader, mentee_enrollment):
    Enrollment.objects.filter(pk=mentee_enrollment.pk).update(state=EnrollmentState.APPLIED)

    approved = as_leader.post(reverse("programs:approve", args=[mentee_enrollment.uuid]), follow=True)
    asked = as_leader.get(reverse("programs:withdraw", args=[mentee_enrollment.uuid]))
    gone = as_leader.post(reverse("programs:withdraw", args=[mentee_enrollment.uuid]), follow=True)
    refused = as_leader.post(reverse("programs:approve", args=[mentee_enrollment.uuid]), follow=True)

    assert "Lena Fischer is approved." in approved.content.decode()
    assert "Take Lena Fischer out of the cohort?" in asked.content.decode()
    assert "Lena Fischer has left the cohort." in gone.content.decode()
    assert "cannot become" in refused.content.decode()
    mentee_enrollment.refresh_from_db()
    assert mentee_enrollment.state == EnrollmentState.WITHDRAWN


def test_a_mentee_writes_a_need_down_and_strikes_it_out(as_mentee, mentee_enrollment):
    topic = TopicFactory(name="Shoulder reduction")
    add = reverse("programs:needs-add", args=[mentee_enrollment.uuid])

    page = as_mentee.post(
        add, {"term": f"topic:{topic.pk}", "self_rating": "2", "note": "Two in simulation"}, follow=True
    )

    need = mentee_enrollment.needs.get()
    assert (need.self_rating, need.note) == (2, "Two in simulation")
    assert "Two in simulation" in page.content.decode()

    as_mentee.post(reverse("programs:needs-remove", args=[mentee_enrollment.uuid]), {"item": need.pk})
    assert not mentee_enrollment.needs.exists()


def test_what_is_written_is_not_offered_again(as_mentee, mentee_enrollment):
    topic = TopicFactory(name="Shoulder reduction")
    Need.objects.create(enrollment=mentee_enrollment, topic=topic)

    assert f'value="topic:{topic.pk}"' not in as_mentee.get("/needs/").content.decode()


def test_nothing_typed_is_lost_when_the_topic_is_missing(as_mentee, mentee_enrollment):
    response = as_mentee.post(
        reverse("programs:needs-add", args=[mentee_enrollment.uuid]), {"term": "", "note": "Two in simulation"}
    )

    assert "Two in simulation" in response.content.decode()
    assert not mentee_enrollment.needs.exists()


def test_a_mentor_writes_expertise_down(client, mentor, mentor_enrollment):
    client.force_login(mentor)
    topic = TopicFactory(name="Shoulder reduction")

    client.post(reverse("programs:needs-add", args=[mentor_enrollment.uuid]), {"term": f"topic:{topic.pk}"})

    assert mentor_enrollment.expertise.get().topic == topic
    assert "What you teach" in client.get("/needs/").content.decode()


@pytest.mark.parametrize("written", [1, 3])
def test_the_needs_page_asks_a_fixed_number_of_questions(
    as_mentee, mentee_enrollment, written, django_assert_max_num_queries
):
    for number in range(written):
        Need.objects.create(enrollment=mentee_enrollment, topic=TopicFactory(name=f"Topic {number}"))

    with django_assert_max_num_queries(12):
        as_mentee.get("/needs/")
