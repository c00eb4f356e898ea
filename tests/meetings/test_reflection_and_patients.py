"""A reflection that seems to name a patient is pointed out before it is kept, and kept when its writer says so."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from meetings.models import Reflection
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
