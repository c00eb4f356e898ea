"""The pages of meetings, as the two who meet and their leader find them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.enums import ActionSource
from agreements.models import Action
from matching.enums import PairingState
from meetings import links
from meetings.enums import CancelReason, MeetingState
from meetings.models import AgendaItem, Meeting, MeetingNote, MeetingSeries, Reflection
from tests.meetings.factories import (
    AgendaItemFactory,
    MeetingFactory,
    MeetingNoteFactory,
    ProposalFactory,
    ReflectionFactory,
)

PAGE_OF_MOVING, PAGE_OF_LOGGING, PAGE_BEHIND_A_LINK = 5, 6, 3
"""Queries of each."""

pytestmark = pytest.mark.usefixtures("frozen")


def url(name, thing):
    return reverse(f"meetings:{name}", args=[thing.uuid])


def text(answer):
    return " ".join(answer.content.decode().split())


# Lists


@pytest.mark.parametrize("number", [1, 20])
def test_ones_own_meetings_take_the_same_queries_however_many(
    as_mentee, pairing, now, number, django_assert_num_queries
):
    for day in range(number):
        MeetingFactory(pairing=pairing, starts_at=now + dt.timedelta(days=day + 1))
        MeetingFactory(pairing=pairing, over=True, starts_at=now - dt.timedelta(days=day + 1))
        MeetingFactory(pairing=pairing, held=True, starts_at=now - dt.timedelta(days=day + 1, hours=3))
    as_mentee.get(reverse("meetings:meetings"))

    with django_assert_num_queries(15):
        page = as_mentee.get(reverse("meetings:meetings"))

    assert text(page).count("Amara Osei") >= 3 * min(number, 6)


@pytest.mark.parametrize("number", [1, 20])
def test_the_meetings_of_a_pair_take_the_same_queries_however_many(
    as_mentor, pairing, now, number, django_assert_max_num_queries
):
    for day in range(number):
        MeetingFactory(pairing=pairing, starts_at=now + dt.timedelta(days=day + 1))
        MeetingFactory(pairing=pairing, held=True, starts_at=now - dt.timedelta(days=day + 1))

    with django_assert_max_num_queries(17):
        as_mentor.get(url("timing", pairing))


def test_times_are_shown_where_the_reader_lives(coming, client, mentee):
    mentee.time_zone = "America/New_York"
    mentee.save(update_fields=["time_zone"])
    client.force_login(mentee)

    page = text(client.get(url("meeting", coming)))

    assert "Tuesday 2 February, 12:00" in page
    assert "17:00 for Amara in Europe/London" in page


def test_a_leader_sees_dates_states_and_lengths_only(client, leader, pairing, mentee, now):
    coming = MeetingFactory(pairing=pairing, place="Room 4")
    held = MeetingFactory(pairing=pairing, held=True, place="Room 4")
    AgendaItemFactory(meeting=held, text="My agenda")
    MeetingNoteFactory(meeting=held, text="Our note", shared_at=now)
    ReflectionFactory(meeting=held, lessons="My lesson", shared_at=now)
    client.force_login(leader)

    pages = [text(client.get(address)) for address in (url("meeting", held), url("timing", pairing))]
    pages.append(text(client.get(url("meeting", coming))))

    assert "Friday 29 January, 17:00" in pages[0]
    assert "30 minutes" in pages[0]
    assert "One meeting is planned, on Tuesday 2 February, 17:00" in pages[1]
    for page in pages:
        for word in ("My agenda", "Our note", "My lesson", "Room 4", "<textarea"):
            assert word not in page


# Planning


PLAN = {"day": "2027-02-09", "time": "17:00", "length_minutes": 45, "place": "Room 4", "repeat": 0, "until": ""}


def test_one_meeting_is_planned(as_mentee, pairing, now):
    answer = as_mentee.post(url("plan", pairing), PLAN)

    meeting = Meeting.objects.get()
    assert answer["Location"] == url("meeting", meeting)
    assert (meeting.starts_at, meeting.planned_minutes) == (dt.datetime(2027, 2, 9, 17, tzinfo=dt.UTC), 45)


def test_a_weekly_series_is_planned_in_the_planners_zone(client, mentee, pairing):
    mentee.time_zone = "America/New_York"
    mentee.save(update_fields=["time_zone"])
    client.force_login(mentee)

    page = client.post(url("plan", pairing), {**PLAN, "repeat": 1, "until": "2027-03-23"}, follow=True)

    series = MeetingSeries.objects.get()
    hours = [meeting.starts_at.hour for meeting in series.meetings.order_by("starts_at")]
    assert (series.time_zone, hours) == ("America/New_York", [22, 22, 22, 22, 22, 21, 21])
    assert "7 meetings planned, the first on Tuesday 9 February. Amara gets an invitation by mail." in text(page)


def test_planning_twice_gives_one_meeting(as_mentee, pairing):
    for _time in range(2):
        as_mentee.post(url("plan", pairing), PLAN)

    assert Meeting.objects.count() == 1


def test_a_refusal_stands_on_the_form_and_nothing_typed_is_lost(as_mentee, pairing, coming):
    page = text(as_mentee.post(url("plan", pairing), {**PLAN, "day": "2027-02-02", "time": "17:15", "place": "Here"}))
    assert "You two have a meeting on 2 February, 17:00 already." in page
    assert 'value="Here"' in page


def test_a_pair_that_has_not_signed_is_told_so(as_mentee, pairing):
    pairing.state = PairingState.ACCEPTED
    pairing.save(update_fields=["state"])

    assert "signed the agreement" in text(as_mentee.post(url("plan", pairing), PLAN))
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"repeat": 1, "until": "2027-02-08"}, "The last day comes before the first."),
        ({"day": "2027-01-31"}, "This time has passed."),
        ({"day": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_is_said_in_words(as_mentee, pairing, wrong, words):
    assert words in text(as_mentee.post(url("plan", pairing), {**PLAN, **wrong}))


def test_times_that_both_have_free_are_suggested_and_fill_the_form(as_mentee, pairing):
    for enrollment, half_days in ((pairing.mentor, ["tue_pm", "fri_am"]), (pairing.mentee, ["fri_am", "tue_pm", "x"])):
        enrollment.availability = half_days
        enrollment.save(update_fields=["availability"])

    first = text(as_mentee.get(url("plan", pairing)))
    tapped = text(as_mentee.get(url("plan", pairing), {"day": "2027-02-05", "time": "09:00"}))

    assert "Tuesday 14:00" in first
    assert 'value="2027-02-02"' in first
    assert 'value="2027-02-05"' in tapped
    assert 'value="09:00"' in tapped


def test_both_zones_are_named_where_they_differ(as_mentee, pairing, mentor):
    assert "where it is" not in text(as_mentee.get(url("plan", pairing)))
    mentor.time_zone = "America/New_York"
    mentor.save(update_fields=["time_zone"])

    page = text(as_mentee.get(url("plan", pairing)))

    assert "Times are yours, in Europe/London. Amara lives in America/New York, where it is 04:00 now" in page


# Whether it took place


def test_one_tap_confirms_and_can_be_undone(as_mentor, over):
    page = as_mentor.post(url("confirm", over), {"minutes": 35}, follow=True)

    over.refresh_from_db()
    assert (over.state, over.held_minutes) == (MeetingState.HELD, 35)
    assert f'action="{url("take-back", over)}"' in text(page)

    as_mentor.post(url("take-back", over))
    over.refresh_from_db()
    assert over.state == MeetingState.SCHEDULED


def test_a_tap_in_the_list_returns_to_the_list_and_nowhere_else(as_mentor, over, pairing):
    listed = url("timing", pairing)
    assert as_mentor.post(url("confirm", over), {"minutes": 30, "next": listed})["Location"] == listed

    elsewhere = as_mentor.post(url("confirm", over), {"minutes": 30, "next": "https://example.com/"})

    assert elsewhere["Location"] == url("meeting", over)


def test_who_did_not_answer_can_say_that_it_was_otherwise(as_mentor, as_mentee, over):
    as_mentor.post(url("confirm", over), {"minutes": 30})

    assert "It was otherwise" in text(as_mentee.get(url("meeting", over)))
    assert "It was otherwise" not in text(as_mentor.get(url("meeting", over)))


def test_missed_is_one_tap_too_and_a_contradiction_is_shown_to_the_other(as_mentor, as_mentee, over):
    as_mentor.post(url("confirm", over), {"outcome": "missed"})

    page = text(as_mentee.post(url("confirm", over), {"minutes": 30}, follow=True))

    over.refresh_from_db()
    assert over.state == MeetingState.MISSED
    assert "Amara says something else: missed. You both see both answers." in page
    assert "You two say different things" in page


def test_cancelled_said_with_one_tap_is_undone_or_answered_by_the_other(as_mentor, as_mentee, over):
    page, cancel = (reverse(f"meetings:{name}", args=[over.uuid]) for name in ("meeting", "cancel"))

    told = text(as_mentee.post(cancel, {"reason": CancelReason.OTHER}, follow=True))
    other = text(as_mentor.get(page))

    assert "Meeting cancelled." in told
    assert reverse("meetings:take-back", args=[over.uuid]) in told
    assert "It was otherwise" in other
    assert "waits to be confirmed again" in text(
        as_mentee.post(reverse("meetings:take-back", args=[over.uuid]), follow=True)
    )


def test_who_only_agreed_is_told_that_the_answer_of_the_other_stands(as_mentor, as_mentee, over):
    for client in (as_mentor, as_mentee):
        client.post(reverse("meetings:confirm", args=[over.uuid]), {"minutes": "30"})

    told = text(as_mentee.post(reverse("meetings:take-back", args=[over.uuid]), follow=True))

    assert "Taken back. What the other one said stands." in told


def test_minutes_that_cannot_be_come_back_with_the_page(as_mentor, over):
    page = as_mentor.post(url("confirm", over), {"minutes": 1})

    assert page.status_code == 200
    assert "greater than or equal to 5" in text(page)


def test_a_meeting_to_come_is_cancelled_with_a_reason_after_a_question(as_mentor, coming):
    question = text(as_mentor.get(url("cancel", coming)))
    assert "Mail goes to Lena" in question
    assert "later meetings" not in question

    as_mentor.post(url("cancel", coming), {"reason": ""})
    coming.refresh_from_db()
    assert coming.state == MeetingState.SCHEDULED

    as_mentor.post(url("cancel", coming), {"reason": "clinical_duty"})
    coming.refresh_from_db()
    assert (coming.state, coming.cancel_reason) == (MeetingState.CANCELLED, "clinical_duty")


def test_a_series_is_cancelled_from_here_on(as_mentee, pairing):
    as_mentee.post(url("plan", pairing), {**PLAN, "repeat": 1, "until": "2027-03-02"})
    second = Meeting.objects.order_by("starts_at")[1]

    page = as_mentee.post(url("cancel", second), {"reason": "exam", "and_later": "on"}, follow=True)

    assert "3 meetings cancelled." in text(page)
    assert Meeting.objects.filter(state=MeetingState.SCHEDULED).count() == 1


def test_a_meeting_that_was_not_planned_is_logged(as_mentor, pairing):
    logged = {"day": "2027-01-28", "time": "12:30", "minutes": 20, "place": "Ward"}

    assert "Logged as held." in text(as_mentor.post(url("log", pairing), logged, follow=True))

    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.held_minutes) == (MeetingState.HELD, 20)
    assert "still to come" in text(as_mentor.post(url("log", pairing), {**logged, "day": "2027-02-28"}))


def test_a_meeting_that_stood_there_is_recognised_in_words(as_mentee, pairing):
    held = MeetingFactory(pairing=pairing, held=True)
    start = timezone.localtime(held.starts_at)
    logged = {"day": f"{start:%Y-%m-%d}", "time": f"{start:%H:%M}", "minutes": 20, "place": ""}

    page = text(as_mentee.post(url("log", pairing), logged, follow=True))

    assert "stood here already" in page
    assert "Logged as held." not in page
    assert Meeting.objects.get() == held


# What is written


@pytest.mark.parametrize("meeting", ["coming", "over", "held"])
def test_every_label_on_the_page_of_a_meeting_names_one_field(as_mentee, meeting, request):
    page = text(as_mentee.get(reverse("meetings:meeting", args=[request.getfixturevalue(meeting).uuid])))

    named = re.findall(r'<(?:input|textarea|select)\b[^>]*\bid="([^"]+)"', page)
    assert named
    assert len(named) == len(set(named))


def test_an_agenda_item_is_added_as_page_and_as_fragment(as_mentee, coming):
    assert as_mentee.post(url("agenda-add", coming), {"text": "Sutures"})["Location"].endswith("#agenda")

    fragment = as_mentee.post(url("agenda-add", coming), {"text": "Splints"}, headers={"HX-Request": "true"})

    assert fragment.status_code == 200
    assert "<html" not in text(fragment)
    assert "Sutures" in text(fragment)
    assert "Splints" in text(fragment)
    assert "Read by you and Amara." in text(fragment)


def test_an_empty_item_is_refused_in_the_fragment(as_mentee, coming):
    fragment = as_mentee.post(url("agenda-add", coming), {"text": " "}, headers={"HX-Request": "true"})

    assert fragment.status_code == 200
    assert "This field is required." in text(fragment)
    assert AgendaItem.objects.count() == 0


def test_an_item_is_removed_by_who_added_it(as_mentee, as_mentor, coming):
    item = AgendaItemFactory(meeting=coming)

    assert as_mentor.post(url("agenda-remove", item)).status_code == 403
    as_mentee.post(url("agenda-remove", item))

    assert AgendaItem.objects.count() == 0
    assert as_mentee.post(url("agenda-remove", item)).status_code == 404


def test_a_private_note_is_on_its_authors_page_only_until_shared(as_mentee, as_mentor, held):
    as_mentee.post(url("note", held), {"text": "Ask about the exam", "share": "no"})
    assert "Ask about the exam" in text(as_mentee.get(url("meeting", held)))
    assert "Yours. Read by you alone." in text(as_mentee.get(url("meeting", held)))
    assert "Ask about the exam" not in text(as_mentor.get(url("meeting", held)))

    as_mentee.post(url("note-share", MeetingNote.objects.get()))

    assert "Ask about the exam" in text(as_mentor.get(url("meeting", held)))


def test_a_shared_note_of_the_other_cannot_be_shared_again(as_mentor, held, now):
    note = MeetingNoteFactory(meeting=held, shared_at=now)

    assert as_mentor.post(url("note-share", note)).status_code == 403


def test_a_reflection_is_private_until_shared(as_mentee, as_mentor, held):
    as_mentee.post(url("reflect", held), {"lessons": "Patience", "next_actions": "Simulator", "share": "no"})
    assert "Patience" not in text(as_mentor.get(url("meeting", held)))

    as_mentee.post(url("reflect", held), {"lessons": "Patience", "next_actions": "Simulator", "share": "yes"})

    page = text(as_mentor.get(url("meeting", held)))
    assert "Lena learned" in page
    assert "Patience" in page
    assert Reflection.objects.count() == 1


def test_an_empty_reflection_comes_back(as_mentee, held):
    page = as_mentee.post(url("reflect", held), {"lessons": "", "next_actions": "Simulator", "share": "no"})

    assert "This field is required." in text(page)
    assert "Simulator" in text(page)
    assert "Read by you alone, until you share it with Amara." in text(page)


def test_what_was_agreed_becomes_an_action_of_either(as_mentee, held, mentor):
    as_mentee.post(url("follow-up", held), {"text": "Introduce me to Ines", "owner": mentor.pk, "due_on": "2027-02-12"})

    action = Action.objects.get()
    assert (action.owner, action.source, action.source_uuid) == (mentor, ActionSource.MEETING, held.uuid)
    assert "Introduce me to Ines" in text(as_mentee.get(url("meeting", held)))


def test_an_action_has_an_owner_of_the_pair(as_mentee, held, other_mentor):
    page = as_mentee.post(url("follow-up", held), {"text": "Introduce me", "owner": other_mentor.pk})

    assert "Select a valid choice" in text(page)
    assert Action.objects.count() == 0


@pytest.mark.parametrize("number", [1, 20])
def test_the_page_of_a_meeting_takes_the_same_queries_however_much_is_written(
    client, mentee, held, now, number, django_assert_max_num_queries
):
    AgendaItemFactory.create_batch(number, meeting=held)
    MeetingNoteFactory.create_batch(number, meeting=held, shared_at=now)
    client.force_login(mentee)

    with django_assert_max_num_queries(19):
        client.get(url("meeting", held))


@pytest.mark.parametrize("number", [1, 20])
def test_moving_and_logging_take_the_same_queries_however_many_meetings(
    as_mentee, pairing, coming, now, number, django_assert_max_num_queries
):
    for day in range(number):
        MeetingFactory(pairing=pairing, starts_at=now + dt.timedelta(days=day + 2))
        MeetingFactory(pairing=pairing, held=True, starts_at=now - dt.timedelta(days=day + 2))

    with django_assert_max_num_queries(PAGE_OF_MOVING):
        assert as_mentee.get(url("move", coming)).status_code == 200
    with django_assert_max_num_queries(PAGE_OF_LOGGING):
        assert as_mentee.get(url("log", pairing)).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_behind_a_mails_link_takes_the_same_queries_however_many_times(
    pairing, mentor, now, number, django_assert_max_num_queries
):
    proposal = ProposalFactory(pairing=pairing, times=range(8, 8 + number))
    address = reverse("meetings:answer-by-mail", args=[links.token_for(proposal, mentor)])

    with django_assert_max_num_queries(PAGE_BEHIND_A_LINK):
        assert Client().get(address).status_code == 200


def test_a_meeting_is_given_as_a_file(as_mentee, coming):
    answer = as_mentee.get(url("invitation", coming))

    assert answer["Content-Disposition"] == 'attachment; filename="meeting.ics"'
    assert b"BEGIN:VEVENT" in answer.content


def test_reading_changes_nothing(client, mentee, over, django_assert_num_queries):
    client.force_login(mentee)
    before = Meeting.objects.values().get()

    Client().get(url("meeting", over))
    client.get(url("confirm", over))
    client.get(url("cancel", over))

    assert Meeting.objects.values().get() == before
