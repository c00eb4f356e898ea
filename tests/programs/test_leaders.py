"""Leaders name another leader and let one go; somebody always leads."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from mentorship.accounts.models import User
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.domain.leaders import let_leader_go, name_leader
from programs.models import ProgramLeadership
from programs.reminders import new_leaders
from tests.accounts.factories import UserFactory
from tests.programs.factories import LeadershipFactory

pytestmark = pytest.mark.django_db
ADA = {"what": "name", "address": "Ada@Example.org", "full_name": "Ada Obi"}


@pytest.fixture
def leaders_page(cohort):
    return reverse("admin:programs_program_leaders", args=[cohort.program_id])


@pytest.fixture
def as_leader(client, leader):
    client.force_login(leader)
    return client


def test_naming_says_what_it_means_and_happens_when_confirmed(as_leader, leaders_page, cohort):
    asked = as_leader.post(leaders_page, ADA).content.decode()
    assert "Let Ada Obi lead" in asked
    assert "A mail tells Ada@Example.org." in asked
    assert not User.objects.filter(email="ada@example.org").exists()

    for _twice in range(2):
        as_leader.post(leaders_page, ADA | {"confirmed": "yes"})

    ada = User.objects.get(email="ada@example.org")
    assert not ada.has_usable_password()
    assert cohort.program.leaderships.filter(user=ada).count() == 1
    assert AuditEntry.objects.filter(verb="name_leader", target_uuid=cohort.program.uuid).count() == 1


def test_who_is_named_hears_of_it_once_and_only_then(leader, cohort, now):
    assert list(new_leaders(now)) == []

    made = name_leader(program_id=cohort.program_id, address="ada@example.org", full_name="Ada Obi", by=leader, now=now)

    (due,) = new_leaders(now)
    assert (due.recipient_id, due.headline) == (made.user_id, "You lead Emergency Medicine Clerkship now")
    assert list(new_leaders(now + dt.timedelta(days=8))) == []


def test_who_has_an_account_keeps_its_name(leader, cohort, now):
    known = UserFactory(email="bo@example.org", full_name="Bo Lee")

    name_leader(program_id=cohort.program_id, address="BO@example.org", full_name="Somebody", by=leader, now=now)

    known.refresh_from_db()
    assert known.full_name == "Bo Lee"
    assert cohort.program.leaderships.filter(user=known).exists()


def test_a_closed_account_is_refused_beside_its_field(as_leader, leaders_page):
    UserFactory(email="ada@example.org", is_active=False)

    text = as_leader.post(leaders_page, ADA | {"confirmed": "yes"}).content.decode()

    assert "The account with this address is closed." in text
    assert "Ada@Example.org" in text


def test_nothing_typed_is_lost_when_a_field_is_wrong(as_leader, leaders_page):
    text = as_leader.post(leaders_page, ADA | {"address": "ada@"}).content.decode()

    assert "Enter a valid email address." in text
    assert 'value="Ada Obi"' in text


def test_the_last_leader_stays(leader, cohort, now, as_leader, leaders_page):
    with pytest.raises(Refused, match="Somebody has to lead"):
        let_leader_go(program_id=cohort.program_id, user_id=leader.pk, by=leader, now=now)

    asked = {"what": "let_go", "person": str(leader.uuid), "confirmed": "yes"}
    assert "Somebody has to lead" in as_leader.post(leaders_page, asked, follow=True).content.decode()
    assert cohort.program.leaderships.count() == 1


def test_letting_go_asks_first_and_is_on_record(as_leader, leaders_page, leader, cohort, now):
    bo = UserFactory(email="bo@example.org", full_name="Bo Lee")
    ProgramLeadership.objects.create(program=cohort.program, user=bo)
    asked = {"what": "let_go", "person": str(bo.uuid)}
    assert "Bo Lee" in as_leader.post(leaders_page, asked).content.decode()
    assert cohort.program.leaderships.count() == 2

    as_leader.post(leaders_page, asked | {"confirmed": "yes"})
    let_leader_go(program_id=cohort.program_id, user_id=bo.pk, by=leader, now=now)

    assert [one.user_id for one in cohort.program.leaderships.all()] == [leader.pk]
    assert AuditEntry.objects.filter(verb="let_leader_go").count() == 1


def test_who_cannot_sign_in_does_not_count_as_the_one_who_stays(leader, cohort, now):
    gone = LeadershipFactory(program=cohort.program, user__is_active=False)

    with pytest.raises(Refused, match="Somebody has to lead"):
        let_leader_go(program_id=cohort.program_id, user_id=leader.pk, by=leader, now=now)

    let_leader_go(program_id=cohort.program_id, user_id=gone.user_id, by=leader, now=now)
    assert [row.user for row in cohort.program.leaderships.all()] == [leader]


def test_who_was_let_go_a_moment_ago_is_told_so(as_leader, leaders_page, cohort, monkeypatch):
    def too_late(**_facts):
        raise NotAllowed("Only who leads the program decides who else does.")

    other = LeadershipFactory(program=cohort.program).user
    monkeypatch.setattr("programs.admin.leader_pages.let_leader_go", too_late)

    answer = as_leader.post(leaders_page, {"what": "let_go", "person": other.uuid, "confirmed": "yes"}, follow=True)

    assert answer.redirect_chain[0][0] == reverse("core:home")
    assert "Only who leads the program decides" in answer.text


def test_who_leads_another_program_decides_nothing_here(other_leader, leader, cohort, client, leaders_page, now):
    client.force_login(other_leader)
    assert client.get(leaders_page).status_code == 404
    assert client.post(leaders_page, ADA | {"confirmed": "yes"}).status_code == 404

    with pytest.raises(NotAllowed):
        name_leader(program_id=cohort.program_id, address="a@example.org", full_name="A", by=other_leader, now=now)
    with pytest.raises(NotAllowed):
        let_leader_go(program_id=cohort.program_id, user_id=leader.pk, by=other_leader, now=now)


def test_a_person_who_does_not_lead_cannot_be_let_go(as_leader, leaders_page, mentee):
    for person in (str(mentee.uuid), "nonsense", ""):
        assert as_leader.post(leaders_page, {"what": "let_go", "person": person}).status_code == 404


def test_a_site_administrator_takes_no_last_leader_away_either(client, leader, cohort):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    leadership = cohort.program.leaderships.get()
    address = reverse("admin:programs_program_change", args=[cohort.program_id])
    given = {
        "name": cohort.program.name, "institution": "School", "own_aims": "", "goals": "",
        "leaderships-TOTAL_FORMS": 1, "leaderships-INITIAL_FORMS": 1, "leaderships-0-id": leadership.pk,
        "leaderships-0-program": cohort.program_id, "leaderships-0-user": leader.pk,
    }  # fmt: skip

    refused = client.post(address, given | {"leaderships-0-DELETE": "on"})
    assert "Somebody has to lead the program." in refused.content.decode()
    assert client.post(address, given).status_code == 302

    assert cohort.program.leaderships.count() == 1


def test_the_program_page_leads_there(as_leader, leaders_page, cohort):
    text = as_leader.get(reverse("admin:programs_program_change", args=[cohort.program_id])).content.decode()

    assert leaders_page in text
