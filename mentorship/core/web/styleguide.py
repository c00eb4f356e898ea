"""Invented things that show every component in every state; only the style guide uses them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from mentorship.core.charts import Chart, ChartKind, Series
from mentorship.core.home import NextThing
from mentorship.core.stages import LETTERS, MentorStage, StageState, Step

if TYPE_CHECKING:
    from datetime import datetime

COLOURS = [
    "paper", "card", "ink", "muted", "line", "primary", "primary-soft", "wait", "wait-soft", "late", "late-soft", "done",
    "done-soft", "quiet-soft",
]  # fmt: skip
SIZES = ["text-small", "text", "text-lead", "text-title", "text-head", "text-great"]


class SpecimenForm(forms.Form):
    """A field of each kind."""

    readers = {"improve": _("you and Dr Osei"), "setting": _("you, Dr Osei and the program leader")}

    focus = forms.CharField(
        label="Focus of the observation", help_text="In a few words, for example “shoulder reduction”."
    )
    setting = forms.ChoiceField(label="Setting", choices=[("ed", "Emergency department"), ("ward", "Ward")])
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(
        label="Level of supervision",
        choices=[("1", "I did it, they watched"), ("2", "We did it together"), ("3", "They did it, I was in the room")],
        widget=forms.RadioSelect,
    )
    improve = forms.CharField(label="What to improve", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    protected = forms.BooleanField(label="In protected time", required=False)
    evidence = forms.FileField(label="File", required=False)


def steps(done: int) -> list[Step]:
    """Return the strip of a pair that has done this many steps."""
    states = [StageState.DONE] * done + [StageState.NOW] + [StageState.NOT_YET] * 6
    return [
        Step(
            key=stage,
            letter=LETTERS[stage],
            label=stage.label,
            state=state,
            url="#stage-strip" if state != "not_yet" else "",
        )
        for stage, state in zip(MentorStage, states, strict=False)
    ]


def specimens(now: datetime) -> dict[str, Any]:
    """Return all that the page shows."""
    yesterday, soon, week = now - timedelta(days=1), now + timedelta(days=1), now + timedelta(days=7)
    refused = SpecimenForm({"focus": "", "setting": "ed", "day": ""})
    weeks = [f"Week {number}" for number in range(1, 9)]
    return {
        "now": now,
        "colours": COLOURS,
        "sizes": SIZES,
        "states": [
            ("done", "In force"), ("now", "In progress"), ("wait", "Awaiting signatures"), ("late", "Declined"), ("quiet", "Draft"),
        ],
        "icons": [
            "home", "goals", "meetings", "feedback", "reviews", "portfolio", "board", "people", "matching", "post", "reports",
            "setup", "more", "page", "eye", "check", "clock", "alert", "info", "dot", "ring", "person", "swap", "arrow", "back",
            "undo", "close", "download", "key", "leave", "different", "chevron",
        ],
        "strips": [steps(2), steps(0), steps(6)],
        "things": [
            NextThing("Confirm Tuesday’s meeting", "", "Confirm", "#quiet-list", 20, yesterday),
            NextThing("Read new feedback from Dr Lind", "", "Read", "#quiet-list", 30),
            NextThing("Plan the next bedside observation", "", "Plan", "#quiet-list", 40, week),
        ],
        "dues": [now - timedelta(days=3), now + timedelta(hours=1), soon, now + timedelta(days=4), now + timedelta(days=40)],
        "days_ago_3": now - timedelta(days=3),
        "dots": [
            {"level": 1, "observed": False, "label": "Simulation, watched"},
            {"level": 2, "observed": False, "label": "Simulation, with full help"},
            {"level": 2, "observed": True, "label": "On a patient, with full help"},
            {"level": 3, "observed": True, "label": "On a patient, with some help"},
            {"level": 5, "observed": True, "label": "On a patient, on one’s own"},
        ],
        "actions": [
            {"title": "Book Tuesday simulation slots", "owner": "Lena", "due": soon, "is_done": False},
            {"title": "Ask for feedback after each attempt", "owner": "Dr Osei", "due": now - timedelta(days=3), "is_done": False},
            {"title": "Read the chapter on closed reduction", "owner": "Lena", "due": week, "is_done": True},
        ],
        "answers": [
            {"question": "How often shall we meet?", "left": "Every week, 30 minutes", "right": "Every second week, an hour", "differs": True},
            {"question": "How do we talk between meetings?", "left": "Messages, answered within two days", "right": "Messages, answered within two days", "differs": False},
            {"question": "What stays between us?", "left": "Everything, unless somebody is at risk", "right": "", "differs": False},
        ],
        "entries": [
            {"when": now, "title": "Mini-CEX in the emergency department", "text": "The next step became an action.", "url": "#timeline", "tone": "done"},
            {"when": now - timedelta(days=9), "title": "Meeting held, 30 minutes", "text": "", "url": "#timeline", "tone": "done"},
            {"when": now - timedelta(days=16), "title": "Meeting missed", "text": "It was moved to the next Tuesday.", "url": "", "tone": "late"},
            {"when": now - timedelta(days=30), "title": "Agreement signed by both", "text": "", "url": "#timeline", "tone": "now"},
        ],
        "mail_to": ["Lena Novak", "Dr Amara Osei"],
        "columns": ["Pair", "Stage", "Last contact", "State", "Next"],
        "table_rows": [
            [{"text": "Lena Novak and Dr Amara Osei", "url": "#table"}, "Observe", "2 days ago", {"state": "active", "label": "Active"}, {"due": soon}],
            [{"text": "Jonas Berg and Dr Ines Lind", "url": "#table"}, "Timing", "24 days ago", {"state": "paused", "label": "Paused"}, {"due": yesterday}],
            [{"text": "Mia Petrova and Prof. Theo Adeyemi", "url": "#table"}, "Match", None, {"state": "declined", "label": "Declined"}, "Match again"],
        ],
        "charts": [
            Chart(
                "meetings-by-week", "Do pairs meet every week?", "Mostly: 46 of 58 pairs met in week 8, up from 22 in week 1.", weeks,
                [Series("Held", [22, 31, 38, 40, 44, 43, 45, 46]), Series("Cancelled", [9, 7, 6, 8, 5, 6, 4, 5]), Series("Missed", [6, 4, 3, 2, 3, 1, 2, 1])],
                kind=ChartKind.STACKED, unit="meetings", csv_url="#chart",
            ),
            Chart(
                "supervision", "Does independence grow?", "Yes: the middle level of supervision rose from 1.8 to 3.4 in eight weeks.", weeks,
                [Series("Observed", [None, 1.8, 2, 2.4, 2.6, 3, 3.1, 3.4]), Series("Simulation", [1.5, 2, 2.5, 2.6, 3, 3.4, 3.6, 3.8])],
                kind=ChartKind.LINE, unit="level", csv_url="#chart",
            ),
            Chart(
                "ratings", "How do the ratings develop?", "The middle rating was 5 first and 7 last.", weeks,
                [Series("Lowest", [3, 4, 4, 5, 4, 5, 6, 6]), Series("Middle", [5, 5, 5.5, 6, 6, 6, 7, 7]), Series("Highest", [6, 7, 7, 8, 7, 8, 8, 9])],
                kind=ChartKind.SPREAD, unit="On a scale from 1 to 9.", lowest=1, highest=9,
            ),
            Chart(
                "places", "Where are mentors missing?", "In Emergency medicine (4 places).", ["Emergency medicine", "Obstetrics and gynaecology"],
                [Series("Places", [44, 6]), Series("Mentees", [48, 1])], kind=ChartKind.LYING,
            ),
            Chart(
                "domains", "How do the domains compare?", "Counseling stands highest.", ["Medical interviewing (4)", "Physical examination (3)", "Counseling (2)"],
                [Series("Lowest", [4, 3, 7]), Series("Middle", [5, 5, 7.5]), Series("Highest", [7, 6, 8])],
                kind=ChartKind.ROWS, unit="On a scale from 1 to 9.", lowest=1, highest=9,
            ),
        ],
        "form": SpecimenForm(),
        "refused_form": refused,
        "page": Paginator(range(60), 20).get_page(2),
    }  # fmt: skip
