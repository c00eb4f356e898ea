"""A leader invites people by e-mail; the link in the mail works once, for them alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from mentorship.accounts.models import User
from mentorship.core.errors import NotAllowed, Refused
from programs.domain import applying
from programs.domain.inviting import accept_invitation, invitation_of, invite_people, token_of
from programs.enums import CohortStage, EnrollmentState
from programs.models import Application, Enrollment, Invitation
from programs.reminders import invitations
from tests.accounts.factories import UserFactory
from tests.programs.factories import MenteeEnrollmentFactory

pytestmark = pytest.mark.django_db
AMARA = ("amara@example.org", "Amara Obi")


@pytest.fixture
def invite(cohort, leader, now):
    def send(*people, role="mentor", at=None, by=None):
        return invite_people(cohort_id=cohort.pk, role=role, people=people or [AMARA], by=by or leader, now=at or now)

    return send


@pytest.fixture
def invited(invite):
    invite()
    return Invitation.objects.get()


def path_of(invitation):
    return reverse("programs:invitation", args=[token_of(invitation)])


def test_an_invited_person_has_an_enrollment_and_a_mail(invite, now):
    assert invite(AMARA, ("bo@example.org", "")) == {"invited": 2, "in_already": 0}

    enrollment = Enrollment.objects.get(user__email="amara@example.org")
    assert (enrollment.state, enrollment.role, enrollment.capacity) == (EnrollmentState.INVITED, "mentor", 2)
    assert not enrollment.user.has_usable_password()
    (first, _second) = invitations(now)
    assert first.recipient_id == enrollment.user_id
    assert "Rosa Lindqvist invites you to take part as a mentor." in first.lines
    assert first.slot == "1:first"


def test_who_takes_part_is_not_invited(invite, mentee, now):
    assert invite((mentee.email.upper().lower(), ""), role="mentee") == {"invited": 0, "in_already": 1}
    assert not list(invitations(now))


def test_inviting_again_ends_the_old_link(invite, invited, client):
    old = path_of(invited)

    invite()

    assert client.get(old).status_code == 404
    assert client.get(path_of(Invitation.objects.get())).status_code == 200


def test_one_reminder_goes_out_before_the_link_expires(invited, now):
    (due,) = invitations(now + dt.timedelta(days=12))
    assert due.slot == "1:reminder"
    assert not list(invitations(now + dt.timedelta(days=15)))


def test_only_the_leader_invites(invite, other_leader, mentor, staff):
    for person in (other_leader, mentor, staff):
        with pytest.raises(NotAllowed):
            invite(by=person)


def test_a_closed_cohort_invites_nobody(invite, cohort):
    cohort.stage = CohortStage.CLOSED
    cohort.save(update_fields=["stage"])

    with pytest.raises(Refused, match="closed"):
        invite()


@pytest.mark.usefixtures("_clock")
class TestTheLink:
    @pytest.fixture
    def _clock(self, now):
        import time_machine

        with time_machine.travel(now, tick=False):
            yield

    def test_looking_changes_nothing(self, client, invited):
        text = client.get(path_of(invited)).content.decode()

        assert "asks you to be a mentor" in text
        assert Enrollment.objects.get().state == EnrollmentState.INVITED

    def test_a_new_person_accepts_with_a_password_and_is_signed_in(self, client, invited):
        answer = {"full_name": "Amara Obi-Osei", "password": "a long enough pass phrase"}

        response = client.post(path_of(invited), answer)

        user = User.objects.get(email="amara@example.org")
        assert response["Location"] == reverse("programs:needs")
        assert int(client.session["_auth_user_id"]) == user.pk
        assert (user.full_name, user.check_password("a long enough pass phrase")) == ("Amara Obi-Osei", True)
        assert Enrollment.objects.get().state == EnrollmentState.APPROVED

    def test_without_a_password_the_code_log_in_remains(self, client, invited):
        client.post(path_of(invited), {"full_name": "Amara Obi"})

        assert not User.objects.get(email="amara@example.org").has_usable_password()
        assert Enrollment.objects.get().state == EnrollmentState.APPROVED

    def test_the_link_works_once(self, client, invited):
        client.post(path_of(invited), {"full_name": "Amara Obi"})
        client.logout()

        again = client.post(path_of(invited), {"full_name": "Mallory", "password": "another long pass phrase"})

        assert "The link works once" in again.content.decode()
        assert "_auth_user_id" not in client.session
        assert User.objects.get(email="amara@example.org").full_name == "Amara Obi"

    def test_a_weak_password_is_refused_in_words(self, client, invited):
        text = client.post(path_of(invited), {"full_name": "Amara Obi", "password": "short"}).content.decode()

        assert "at least 12 characters" in text
        assert Enrollment.objects.get().state == EnrollmentState.INVITED

    def test_who_has_an_account_keeps_name_and_password_and_signs_in_alone(self, client, invite):
        known = UserFactory(email="known@example.org", full_name="Ada Known")
        invite(("known@example.org", "Other Name"))

        response = client.post(path_of(Invitation.objects.get()), {"full_name": "Mallory", "password": "x" * 20})

        known.refresh_from_db()
        assert response["Location"] == reverse("core:home")
        assert "_auth_user_id" not in client.session
        assert (known.full_name, known.check_password("x" * 20)) == ("Ada Known", False)
        assert Enrollment.objects.get().state == EnrollmentState.APPROVED


def test_an_expired_link_is_refused(invited, now):
    with pytest.raises(Refused, match="expired"):
        accept_invitation(
            invitation_id=invited.pk, number=1, full_name="", password="", now=now + dt.timedelta(days=15)
        )


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "W10:1:x"])
def test_a_made_up_token_leads_nowhere(token):
    assert invitation_of(token) is None
    assert applying.application_of(token) is None


def test_a_link_of_another_purpose_leads_nowhere(invited, cohort, now):
    applied = Application.objects.create(
        enrollment=MenteeEnrollmentFactory(cohort=cohort, state="applied"), applied_at=now
    )

    assert invitation_of(applying.token_of(applied)) is None
    assert applying.application_of(token_of(invited)) is None


def test_the_page_names_every_line_that_is_no_address(client, leader, cohort):
    client.force_login(leader)

    response = client.post(reverse("programs:invite"), {"role": "mentor", "people": "amara@example.org\nnobody\n"})

    assert "No e-mail address: nobody" in response.content.decode()
    assert not Invitation.objects.exists()


def test_the_page_invites_with_names(client, leader, cohort):
    client.force_login(leader)

    client.post(
        reverse("programs:invite"),
        {"role": "mentee", "people": "Amara Obi <AMARA@example.org>;\n\nbo@example.org,"},
    )

    names = Enrollment.objects.order_by("pk").values_list("user__full_name", "user__email", "capacity")
    assert list(names) == [("Amara Obi", "amara@example.org", None), ("bo", "bo@example.org", None)]


@pytest.mark.parametrize("waiting", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(client, leader, invite, waiting, django_assert_max_num_queries):
    invite(*((f"p{number}@example.org", "") for number in range(waiting)))
    client.force_login(leader)

    with django_assert_max_num_queries(14):
        client.get(reverse("programs:invite"))


def test_the_page_shows_how_a_name_stands_beside_its_address(client, leader, cohort):
    client.force_login(leader)

    assert "Amara Osei &lt;amara@example.org&gt;" in client.get(reverse("programs:invite")).text
