"""What components show, where it is more than their words."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from mentorship.core.charts import Chart, Series
from mentorship.core.stages import Step
from mentorship.core.templatetags import components

NOW = dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC)


def shown(name, request=None, **context):
    return " ".join(render_to_string(f"components/{name}.html", context, request).split())


def test_a_state_has_its_word_and_its_shape():
    text = shown("state_badge", state="in_force", label="In force")

    assert "tone-done" in text
    assert "#check" in text
    assert "In force" in text


@pytest.mark.parametrize(
    ("state", "tone"), [("declined", "late"), ("running", "now"), ("invited", "wait"), ("draft", "quiet")]
)
def test_the_tone_of_a_state_follows_from_it(state, tone):
    assert components.tone_of(state) == tone


def test_progress_has_a_tick_for_each_piece_of_evidence():
    text = shown("progress", value=2, total=5)

    assert text.count('class="tick reached"') == 2
    assert text.count('class="tick"') == 3
    assert "2 of 5" in text


def test_progress_of_many_is_one_bar():
    text = shown("progress", value=29, total=58)

    assert '<rect width="50"' in text
    assert "tick" not in text


@pytest.mark.parametrize(("value", "total", "percent"), [(1, 0, 0), (7, 5, 100), (0, 5, 0), (1, 3, 33)])
def test_percent_stays_between_none_and_all(value, total, percent):
    assert components.percent_of(value, total) == percent


def test_a_post_in_a_component_included_alone_carries_its_token():
    request = RequestFactory().get("/")
    request.user = None
    page = Template('{% include "components/undo_toast.html" with text="Gone." undo_url="/undo/" only %}')
    from django.template import RequestContext

    text = page.render(RequestContext(request, {}))

    assert 'name="csrfmiddlewaretoken"' in text
    assert request.META["CSRF_COOKIE"]


def test_a_step_one_may_not_open_is_no_link():
    steps = [Step("match", "M", "Match", "done", "/match/"), Step("needs", "N", "Needs", "now", "")]

    text = shown("stage_strip", stages=steps)

    assert text.count("<a ") == 1
    assert 'aria-current="step"' in text


def test_the_waiting_line_says_for_whom_and_since_when():
    text = shown("waiting_line", who="Amara Osei", what="to sign", since=NOW - dt.timedelta(days=4), now=NOW)

    assert "Waiting for <strong>Amara Osei</strong> to sign since Thursday." in text


def test_a_name_is_never_markup():
    assert "<script>" not in shown("waiting_line", who="<script>", since=NOW, now=NOW)


@pytest.mark.parametrize(
    ("name", "letters"), [("Amara Osei", "AO"), ("Dr. Amara Nana Osei", "AO"), ("Lena", "L"), ("", "")]
)
def test_initials(name, letters):
    assert components.initials(name) == letters


def test_a_confirmation_says_what_happens_to_whom_and_whether_it_can_be_undone():
    text = shown(
        "confirm",
        title="End?",
        what="It ends.",
        action="/end/",
        label="End",
        mail_to=["Lena", "Dr Osei"],
        cannot_undo=True,
    )

    assert "It ends." in text
    assert "Mail goes to Lena, Dr Osei." in text
    assert "This cannot be undone." in text


class NoteForm(forms.Form):
    readers = {"text": "you and Dr Osei"}

    text = forms.CharField(widget=forms.Textarea)
    place = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)


def test_a_field_says_who_reads_it_before_it():
    text = shown("form", form=NoteForm(), submit="Save")

    assert text.count("Read by you and Dr Osei.") == 1
    assert text.index("Read by you and Dr Osei.") < text.index("<textarea")


def test_an_optional_field_says_so_and_a_group_of_choices_is_one():
    text = shown("form", form=NoteForm(), submit="Save")

    assert text.count("(optional)") == 1
    assert "<fieldset" in text


def test_what_was_wrong_stands_at_the_field():
    text = shown("form", form=NoteForm({}), submit="Save")

    assert text.count("This field is required.") == 2
    assert "is-invalid" in text


def test_long_work_asks_again_only_while_it_runs():
    assert 'hx-get="/run/"' in shown("long_progress", title="Matching", state="running", poll_url="/run/")
    assert "hx-get" not in shown("long_progress", title="Matching", state="done", poll_url="/run/")


def test_a_chart_is_also_a_table():
    chart = Chart(
        "held", "Do pairs meet?", "Yes.", ["Week 1", "Week 2"], [Series("Held", [3, None])], csv_url="/held.csv"
    )

    text = shown("chart", chart=chart)

    assert '<th scope="row">Week 1</th> <td>3</td>' in text
    assert '<th scope="row">Week 2</th> <td>–</td>' in text
    assert 'href="/held.csv"' in text
    assert "<title>Do pairs meet? Yes.</title>" in text


def test_a_table_shows_links_states_and_times():
    rows = [[{"text": "Lena", "url": "/lena/"}, {"state": "active", "label": "Active"}, {"due": NOW}, None]]

    text = shown("table", caption="Pairs", columns=["Pair", "State", "Due", "Last"], rows=rows, now=NOW)

    assert '<a href="/lena/">Lena</a>' in text
    assert "tone-done" in text
    assert "today 09:00" in text
    assert text.count("data-label=") == 4


def test_an_icon_is_hidden_from_who_listens():
    assert 'aria-hidden="true"' in Template("{% load components %}{% icon 'eye' %}").render(Context())
