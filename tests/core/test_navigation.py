"""The places of the frame and the role a person acts in."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import NoReverseMatch, resolve

from mentorship.accounts.models import User
from mentorship.core import navigation
from mentorship.core.navigation import NavItem, Role


@dataclass
class Stranger(AnonymousUser):
    """Somebody signed in, for whom the database is not needed."""

    is_authenticated: bool = True


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch):
    monkeypatch.setattr(navigation, "_items", [])
    monkeypatch.setattr(navigation, "_role_providers", [])


def request_to(path="/", **session):
    request = RequestFactory().get(path)
    request.user = Stranger()
    request.session = session
    request.resolver_match = resolve("/")
    return request


def labels(request, role=Role.MENTEE):
    return [place.label for place in navigation.places(request, role)]


def test_with_nothing_registered_there_is_home_alone():
    assert labels(request_to()) == ["Home"]


def test_places_stand_in_their_order_after_home():
    navigation.register(
        NavItem(Role.MENTEE, "Later", "account_email", 20),
        NavItem(Role.MENTEE, "Sooner", "account_logout", 10),
        NavItem(Role.LEADER, "Elsewhere", "account_login", 10),
    )

    assert labels(request_to()) == ["Home", "Sooner", "Later"]


def test_order_0_takes_the_place_of_home():
    navigation.register(NavItem(Role.LEADER, "Board", "account_email", 0))

    assert labels(request_to(), Role.LEADER) == ["Board"]


def test_an_item_is_registered_once():
    item = NavItem(Role.MENTEE, "Goals", "account_email", 10)

    navigation.register(item)
    navigation.register(item)

    assert labels(request_to()) == ["Home", "Goals"]


def test_an_address_that_does_not_exist_is_an_error_and_no_silence():
    navigation.register(NavItem(Role.MENTEE, "Nowhere", "goals:nowhere", 10))

    with pytest.raises(NoReverseMatch):
        navigation.places(request_to(), Role.MENTEE)


def test_the_place_of_this_page_is_marked():
    navigation.register(NavItem(Role.MENTEE, "Addresses", "account_email", 10))

    marked = [
        place.label for place in navigation.places(request_to("/accounts/email/one/"), Role.MENTEE) if place.active
    ]

    assert marked == ["Addresses"]


def test_home_is_marked_on_the_home_page_only():
    assert [place.active for place in navigation.places(request_to("/"), None)] == [True]
    assert [place.active for place in navigation.places(request_to("/elsewhere/"), None)] == [False]


def test_roles_come_from_every_provider_once_and_in_order():
    navigation.register_role_provider(lambda _user: ["mentee", "mentor"])
    navigation.register_role_provider(lambda _user: [Role.LEADER, Role.MENTOR])

    assert navigation.roles_on(request_to()) == [Role.LEADER, Role.MENTOR, Role.MENTEE]


def test_roles_are_asked_for_once_a_request():
    asked = []
    navigation.register_role_provider(lambda _user: asked.append(1) or ["mentor"])
    request = request_to()

    navigation.acting_role(request)
    navigation.acting_role(request)

    assert len(asked) == 1


def test_nobody_acts_before_signing_in():
    navigation.register_role_provider(lambda _user: ["mentor"])
    request = request_to()
    request.user = AnonymousUser()

    assert navigation.acting_role(request) is None


def test_the_role_chosen_stays_for_the_session():
    navigation.register_role_provider(lambda _user: ["leader", "mentor"])
    request = request_to()
    assert navigation.acting_role(request) == Role.LEADER

    assert navigation.act_as(request, "mentor")

    assert navigation.acting_role(request) == Role.MENTOR


def test_a_role_one_does_not_hold_is_not_taken():
    navigation.register_role_provider(lambda _user: ["mentee"])
    request = request_to()

    assert not navigation.act_as(request, "leader")

    assert navigation.acting_role(request) == Role.MENTEE


def test_a_role_lost_since_it_was_chosen_is_not_acted_in():
    navigation.register_role_provider(lambda _user: ["mentee"])

    assert navigation.acting_role(request_to(acting_role="leader")) == Role.MENTEE


@pytest.fixture
def person(db):
    return User.objects.create_user("lena@example.org", "a-long-password", full_name="Lena Novak")


def test_a_phone_shows_four_places_and_the_rest_under_more(client, person):
    navigation.register_role_provider(lambda _user: ["mentee"])
    navigation.register(*(NavItem(Role.MENTEE, f"Place {n}", "account_email", n) for n in (10, 20, 30, 40, 50)))
    client.force_login(person)

    page = client.get("/").content.decode()

    more = page[page.index("more-sheet") :]
    assert [f"Place {n}" for n in (10, 20, 30, 40, 50) if f"Place {n}" in more] == ["Place 40", "Place 50"]


def test_who_holds_one_role_sees_it_named_and_no_switch(client, person):
    navigation.register_role_provider(lambda _user: ["mentor"])
    client.force_login(person)

    page = client.get("/").content.decode()

    assert re.search(r"You act as</span>\s*<strong>Mentor</strong>", page)
    assert "/act-as/" not in page


def test_acting_in_another_role(client, person):
    navigation.register_role_provider(lambda _user: ["leader", "mentor"])
    client.force_login(person)
    assert "Act as Mentor" in client.get("/").content.decode()

    answer = client.post("/act-as/", {"role": "mentor"}, follow=True)

    assert answer.redirect_chain == [("/", 302)]
    assert re.search(r"You act as</span>\s*<strong>Mentor</strong>", answer.content.decode())


def test_acting_in_a_role_one_does_not_hold_is_refused_in_words(client, person):
    navigation.register_role_provider(lambda _user: ["mentor"])
    client.force_login(person)

    answer = client.post("/act-as/", {"role": "leader"}, follow=True)

    assert "You do not hold this role in any program." in answer.content.decode()


def test_the_role_changes_by_post_only(client, person):
    client.force_login(person)

    assert client.get("/act-as/").status_code == 405
