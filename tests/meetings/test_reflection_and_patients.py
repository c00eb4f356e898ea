"""What seems to name a patient is pointed out before it is kept, and kept when its writer says so."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from meetings.models import AgendaItem, MeetingNote, Reflection
from tests.cast import NOW
from tests.meetings.factories import MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["lessons", "next_actions"])
def test_a_patients_name_is_pointed_out_and_kept_only_when_confirmed(client, pairing, mentee, field):
    meeting = MeetingFactory(pairing=pairing, held=True, starts_at=NOW - dt.timedelta(days=1))
    url = reverse("meetings:reflect", args=[meeting.uuid])
    data = {"lessons": "Slow is smooth.", "share": "no", field: "Mr Miller, NHS 943 476 5919"}

    with time_machine.travel(NOW, tick=False):
        client.force_login(mentee)
        text = client.post(url, data).text
        assert "looks like a name after a title" in text
        assert "is a valid NHS number" in text
        assert 'name="is_confirmed"' in text
        assert not Reflection.objects.exists()
        client.post(url, {**data, "is_confirmed": "on"})

    assert getattr(Reflection.objects.get(), field) == data[field]


@pytest.mark.parametrize(("address", "kept"), [("note", MeetingNote), ("agenda-add", AgendaItem)])
def test_notes_and_agenda_point_it_out_too_and_lose_nothing_typed(client, pairing, mentee, address, kept):
    meeting = MeetingFactory(pairing=pairing, starts_at=NOW + dt.timedelta(days=1))
    url = reverse(f"meetings:{address}", args=[meeting.uuid])
    data = {"text": "The splint of Mr Miller", "share": "no"}

    with time_machine.travel(NOW, tick=False):
        client.force_login(mentee)
        text = client.post(url, data).text
        assert "looks like a name after a title" in text
        assert text.count('name="is_confirmed"') == 2
        assert text.count('type="checkbox" name="is_confirmed"') == 1
        assert "The splint of Mr Miller" in text
        assert not kept.objects.exists()
        client.post(url, {**data, "is_confirmed": "on"})

    assert kept.objects.get().text == data["text"]
