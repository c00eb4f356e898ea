"""What is due in this app; one module per part of the app."""

from __future__ import annotations

from evaluation.reminders.concerns import CONCERN_RAISED
from evaluation.reminders.leaders import WEEKLY
from evaluation.reminders.observation import FEEDBACK_UNREAD
from evaluation.reminders.requests import OBSERVATION_ASKED, REQUEST_OVER
from evaluation.reminders.reviews import REVIEW_MISSED, REVIEW_OPEN
from evaluation.reminders.surveys import SURVEY_CLOSING, SURVEY_OPEN
from mentorship.notifications import reminders

KINDS = (
    CONCERN_RAISED,
    FEEDBACK_UNREAD,
    OBSERVATION_ASKED,
    REQUEST_OVER,
    REVIEW_OPEN,
    REVIEW_MISSED,
    SURVEY_OPEN,
    SURVEY_CLOSING,
    WEEKLY,
)


def register() -> None:
    """Tell the ledger which kinds there are."""
    for kind in KINDS:
        reminders.register(kind)
