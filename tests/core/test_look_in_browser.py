"""The look, in a real browser: nothing inaccessible, nothing blocked, nothing too wide, nothing too heavy."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.test import Client

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SMALLEST, PHONE, DESKTOP = 320, 390, 1280
TARGET = 44


@pytest.fixture
def site(live_server, settings):
    settings.DEBUG = True
    return live_server


@pytest.fixture
def open_page(site, browser):
    """Open a page signed in, at a width and in a colour scheme; at the end nothing may have been blocked."""
    person = get_user_model().objects.create_user("lena@example.org", "a-long-password", full_name="Lena Novak")
    client = Client()
    client.force_login(person)
    cookie = {"name": "session", "value": client.cookies["session"].value, "url": site.url}
    complaints = []

    def open_it(path, *, width=DESKTOP, scheme="light", signed_in=True):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
        )
        if signed_in:
            context.add_cookies([cookie])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site.url + path)
        page.wait_for_load_state("networkidle")
        assert complaints == []
        return page

    return open_it


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize(("path", "signed_in"), [("/styleguide/", True), ("/", True), ("/accounts/login/", False)])
def test_everybody_can_use_it(open_page, path, signed_in, width, scheme):
    page = open_page(path, width=width, scheme=scheme, signed_in=signed_in)

    result = Axe().run(page)

    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("path", ["/styleguide/", "/", "/accounts/email/", "/accounts/2fa/"])
def test_nothing_is_wider_than_the_smallest_phone(open_page, path):
    page = open_page(path, width=SMALLEST)

    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST


def test_what_one_touches_is_large_enough(open_page):
    page = open_page("/styleguide/", width=PHONE)

    small = page.evaluate(
        """least => [...document.querySelectorAll('.btn, .place a, summary, .form-control, .form-select, .form-check')]
            .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < least - 0.5)
            .map(one => one.outerHTML.slice(0, 80))""",
        TARGET,
    )

    assert small == []


def test_the_skip_link_is_the_first_stop(open_page):
    page = open_page("/")

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"


def test_a_picture_has_its_table_at_hand(open_page):
    page = open_page("/styleguide/")
    chart = page.locator(".chart").first
    assert chart.locator(".chart-wide svg").is_visible()
    assert not chart.locator(".chart-narrow svg").is_visible()
    assert not chart.locator("table").is_visible()

    chart.locator("summary").click()

    assert chart.locator("table").is_visible()


def test_without_javascript_there_is_the_picture_and_the_table(site, browser):
    context = browser.new_context(java_script_enabled=False)
    person = get_user_model().objects.create_user("lena@example.org", "a-long-password", full_name="Lena Novak")
    client = Client()
    client.force_login(person)
    context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": site.url}])
    page = context.new_page()

    page.goto(f"{site.url}/styleguide/")

    assert page.locator(".chart-wide svg").first.is_visible()
    page.locator(".chart summary").first.click()
    assert page.locator(".chart table").first.is_visible()


def test_what_is_written_is_kept_until_it_is_sent(open_page):
    page = open_page("/styleguide/")
    page.fill("form[data-keep] [name=improve]", "Hold the traction longer.")
    assert page.get_by_text("Kept on this device until you send it").last.is_visible()

    page.reload()

    assert page.input_value("form[data-keep] [name=improve]") == "Hold the traction longer."


def test_what_was_sent_is_not_offered_again(open_page):
    page = open_page("/styleguide/")
    page.fill("form[data-keep] [name=improve]", "Hold the traction longer.")
    page.evaluate(
        "document.querySelector('form[data-keep]').addEventListener('submit', event => event.preventDefault())"
    )
    page.evaluate("document.querySelector('form[data-keep]').dispatchEvent(new Event('submit', {cancelable: true}))")

    page.goto(page.url.split("#")[0])

    assert page.input_value("form[data-keep] [name=improve]") == ""


def test_what_is_written_without_a_connection_stays(open_page):
    page = open_page("/styleguide/")
    page.fill("form[data-keep] [name=focus]", "Shoulder reduction")
    page.context.set_offline(offline=True)

    page.evaluate("document.querySelector('form[data-keep]').dispatchEvent(new Event('submit', {cancelable: true}))")

    assert page.get_by_text("Kept on this device until you send it").last.is_visible()
    assert page.input_value("form[data-keep] [name=focus]") == "Shoulder reduction"


def test_signing_out_forgets_what_was_kept(open_page):
    page = open_page("/styleguide/")
    page.fill("form[data-keep] [name=improve]", "Hold the traction longer.")

    page.click("details.account summary")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()

    assert page.evaluate("sessionStorage.length") == 0


def test_a_question_opens_in_a_sheet_and_goes_back(open_page):
    page = open_page("/styleguide/")
    page.click("#confirm a[data-confirm]")
    sheet = page.locator("dialog.sheet")
    sheet.get_by_role("heading", name="Publish 58 pairs?").wait_for()

    page.keyboard.press("Escape")

    sheet.wait_for(state="detached")
    assert page.evaluate("document.activeElement.hasAttribute('data-confirm')")


def test_the_first_visit_asks_for_few_files(site, browser):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{site.url}/accounts/login/")
    page.wait_for_load_state("networkidle")

    assert len(asked) <= 12, asked
