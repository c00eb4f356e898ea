"""The home page: what needs this person now, where they stand, what else there is."""

from __future__ import annotations

import datetime as dt

import pytest

from mentorship.accounts.models import User
from mentorship.core import home, navigation
from mentorship.core.home import NextThing, Section, Visit
from tests.cast import NOW

SIGN = NextThing("Sign the agreement with Dr Osei", "Dr Osei signed yesterday.", "Read and sign", "/sign/", 10)
CONFIRM = NextThing("Confirm the meeting", "It was yesterday.", "Confirm", "/confirm/", 20)


@pytest.fixture(autouse=True)
def empty_registries(monkeypatch):
    monkeypatch.setattr(navigation, "_items", [])
    monkeypatch.setattr(navigation, "_role_providers", [lambda _user: ["mentee"]])
    monkeypatch.setattr(home, "_next_things", [])
    monkeypatch.setattr(home, "_sections", [])
    monkeypatch.setattr(home, "_rows", [])


@pytest.fixture
def open_home(client, db, time_machine):
    """Return what Lena Novak reads when she opens her home page."""
    time_machine.move_to(NOW, tick=False)
    client.force_login(User.objects.create_user("lena@example.org", "a-long-password", full_name="Lena Novak"))

    def text():
        return client.get("/").content.decode()

    return text


def test_it_greets_by_name(open_home):
    assert "Hello, Lena" in open_home()


def test_the_most_pressing_thing_is_the_next_card_and_the_others_a_quiet_list(open_home):
    home.contribute(next_things=lambda _visit: [CONFIRM, SIGN])

    text = open_home()

    assert text.index('class="next-title">Sign the agreement') < text.index("Also waiting for you")
    assert text.index("Also waiting for you") < text.index('<a href="/confirm/">Confirm the meeting</a>')


def test_what_is_late_stands_before_what_has_time(now):
    late = NextThing("Do it", "", "Open", "/late/", rank=20, due_at=now - dt.timedelta(days=1))
    with_time = NextThing("Answer", "", "Open", "/answer/", rank=10, due_at=now + dt.timedelta(days=9))
    home.contribute(next_things=lambda _visit: [with_time, late])

    assert home.next_things(Visit(None, "mentee", now)) == [late, with_time]


def test_one_thing_alone_makes_no_list(open_home):
    home.contribute(next_things=lambda _visit: [SIGN])

    assert "Also waiting for you" not in open_home()


def test_nothing_waits(open_home):
    assert "Nothing waits for you today." in open_home()


def test_who_is_in_no_program_is_told_so(open_home, monkeypatch):
    monkeypatch.setattr(navigation, "_role_providers", [])

    assert "You are not in a program yet" in open_home()


def test_sections_stand_in_order_each_from_its_own_template(open_home):
    def sections(_visit):
        yield Section("b", "Meetings", "components/card.html", 20, {"title": "Two"})
        yield Section("a", "Goals", "components/card.html", 10, {"title": "One"})

    home.contribute(sections=sections)

    text = open_home()

    places = [text.index(words) for words in ("Goals", "One", "Meetings", "Two")]
    assert places == sorted(places)


def test_apps_are_asked_for_the_role_acted_in_and_the_time(open_home):
    asked = []
    home.contribute(next_things=lambda visit: asked.append((visit.user.email, visit.role, visit.now)) or [])

    open_home()

    assert asked == [("lena@example.org", "mentee", NOW)]


def test_the_frame_and_the_empty_home_cost_the_session_and_the_person(open_home, django_assert_num_queries):
    with django_assert_num_queries(2):
        open_home()
