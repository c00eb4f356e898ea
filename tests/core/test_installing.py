"""The product can be put on a phone's home screen."""

from __future__ import annotations

import json

import pytest


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_browser_finds_nothing_wrong_with_what_it_is_told_for_the_home_screen(live_server, browser):
    page = browser.new_context(viewport={"width": 390, "height": 800}).new_page()
    page.goto(live_server.url + "/accounts/login/")
    chromium = page.context.new_cdp_session(page)
    manifest = chromium.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert chromium.send("Page.getInstallabilityErrors")["installabilityErrors"] == [
        {"errorId": "in-incognito", "errorArguments": []}
    ]
    named = json.loads(manifest["data"])
    for shortcut in named["shortcuts"]:
        answer = page.request.get(live_server.url + shortcut["url"])
        assert answer.ok, shortcut
        assert "/accounts/login/" in answer.url, "leads a stranger to the log-in, and then on"
    for icon in named["icons"]:
        answer = page.request.get(live_server.url + icon["src"])
        assert answer.headers["content-type"] == "image/png", icon


@pytest.mark.django_db
def test_the_home_screen_learns_the_same_whoever_asks(client, django_user_model):
    to_a_stranger = client.get("/manifest.webmanifest")
    client.force_login(django_user_model.objects.create_user("lena@example.org", full_name="Lena Novak"))
    to_a_person = client.get("/manifest.webmanifest")
    assert to_a_stranger.json() == to_a_person.json()
    assert to_a_stranger["Cache-Control"] == to_a_person["Cache-Control"] == "public, max-age=3600"
