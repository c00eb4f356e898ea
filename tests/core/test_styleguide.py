"""The style guide shows every component, and only where debug is on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings as project

from mentorship.accounts.models import User

TEMPLATES = Path(project.BASE_DIR) / "templates"
MAIL = {"notifications/letter.html"}
"""A mail carries its style sheet with it; our policy for pages does not reach mail programs."""
SHOWN_BY_EVERY_PAGE = {"messages"}


@pytest.fixture
def person(db):
    return User.objects.create_user("lena@example.org", "a-long-password", full_name="Lena Novak")


def test_it_works_in_development(client, person, settings):
    settings.DEBUG = True
    client.force_login(person)

    answer = client.get("/styleguide/")

    assert answer.status_code == 200
    assert "Five supervised shoulder reductions" in answer.content.decode()


def test_it_does_not_exist_in_production(client, person):
    client.force_login(person)

    assert client.get("/styleguide/").status_code == 404


def test_every_component_is_shown():
    guide = "".join(file.read_text() for file in (TEMPLATES / "core" / "styleguide").glob("*.html"))
    components = {file.stem for file in (TEMPLATES / "components").glob("*.html")}

    shown = set(re.findall(r'"components/(\w+)\.html"', guide))

    nested = {"chart", "due_chip", "state_badge", "progress", "evidence_dots"}
    assert components - SHOWN_BY_EVERY_PAGE - nested <= shown


def test_every_component_opens_with_what_it_needs():
    for file in (TEMPLATES / "components").glob("*.html"):
        assert re.match(r"\{# .*Needs", file.read_text()), f"{file.name} does not say what it needs."


def test_no_page_is_styled_or_scripted_inline():
    for file in TEMPLATES.rglob("*.html"):
        if file.relative_to(TEMPLATES).as_posix() in MAIL or file.parent.name == "pdf":
            continue  # a mail and a paper carry their own sheet: no page of the site is around them
        text = re.sub(r"{% comment %}.*?{% endcomment %}", "", file.read_text(), flags=re.DOTALL)
        assert not re.search(r"\s(style|on\w+)=[\"']", text), f"{file} carries inline style or script."
        assert "<style" not in text, f"{file} carries a style sheet."


def test_both_ways_to_the_dark_have_the_same_colours():
    tokens = (Path(project.BASE_DIR) / "static" / "css" / "tokens.css").read_text()
    by_system, by_choice = (
        re.search(pattern + r" \{(.*?)\}", tokens, re.DOTALL).group(1).split()
        for pattern in (r':root:not\(\[data-theme="light"\]\)', r'\n\[data-theme="dark"\]')
    )

    assert by_system == by_choice
