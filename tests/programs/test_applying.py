"""People apply while the form is open; the leader decides, and the applicant sees where it stands."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from mentorship.accounts.models import User
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.home import Visit
from programs.domain.applying import (
    apply_to_cohort,
    decide_application,
    open_applications,
    take_back_application,
    token_of,
)
from programs.domain.inviting import invite_people
from programs.enums import EnrollmentState
from programs.home import next_things
from programs.models import Application, ApplicationWindow, Cohort, Enrollment
from programs.reminders import applications, waiting_applications
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def window(cohort, leader, now):
    return open_applications(
        cohort_id=cohort.pk, opens_on=dt.date(2027, 1, 25), closes_on=dt.date(2027, 2, 5), for_mentees=True,
        for_mentors=False, words="Third year and above.", by=leader, now=now,
    )  # fmt: skip


@pytest.fixture
def send(window, now):
    def apply(address="ada@example.org", role="mentee", at=None, **said):
        return apply_to_cohort(
            window_id=window.pk, role=role, address=address, full_name="Ada Obi", tracks=[], now=at or now, **said
        )

    return apply


def test_applying_makes_an_enrollment_that_waits(send, now):
    send(specialty="Emergency medicine", about="I like the night shift.")

    enrollment = Enrollment.objects.get()
    assert (enrollment.state, enrollment.specialty) == (EnrollmentState.APPLIED, "Emergency medicine")
    (due,) = applications(now)
    assert (due.slot, due.recipient_id) == ("received", enrollment.user_id)


def test_who_applied_is_in_no_pool_and_holds_no_role(send):
    from programs.rules import roles_held

    enrollment = send().enrollment

    assert not Enrollment.objects.in_the_pool().exists()
    assert roles_held(enrollment.user) == []


def test_applying_twice_is_once(send):
    send()

    assert send() is None
    assert Application.objects.count() == 1


def test_an_account_that_exists_is_left_as_it_is(send):
    known = UserFactory(email="ada@example.org", full_name="Ada Known")

    assert send().enrollment.user == known
    known.refresh_from_db()
    assert known.full_name == "Ada Known"


def test_who_is_invited_or_in_already_changes_nothing(send, cohort, leader, mentee, now):
    invite_people(cohort_id=cohort.pk, role="mentee", people=[("ada@example.org", "Ada")], by=leader, now=now)

    assert send() is None
    assert send(address=mentee.email) is None
    assert not Application.objects.exists()


@pytest.mark.parametrize("day", [dt.date(2027, 1, 24), dt.date(2027, 2, 6)])
def test_outside_its_days_the_form_is_closed(send, day):
    with pytest.raises(Refused, match="closed"):
        send(at=dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC))


def test_the_last_day_counts_in_the_cohorts_zone(send, cohort):
    cohort.time_zone = "America/Los_Angeles"
    cohort.save(update_fields=["time_zone"])

    assert send(at=dt.datetime(2027, 2, 6, 7, 30, tzinfo=dt.UTC))


def test_a_role_nobody_asks_for_is_refused(send):
    with pytest.raises(Refused, match="not for that role"):
        send(role="mentor")


@pytest.mark.parametrize(
    ("is_accepted", "state", "slot"), [(True, "approved", "accepted"), (False, "withdrawn", "declined")]
)
def test_the_leader_decides_and_the_applicant_hears(send, leader, now, is_accepted, state, slot):
    found = send()

    for _again in range(2):
        decide_application(application_id=found.pk, is_accepted=is_accepted, by=leader, now=now)

    assert Enrollment.objects.get().state == state
    (due,) = applications(now)
    assert due.slot == slot
    with pytest.raises(Refused, match="decided already"):
        decide_application(application_id=found.pk, is_accepted=not is_accepted, by=leader, now=now)


def test_only_the_leader_decides_and_opens(send, window, other_leader, mentor, now):
    found = send()

    for person in (other_leader, mentor):
        with pytest.raises(NotAllowed):
            decide_application(application_id=found.pk, is_accepted=True, by=person, now=now)
        with pytest.raises(NotAllowed):
            open_applications(
                cohort_id=window.cohort_id, opens_on=window.opens_on, closes_on=window.closes_on, for_mentees=True,
                for_mentors=True, words="", by=person, now=now,
            )  # fmt: skip


def test_an_application_is_taken_back_until_it_is_decided(send, leader, now):
    found = send()

    for _again in range(2):
        take_back_application(application_id=found.pk, now=now)

    assert Enrollment.objects.get().state == EnrollmentState.WITHDRAWN
    assert not list(applications(now))


class TestThePages:
    @pytest.fixture
    def form(self, window, client, now):
        address = reverse("programs:apply", args=[window.cohort.uuid])

        def fill(seconds=30, **more):
            with time_machine.travel(now, tick=False) as clock:
                shown = client.get(address)
                clock.shift(seconds)
                filled = shown.context["form"]["filled"].value()
                person = {"role": "mentee", "full_name": "Ada Obi", "address": "ADA@example.org", "filled": filled}
                return client.post(address, person | more)

        return fill

    def test_a_stranger_applies_and_sees_where_it_stands(self, form, client, now):
        assert "Your application came in" in form(languages="English, Deutsch").content.decode()

        found = Application.objects.get()
        assert found.enrollment.languages == ["English", "German"]
        text = client.get(reverse("programs:application", args=[token_of(found)])).content.decode()
        assert "Take my application back" in text

    def test_the_answer_is_the_same_for_who_is_known_here(self, form, mentee):
        words = "A mail goes to %s with a link"

        for address in ("ada@example.org", mentee.email):
            assert words % address in " ".join(form(address=address).content.decode().split())

    @pytest.mark.parametrize(
        "more", [{"website": "http://spam.example"}, {"filled": ""}, {"filled": "forged"}, {"seconds": 1}]
    )
    def test_a_robot_is_asked_to_wait_and_writes_nobody(self, form, more):
        text = form(**more).content.decode()

        assert "sent very quickly" in text
        assert "Ada Obi" in text
        assert not User.objects.filter(email="ada@example.org").exists()

    def test_too_many_from_one_network_are_stopped(self, form, settings):
        settings.ACCOUNT_RATE_LIMITS = {"apply": "2/h/ip"}

        answers = [form(address=f"p{number}@example.org").content.decode() for number in range(3)]

        assert "Too many applications" in answers[-1]
        assert Application.objects.count() == 2

    def test_the_leader_approves_from_the_list(self, send, client, leader, now):
        client.force_login(leader)
        found = send()
        assert "Ada Obi" in client.get(reverse("programs:applications")).content.decode()

        response = client.post(
            reverse("programs:application-decide", args=[found.uuid]), {"decision": "approve"}, follow=True
        )

        assert "Ada Obi is approved" in response.content.decode()
        assert Enrollment.objects.get().state == EnrollmentState.APPROVED

    def test_the_leader_opens_the_form(self, client, leader, cohort):
        client.force_login(leader)

        response = client.post(
            reverse("programs:applications"),
            {"opens_on": "2027-02-01", "closes_on": "2027-03-01", "for_mentees": "on", "words": ""},
            follow=True,
        )

        assert reverse("programs:apply", args=[cohort.uuid]) in response.content.decode()
        assert ApplicationWindow.objects.get().for_mentors is False

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_asks_a_fixed_number_of_questions(
        self, send, client, leader, count, django_assert_max_num_queries
    ):
        for number in range(count):
            send(address=f"p{number}@example.org")
        client.force_login(leader)

        with django_assert_max_num_queries(14):
            client.get(reverse("programs:applications"))


def test_waiting_applications_stand_on_the_leaders_home_until_they_are_decided(send, leader, cohort, now):
    from programs.enums import CohortStage

    application = send()
    Cohort.objects.filter(pk=cohort.pk).update(stage=CohortStage.RUNNING)
    (thing,) = next_things(Visit(leader, "leader", now))
    assert thing.title == "1 person waits for your decision"
    assert thing.url == f"{reverse('programs:applications')}?cohort={cohort.uuid}"

    decide_application(application_id=application.pk, is_accepted=True, by=leader, now=now)

    assert list(next_things(Visit(leader, "leader", now))) == []


def test_leaders_are_reminded_a_day_after_and_then_every_week_until_they_decide(send, leader, now):
    application = send()
    send("bo@example.org")
    day, week = dt.timedelta(days=1), dt.timedelta(days=7)

    assert list(waiting_applications(now)) == []
    (first,) = waiting_applications(now + day)
    assert (first.recipient_id, first.due_at) == (leader.pk, now + day)
    assert first.headline == "2 people wait to hear whether they may take part in Spring 2027"
    (same,) = waiting_applications(now + week)
    assert same.identity == first.identity
    (second,) = waiting_applications(now + day + week)
    assert second.identity != first.identity

    decide_application(application_id=application.pk, is_accepted=False, by=leader, now=now)
    assert [due.headline[:8] for due in waiting_applications(now + day)] == ["1 person"]


def test_a_closed_cohort_asks_its_leaders_nothing(send, cohort, now):
    from programs.enums import CohortStage

    send()
    Cohort.objects.filter(pk=cohort.pk).update(stage=CohortStage.CLOSED)

    assert list(waiting_applications(now + dt.timedelta(days=1))) == []
