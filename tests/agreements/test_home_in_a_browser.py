"""A home page at a real browser: what is settled changes in place, and without JavaScript by coming back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from agreements.enums import GoalState
from agreements.models import Goal
from meetings.enums import MeetingState
from meetings.models import Meeting
from programs.models import Cohort
from tests.agreements.factories import ActionFactory, GoalFactory
from tests.meetings.factories import MeetingFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def running(pairing):
    """The pair, in a cohort that runs today: a server in another thread has the real clock."""
    today = timezone.localdate()
    Cohort.objects.update(starts_on=today - dt.timedelta(days=60), ends_on=today + dt.timedelta(days=90))
    return pairing


@pytest.fixture
def waiting(running):
    """A draft to agree to, a goal whose evidence is complete, a meeting to confirm, and an action for the mentee."""
    day = timezone.localdate() + dt.timedelta(days=30)
    GoalFactory(pairing=running, goal="Present ten patients", state=GoalState.DRAFT, agreed_at=None, target_date=day)
    reached = GoalFactory(pairing=running, goal="One reduction", measure_target=1, target_date=day)
    ActionFactory(pairing=running, goal=reached, done_at=timezone.now())
    going_on = GoalFactory(pairing=running, goal="Five reductions", target_date=day)
    ActionFactory(
        pairing=running, goal=going_on, text="Book a slot", due_on=timezone.localdate() - dt.timedelta(days=1)
    )
    MeetingFactory(pairing=running, starts_at=timezone.now() - dt.timedelta(days=1))
    return running


def stay_on(page):
    """Leave a mark that a reload would wipe away."""
    page.evaluate("document.body.dataset.mark = 'here'")


def has_stayed(page):
    return page.evaluate("document.body.dataset.mark") == "here"


def test_the_mentor_settles_three_things_without_leaving_the_page(visit, waiting, mentor):
    visitor = visit(mentor, phone=True)
    page = visitor.go("/")
    visitor.check_the_page()
    stay_on(page)

    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_text("Agreed. Evidence counts from now on.")).to_be_visible()
    page.get_by_role("button", name="Confirm: achieved").click()
    expect(page.get_by_text("Achieved. A good moment")).to_be_visible()
    page.get_by_role("button", name="Yes, 30 minutes").click()
    expect(page.get_by_text("Confirmed as held.")).to_be_visible()

    assert has_stayed(page)
    expect(page.get_by_role("button", name="Yes, 30 minutes")).to_have_count(0)
    assert Meeting.objects.get().state == MeetingState.HELD
    assert set(Goal.objects.values_list("goal", "state")) == {
        ("Present ten patients", GoalState.AGREED),
        ("One reduction", GoalState.ACHIEVED),
        ("Five reductions", GoalState.AGREED),
    }


def test_a_tick_moves_the_bar_and_the_next_thing_without_a_reload(visit, waiting, mentee):
    page = visit(mentee).go("/")
    stay_on(page)
    late = page.locator("#home-next").get_by_text("Book a slot")
    expect(late.first).to_be_visible()

    page.locator("#goals").get_by_role("button", name="Done Book a slot").click()

    expect(page.get_by_text("1 of 5")).to_be_visible()
    expect(late).to_have_count(0)
    assert has_stayed(page)


def test_without_javascript_the_same_taps_lead_back_home(browser, live_server, waiting, mentor):
    context = browser.new_context(java_script_enabled=False)
    client = Client()
    client.force_login(mentor, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url)

    for button, words in (
        ("Agree", "Agreed. Evidence counts from now on."),
        ("Confirm: achieved", "Achieved. A good moment"),
        ("Yes, 30 minutes", "Confirmed as held."),
    ):
        page.get_by_role("button", name=button).first.click()
        expect(page.get_by_text(words)).to_be_visible()
        assert page.url.rstrip("/") == live_server.url

    context.close()
