"""The pages of meetings at a real browser: usable by everybody, quick with JavaScript, whole without."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings import links, reminders
from meetings.enums import CancelReason, MeetingState
from meetings.models import Meeting
from programs.models import Cohort
from tests.meetings.factories import (
    AgendaItemFactory,
    AvailabilityFactory,
    MeetingFactory,
    MeetingNoteFactory,
    ProposalFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def running(pairing):
    """The pair, in a cohort that runs today: a server in another thread has the real clock."""
    today = timezone.localdate()
    Cohort.objects.update(starts_on=today - dt.timedelta(days=60), ends_on=today + dt.timedelta(days=90))
    return pairing


@pytest.fixture
def to_come(running):
    meeting = MeetingFactory(pairing=running, starts_at=timezone.now() + dt.timedelta(days=2))
    AgendaItemFactory(meeting=meeting, text="Which technique first?")
    return meeting


@pytest.fixture
def just_over(running):
    meeting = MeetingFactory(pairing=running, starts_at=timezone.now() - dt.timedelta(days=2))
    MeetingNoteFactory(meeting=meeting)
    return meeting


@pytest.fixture
def asked(running):
    """Lena has proposed two times; both of them are free in the evenings."""
    for user in (running.mentor.user, running.mentee.user):
        for weekday in range(7):
            AvailabilityFactory(user=user, weekday=weekday, is_protected=weekday == 3)
    now = timezone.now()
    proposal = ProposalFactory(pairing=running, proposed_at=now, expires_at=now + dt.timedelta(days=4), times=())
    proposal.times.all().delete()
    for days in (5, 6):
        proposal.times.create(starts_at=now + dt.timedelta(days=days))
    return proposal


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_everybody_can_use_every_page(visit, mentee, running, to_come, just_over, asked, phone):
    visitor = visit(mentee, phone=phone)

    for path in (
        reverse("meetings:meetings"),
        reverse("meetings:timing", args=[running.uuid]),
        reverse("meetings:plan", args=[running.uuid]),
        reverse("meetings:log", args=[running.uuid]),
        reverse("meetings:meeting", args=[to_come.uuid]),
        reverse("meetings:meeting", args=[just_over.uuid]),
        reverse("meetings:cancel", args=[to_come.uuid]),
        reverse("meetings:calendar"),
        reverse("meetings:find", args=[running.uuid]),
        reverse("meetings:availability"),
        reverse("meetings:move", args=[to_come.uuid]),
        reverse("meetings:answer-by-mail", args=[links.token_for(asked, running.mentor.user)]),
    ):
        visitor.go(path)
        visitor.check_the_page()


def test_a_leader_can_use_what_a_leader_sees(visit, leader, running, to_come, just_over):
    visitor = visit(leader)

    for path in (
        reverse("meetings:timing", args=[running.uuid]),
        reverse("meetings:meeting", args=[just_over.uuid]),
        reverse("meetings:protected-time"),
    ):
        visitor.go(path)
        visitor.check_the_page()


def test_the_agenda_grows_without_leaving_the_page(visit, mentee, to_come):
    page = visit(mentee).go(reverse("meetings:meeting", args=[to_come.uuid]))
    page.get_by_role("textbox", name="Something to talk about").fill("Splints")
    page.get_by_role("button", name="Add to the agenda").click()

    page.locator("#agenda", has_text="Splints").wait_for()
    page.get_by_role("button", name="Remove Splints").click()
    page.locator("#agenda", has_text="Splints").wait_for(state="detached")

    assert to_come.agenda_items.count() == 1


def test_from_planning_to_held_with_a_reflection(visit, mentee, running, just_over):
    page = visit(mentee, phone=True).go(reverse("meetings:plan", args=[running.uuid]))
    page.get_by_label("Place or link").fill("Room 4")
    page.get_by_role("button", name="Plan", exact=True).click()
    page.get_by_text("meetings planned, the first on").wait_for()

    page.goto(page.url.split("/pairings/")[0] + reverse("meetings:meeting", args=[just_over.uuid]))
    page.get_by_role("button", name="Yes, we met").click()
    page.get_by_text("Confirmed as held.").wait_for()
    page.get_by_label("What I learned").fill("Traction takes patience.")
    page.get_by_role("button", name="Keep for myself").first.click()
    page.get_by_text("Saved. Only you read it.").wait_for()

    just_over.refresh_from_db()
    assert just_over.state == MeetingState.HELD
    assert Meeting.objects.filter(series__isnull=False).count() > 5


def test_from_finding_a_time_to_held_with_a_reflection(visit, mentee, mentor, running):
    for user in (mentor, mentee):
        for weekday in range(7):
            AvailabilityFactory(user=user, weekday=weekday)
    page = visit(mentee, phone=True).go(reverse("meetings:find", args=[running.uuid]))
    times = page.locator(".slot input")
    times.nth(2).check()
    times.nth(5).check()
    page.get_by_role("button", name="Propose to Amara").click()
    page.get_by_text("chooses with one tap").wait_for()

    (due,) = reminders.proposed(timezone.now())
    mail = visit().go(due.action_path)
    assert not Meeting.objects.exists()
    mail.locator("form button[name=time]").first.click()
    mail.get_by_text("Planned. You both get the invitation by mail.").wait_for()

    meeting = Meeting.objects.get()
    earlier = timezone.now() - dt.timedelta(days=2)
    Meeting.objects.update(starts_at=earlier, ends_at=earlier + dt.timedelta(minutes=30))
    page = visit(mentee, phone=True).go(reverse("meetings:meeting", args=[meeting.uuid]))
    page.get_by_role("button", name="Yes, we met").click()
    page.get_by_text("Confirmed as held.").wait_for()
    page.get_by_label("What I learned").fill("Traction takes patience.")
    page.get_by_role("button", name="Keep for myself").first.click()
    page.get_by_text("Saved. Only you read it.").wait_for()

    meeting.refresh_from_db()
    assert (meeting.state, meeting.reflections.get().author) == (MeetingState.HELD, mentee)


def test_cancelling_asks_in_a_sheet(visit, mentor, to_come):
    page = visit(mentor).go(reverse("meetings:meeting", args=[to_come.uuid]))
    page.get_by_role("link", name="Cancel the meeting").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label(str(CancelReason.CLINICAL_DUTY.label)).check()
    sheet.get_by_role("button", name="Cancel the meeting").click()
    page.get_by_text("Meeting cancelled.").wait_for()

    to_come.refresh_from_db()
    assert to_come.state == MeetingState.CANCELLED
