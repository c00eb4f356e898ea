"""A form on bad Wi-Fi, in a real browser: kept as it is typed, sent once, and never shown to somebody else."""

from __future__ import annotations

import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluation.domain.observer_links import token_of
from evaluation.models import Observation
from tests.evaluation.asking import ask
from tests.services.visits import PHONE, visitor_at
from tests.services.wire import wire_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WENT_WELL = "Explained every step before doing it."


def today():
    """What a request says of its day, by this machine's own clock."""
    return {"wanted_on": timezone.localdate(), "now": timezone.now()}


def form_of(pairing):
    return reverse("evaluation:observation-new", args=[pairing.uuid])


def ready(page):
    page.locator("form[data-ready=yes]").wait_for()
    return page


def wait_for_state(page, state):
    page.locator(f".sheet-state[data-state={state}]").wait_for()


def write(page):
    ready(page)
    page.locator("input[name=rating_exam][value='4']").check(force=True)
    page.locator("input[name=rating_overall][value='5']").check(force=True)
    page.locator("input[name=observer_assesses_formally][value='no']").check(force=True)
    page.get_by_label("To improve").fill("Check the pulse before and after.")
    page.get_by_label("One next step").fill("Say the check out loud on the next three.")
    page.get_by_label("Went well").fill(WENT_WELL)
    wait_for_state(page, "kept")


def send(page):
    page.get_by_role("button", name="Send to Lena").click()


def kept_on(page):
    return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('sheet:'))")


def sealed_words(page):
    return page.evaluate("JSON.stringify(localStorage)")


def pages_kept_on(page):
    return page.evaluate("caches.open('sheets').then((kept) => kept.keys()).then((keys) => keys.length)")


def until(page, is_so):
    """Look again until it is so; the browser's stores have no event to wait for."""
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def test_what_was_typed_survives_a_reload_and_is_wiped_once_saved(visit, pairing, mentor):
    visitor = visit(mentor)
    page = visitor.go(form_of(pairing))
    write(page)
    key = page.locator("input[name=client_key]").input_value()

    ready(page).reload()

    ready(page)
    wait_for_state(page, "kept")
    assert page.get_by_label("Went well").input_value() == WENT_WELL
    assert page.locator("input[name=rating_exam][value='4']").is_checked()
    assert page.locator("input[name=client_key]").input_value() == key
    assert WENT_WELL not in sealed_words(page)
    send(page)
    page.get_by_text("Sent. We tell Lena").wait_for()
    assert str(Observation.objects.get().client_key) == key
    assert kept_on(page) == []
    visitor.go(form_of(pairing))
    ready(page)
    assert page.get_by_label("Went well").input_value() == ""
    assert page.locator("input[name=client_key]").input_value() != key


@pytest.fixture
def wire(live_server):
    with wire_to(live_server.thread.port) as wire:
        yield wire


