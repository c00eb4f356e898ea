"""Messages that offer to undo what they tell of."""

from __future__ import annotations

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message

from mentorship.core.templatetags import components
from mentorship.core.web import toasts


def test_a_message_carries_its_undo(rf, monkeypatch):
    said = []
    monkeypatch.setattr(
        messages, "success", lambda request, text, extra_tags: said.append(Message(messages.SUCCESS, text, extra_tags))
    )

    toasts.undoable(rf.get("/"), "Goal archived.", undo_url="/goals/7/undo/")

    assert components.undo_url(said[0]) == "/goals/7/undo/"


def test_other_messages_have_none():
    assert components.undo_url(Message(messages.SUCCESS, "Signed.")) == ""
    assert components.undo_url(Message(messages.SUCCESS, "Signed.", extra_tags="quiet")) == ""


@pytest.mark.parametrize(
    ("level", "tone"),
    [(messages.SUCCESS, "done"), (messages.INFO, "now"), (messages.WARNING, "wait"), (messages.ERROR, "late")],
)
def test_the_tone_of_a_message(level, tone):
    assert components.message_tone(Message(level, "…")) == tone
