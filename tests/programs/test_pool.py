"""Mentors beside mentees; and what people declare of themselves, shown in groups that tell of nobody."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.domain.declaring import declare
from programs.models import Characteristic, CharacteristicAnswer, Cohort
from programs.pool import Group, chart_of, compare, merged
from tests.programs.factories import MenteeEnrollmentFactory, MentorEnrollmentFactory
from tests.programs.test_setting_up import enroll_many

LEAST = 5


@pytest.fixture
def characteristic(cohort):
    return Characteristic.objects.create(
        program=cohort.program, name="First generation", question="Are you the first to study?", choices="Yes\nNo"
    )


def people(cohort, mentors=0, mentees=0, **facts):
    MentorEnrollmentFactory.create_batch(mentors, cohort=cohort, **facts)
    return MenteeEnrollmentFactory.create_batch(mentees, cohort=cohort, **facts)


def numbers(comparison):
    return {group.name: (group.mentors, group.places, group.mentees) for group in comparison.groups}


@pytest.mark.django_db
def test_places_stand_beside_mentees_by_specialty_the_shortest_first(cohort):
    people(cohort, 1, 1, specialty="Surgery")
    people(cohort, 1, 4, specialty="Cardiology")
    people(cohort, 0, 1)

    comparison = compare(cohort, "specialty", "Specialty")

    assert list(numbers(comparison).items()) == [
        ("Cardiology", (1, 2, 4)),
        ("Surgery", (1, 2, 1)),
        ("not said", (0, 0, 1)),
    ]
    assert chart_of(comparison, "").answer == "Mentors are missing in Cardiology (2 places), not said (1 place)."


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["track", "language", "site"])
def test_the_pool_is_compared_by_what_people_said(cohort, by):
    mentee = people(cohort, 0, 1, languages=["Polish", "English"], site="North")[0]
    mentee.tracks.set(cohort.tracks.all())

    groups = numbers(compare(cohort, by, by))

    expected = {"track": {"Clinical skills"}, "language": {"English", "Polish"}, "site": {"North"}}[by]
    assert set(groups) == expected


@pytest.mark.django_db
def test_small_groups_of_what_people_declared_are_merged(cohort, characteristic):
    for value, mentors, mentees in (("Yes", 2, 10), ("No", 6, 12)):
        people(cohort, mentors, mentees)
        for enrollment in cohort.enrollments.filter(declared=None):
            CharacteristicAnswer.objects.create(characteristic=characteristic, enrollment=enrollment, value=value)

    groups = numbers(compare(cohort, f"declared-{characteristic.uuid}", "First generation"))

    assert groups == {"smaller groups and not said": (8, 16, 22)}


small = st.integers(0, 12)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no finding
@given(st.lists(st.tuples(small, small), max_size=8), st.tuples(small, small))
def test_no_shown_figure_is_small_and_none_follows_by_subtraction(cells, rest):
    groups = [Group(f"g{number}", mentors, mentors, mentees) for number, (mentors, mentees) in enumerate(cells)]

    shown = merged(groups, Group("rest", rest[0], 0, rest[1]), least=LEAST)

    assert not any(group.is_below(LEAST) for group in shown)
    if shown:
        everybody = [*groups, Group("rest", rest[0], 0, rest[1])]
        assert sum(group.mentors for group in shown) == sum(group.mentors for group in everybody)
        assert sum(group.mentees for group in shown) == sum(group.mentees for group in everybody)


@pytest.mark.django_db
def test_a_person_declares_changes_and_takes_back(mentee, mentee_enrollment, characteristic, now):
    facts = {"enrollment_id": mentee_enrollment.pk, "by": mentee, "now": now}

    declare(answers={characteristic.pk: "Yes"}, **facts)
    declare(answers={characteristic.pk: "Yes"}, **facts)
    assert CharacteristicAnswer.objects.get().value == "Yes"
    declare(answers={characteristic.pk: ""}, **facts)

    assert not CharacteristicAnswer.objects.exists()
    assert AuditEntry.objects.filter(verb="declare").count() == 2


@pytest.mark.django_db
def test_only_the_person_declares_and_only_what_is_asked(leader, mentee, mentee_enrollment, characteristic, now):
    with pytest.raises(NotAllowed):
        declare(enrollment_id=mentee_enrollment.pk, answers={characteristic.pk: "Yes"}, by=leader, now=now)
    with pytest.raises(Refused):
        declare(enrollment_id=mentee_enrollment.pk, answers={characteristic.pk: "Perhaps"}, by=mentee, now=now)
    with pytest.raises(Refused):
        declare(enrollment_id=mentee_enrollment.pk, answers={0: "Yes"}, by=mentee, now=now)


@pytest.mark.django_db
def test_the_page_says_who_reads_each_answer_before_it(client, mentee, mentee_enrollment, characteristic):
    client.force_login(mentee)
    address = reverse("programs:declare", args=[mentee_enrollment.uuid])

    page = client.get(address).text
    client.post(address, {f"characteristic_{characteristic.pk}": "No"})

    assert page.index("you alone; leaders see counts") < page.index("I leave this open")
    assert CharacteristicAnswer.objects.get().value == "No"


@pytest.mark.django_db
@pytest.mark.parametrize(("readers", "reads"), [("leaders", True), ("counts", False)])
def test_a_leader_reads_an_answer_by_name_only_where_it_was_said_so(
    client, leader, mentee_enrollment, characteristic, readers, reads
):
    Characteristic.objects.update(readers=readers)
    CharacteristicAnswer.objects.create(characteristic=characteristic, enrollment=mentee_enrollment, value="Yes")
    client.force_login(leader)

    page = client.get(reverse("programs:person", args=[mentee_enrollment.uuid])).text

    assert ("First generation" in page) is reads


@pytest.mark.django_db
def test_who_reads_an_answer_stays_once_somebody_answered(client, leader, mentee_enrollment, characteristic):
    CharacteristicAnswer.objects.create(characteristic=characteristic, enrollment=mentee_enrollment, value="Yes")
    client.force_login(leader)

    client.post(
        reverse("admin:programs_characteristic_change", args=[characteristic.pk]),
        {"name": "First generation", "question": "?", "choices": "Yes\nNo", "readers": "leaders"},
    )

    characteristic.refresh_from_db()
    assert (characteristic.question, characteristic.readers) == ("?", "counts")


@pytest.mark.django_db
def test_the_picture_has_its_table_and_its_csv(client, leader, cohort):
    people(cohort, 1, 4, specialty="=Cardiology")
    client.force_login(leader)
    address = reverse("programs:pool")

    page = client.get(address).text
    text = client.get(address, {"format": "csv"}).content.decode("utf-8-sig")

    assert "Where are mentors missing, by specialty?" in page
    assert "The same as a table" in page
    assert text.splitlines() == ["Specialty,Mentors,Places,Mentees", "'=Cardiology,1,2,4"]


@pytest.mark.django_db
def test_before_the_first_cohort_the_page_leads_to_the_setup(client, other_leader):
    Cohort.objects.filter(program__leaderships__user=other_leader).delete()
    client.force_login(other_leader)

    text = client.get(reverse("programs:pool")).content.decode()

    assert reverse("admin:programs_cohort_add") in text


@pytest.mark.django_db
@pytest.mark.parametrize("number", [20, 2000])
def test_the_pool_asks_a_fixed_number_of_questions(client, leader, cohort, django_assert_num_queries, number):
    enroll_many(cohort, number)
    client.force_login(leader)
    client.get(reverse("programs:pool"))

    with django_assert_num_queries(9):
        client.get(reverse("programs:pool"), {"by": "track"})
