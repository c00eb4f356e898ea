"""F9 to F11: what people at their browsers notice of a long queue, and of a broker or a database that was away."""

from __future__ import annotations

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]
FILES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def ask(stage):
    """Send a request to the running web server; returns status, seconds and body."""
    stage.start("web", port=stage.web_port, settings={"STORAGES": {"default": {}, **FILES}})

    def asked(method, path, cookie="", **form):
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", stage.web_port, timeout=60)
        try:
            connection.request(method, path, body=urlencode(form), headers=headers)
            response = connection.getresponse()
            return response.status, time.monotonic() - began, response.read().decode()
        finally:
            connection.close()

    def answers():
        try:
            return asked("GET", "/readyz")[0] == 200
        except OSError:
            return False

    stage.wait_for(answers, "the web server")
    return asked


def test_f9_a_long_queue_drains_and_pages_still_open(stage, ask):
    """800 due at one instant; pass: none lost, repeats 0, pages answer meanwhile. The pace: benchmarks/reminders.py."""
    due = 800
    stage.call("invitations", count=due)
    stage.call("plan")
    stage.start("worker", processes=2)
    stage.wait_for_mails(100)
    began = time.monotonic()

    answers = []
    while len(stage.mail.ids()) < due:
        answers.append(ask("GET", "/accounts/login/"))
        assert time.monotonic() - began < 150, f"{len(stage.mail.ids())} of {due}"
    stage.wait_until_noted(due)

    assert {status for status, _seconds, _body in answers} == {200}
    assert sum(times - 1 for times in stage.mail.ids().values()) == 0


@pytest.mark.parametrize("fault", ["hang", "down"])
def test_f10_a_form_is_saved_while_the_broker_is_away_and_nothing_is_lost(stage, ask, fault):
    """Matching is started and people are invited; pass: at most 0.3 s slower than in health, and all is done later."""
    tries = 6
    seeded = stage.call("cohorts_to_match", count=2 * tries + 1)
    token = "t" * 32
    cookie = f"{seeded['cookie']}; csrf={token}"
    healthy, faulty = seeded["cohorts"][1 : tries + 1], seeded["cohorts"][tries + 1 :]

    def save(cohort, number):
        form = {"csrfmiddlewaretoken": token}
        started = ask("POST", f"/matching/start/?cohort={cohort}", cookie, **form)
        invited = ask("POST", "/people/invite/", cookie, role="mentee", people=f"new{number}@example.org", **form)
        assert (started[0], invited[0]) == (302, 302), (started[2][:2000], invited[2][:2000])
        return started[1] + invited[1]

    save(seeded["cohorts"][0], "warm")
    in_health = [save(cohort, number) for number, cohort in enumerate(healthy)]
    if fault == "hang":
        stage.wire.mode = "hang"
    else:
        stage.cut_the_wire()
    in_trouble = [save(cohort, f"later{number}") for number, cohort in enumerate(faulty)]
    stage.wire.mode = "ok"
    stage.start("worker")
    stage.wait_for(lambda: stage.call("states").get("sent") == 2 * tries + 1, "the invitations")
    stage.call("send_tasks", name="matching.solve_queued", times=1)
    stage.wait_for(lambda: stage.call("run_states") == {"proposed": 2 * tries + 1}, "the matching")

    assert min(in_trouble) <= min(in_health) + 0.3
    assert sorted(in_trouble)[tries // 2] <= sorted(in_health)[tries // 2] + 0.3
    assert {mail.recipient for mail in stage.mail.mails} >= {f"newlater{number}@example.org" for number in range(tries)}


def test_f11_the_database_restarted_while_nobody_asks_breaks_no_page(stage, ask):
    """Every thread holds a connection that has died meanwhile; pass: no answer of 500 or more, nobody has to do anything."""
    with ThreadPoolExecutor(4) as people:
        before = [answer[0] for answer in people.map(lambda _number: ask("GET", "/readyz"), range(16))]

        stage.database.stop_at_once()
        stage.database.start()
        after = [answer[0] for answer in people.map(lambda _number: ask("GET", "/readyz"), range(24))]

    assert set(before) == set(after) == {200}