def try_again(page):
    """What the browser says when it has a network again; a page that hears nothing tries again by itself."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def test_what_is_typed_without_a_network_is_sent_once_when_it_is_back(browser, wire, pairing, mentor):
    with visitor_at(browser, wire.url, mentor, viewport=PHONE) as visitor:
        page = visitor.go(form_of(pairing))
        write(page)
        page.locator("form[data-opens-offline=yes]").wait_for()

        wire.cut()
        page.get_by_label("Went well").fill("Calm when the monitor alarmed.")
        send(page)
        wait_for_state(page, "waiting")
        page.reload()
        ready(page)
        wait_for_state(page, "waiting")
        assert page.get_by_label("Went well").input_value() == "Calm when the monitor alarmed."
        assert not Observation.objects.exists()
        wire.mend()
        try_again(page)

        page.get_by_text("Sent. We tell Lena").wait_for()
        assert Observation.objects.get().strengths == "Calm when the monitor alarmed."
        assert kept_on(page) == []
        # That there was no network is what the browser complained of.
        visitor.complaints.clear()


def test_an_answer_that_was_lost_on_the_way_makes_no_second_record(visit, pairing, mentor):
    visitor = visit(mentor)
    page = visitor.go(form_of(pairing))
    write(page)
    lost = []

    def lose_the_first_answer(route):
        if route.request.method == "POST" and not lost:
            route.fetch()
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.context.route("**/new/**", lose_the_first_answer)
    send(page)
    wait_for_state(page, "waiting")
    assert Observation.objects.count() == 1
    try_again(page)

    page.get_by_text("Sent. We tell Lena").first.wait_for()
    assert lost
    assert Observation.objects.count() == 1
    visitor.complaints.clear()


def test_an_expired_log_in_loses_nothing_and_sends_after_signing_in(visit, pairing, mentor):
    mentor.set_password("grow-with-a-mentor")
    mentor.save(update_fields=["password"])
    visitor = visit(mentor)
    page = visitor.go(form_of(pairing))
    write(page)
    Session.objects.all().delete()

    send(page)
    wait_for_state(page, "signed-out")
    page.get_by_role("link", name="sign in and it is sent").click()
    page.get_by_label("Email").fill(mentor.email)
    page.get_by_label("Password", exact=True).fill("grow-with-a-mentor")
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.get_by_text("Sent. We tell Lena").wait_for()
    assert Observation.objects.get().strengths == WENT_WELL
    visitor.complaints.clear()


def test_a_log_in_renewed_elsewhere_is_no_hindrance(visit, pairing, mentor):
    visitor = visit(mentor)
    page = visitor.go(form_of(pairing))
    write(page)
    page.context.clear_cookies()
    sign_in(visitor, page, mentor)

    send(page)

    page.get_by_text("Sent. We tell Lena").wait_for()
    assert Observation.objects.count() == 1
    visitor.complaints.clear()


def sign_in(visitor, page, user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": visitor.address} for name, cookie in client.cookies.items()]
    )


def test_signing_out_wipes_the_device(visit, pairing, mentor):
    visitor = visit(mentor)
    page = visitor.go(form_of(pairing))
    write(page)
    page.locator("form[data-opens-offline=yes]").wait_for()
    assert len(kept_on(page)) == 1
    visitor.go("/")
    page.get_by_text("You began feedback on this device").wait_for()

    page.locator("details.account summary").click()
    page.get_by_role("button", name="Sign out").click()

    page.wait_for_url("**/login/**")
    until(page, lambda: pages_kept_on(page) == 0)
    assert kept_on(page) == []


def test_another_person_on_the_same_device_sees_nothing_of_it(browser, wire, pairing, mentor, other_mentor):
    with visitor_at(browser, wire.url, mentor, viewport=PHONE) as visitor:
        page = visitor.go(form_of(pairing))
        write(page)
        page.locator("form[data-opens-offline=yes]").wait_for()
        page.context.clear_cookies()
        sign_in(visitor, page, other_mentor)

        visitor.go("/")

        until(page, lambda: pages_kept_on(page) == 0)
        assert not page.get_by_text("You began feedback on this device").is_visible()
        assert WENT_WELL not in sealed_words(page)
        wire.cut()
        visitor.go(form_of(pairing))
        page.get_by_role("heading", name="There is no network here").wait_for()
        visitor.complaints.clear()


def test_what_somebody_else_left_open_is_not_sent_in_their_name(visit, pairing, mentor, other_mentor):
    visitor = visit(mentor)
    page = visitor.go(form_of(pairing))
    write(page)
    page.context.clear_cookies()
    sign_in(visitor, page, other_mentor)

    send(page)

    wait_for_state(page, "refused")
    assert not Observation.objects.exists()
    assert len(kept_on(page)) == 1
    visitor.complaints.clear()


def test_what_is_missing_is_marked_and_the_words_stay(visit, pairing, mentor):
    visitor = visit(mentor, phone=True)
    page = visitor.go(form_of(pairing))
    write(page)
    page.get_by_label("Went well").fill("")

    send(page)

    page.get_by_text("Write a sentence here: ratings alone do not help anybody.").wait_for()
    assert page.get_by_label("To improve").input_value() == "Check the pulse before and after."
    visitor.complaints.clear()
    visitor.check_the_page()
    page.get_by_label("Went well").fill(WENT_WELL)
    send(page)
    page.get_by_text("Sent. We tell Lena").wait_for()
    visitor.complaints.clear()


def test_signing_out_wipes_what_was_written_by_a_link_on_a_shared_device(visit, running, mentor):
    link = reverse("evaluation:observer-form", args=[token_of(ask(running, **today()).invitation)])
    visitor = visit(phone=True)
    page = ready(visitor.go(link))
    page.get_by_label("Went well").fill(WENT_WELL)
    wait_for_state(page, "kept")
    page.locator("form[data-opens-offline=yes]").wait_for()
    sign_in(visitor, page, mentor)
    visitor.go("/")
    assert len(kept_on(page)) == 1

    page.locator("[data-forget] button").first.evaluate("button => button.form.requestSubmit()")

    page.wait_for_url("**/login/**")
    until(page, lambda: pages_kept_on(page) == 0)
    assert kept_on(page) == []
    ready(visitor.go(link))
    assert page.get_by_label("Went well").input_value() == ""


def test_signing_out_wipes_what_an_observer_wrote_on_the_mentees_device(visit, running, mentee):
    asked = ask(running, on_this_device=True, **today())
    visitor = visit(mentee, phone=True)
    page = ready(visitor.go(reverse("evaluation:request-device", args=[asked.uuid])))
    page.get_by_label("Went well").fill(WENT_WELL)
    wait_for_state(page, "kept")
    visitor.go("/")
    assert len(kept_on(page)) == 1

    page.locator("[data-forget] button").first.evaluate("button => button.form.requestSubmit()")

    page.wait_for_url("**/login/**")
    assert kept_on(page) == []


def test_an_answer_that_was_lost_on_the_way_to_an_observer_is_given_again(visit, running):
    visitor = visit(phone=True)
    page = ready(visitor.go(reverse("evaluation:observer-form", args=[token_of(ask(running, **today()).invitation)])))
    for label, words in (("Went well", WENT_WELL), ("To improve", "The pulse."), ("One next step", "Say it aloud.")):
        page.get_by_label(label).fill(words)
    page.locator("input[name=observer_assesses_formally][value='no']").check(force=True)
    page.get_by_label("Your role").fill("Consultant")
    page.get_by_label("I watched this myself.").check()
    lost = []

    def lose_the_first_answer(route):
        if route.request.method == "POST" and not lost:
            route.fetch()
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.context.route("**/observe/**", lose_the_first_answer)
    send(page)
    wait_for_state(page, "waiting")
    assert Observation.objects.count() == 1
    try_again(page)

    page.get_by_text("It arrived.").wait_for()
    assert lost
    assert kept_on(page) == []
    visitor.complaints.clear()
