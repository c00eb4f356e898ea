"""A worker dies while it sets a portfolio: what the mentee sees, and how it goes on."""

from __future__ import annotations

import time
from contextlib import closing

import psycopg2
import pytest

from tests.faults.conftest import PATIENCE, SILENT_FOR

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]
ATTEMPTS = 400
SOON = {SILENT_FOR: 2}


def kill_in_the_middle(stage, worker):
    """Kill a worker that has set a page and holds no file yet.

    The row is taken hold of at that moment: the worker cannot tell of the next page, and so not be done, until it is dead.
    """
    setting = "SELECT id FROM evaluation_portfoliopaper WHERE state = 'setting' AND progress_percent > 0 FOR UPDATE"
    with closing(psycopg2.connect(stage.database.address)) as watching, watching.cursor() as cursor:
        deadline = time.monotonic() + PATIENCE
        cursor.execute(setting)
        while cursor.fetchone() is None:
            watching.rollback()
            assert time.monotonic() < deadline, "No page was set."
            time.sleep(0.02)
            cursor.execute(setting)
        stage.end(worker)


def wait_for_state(stage, state):
    stage.wait_for(lambda: stage.call("the_portfolio")["state"] == state, state)


def test_a_portfolio_whose_worker_was_killed_is_set_by_the_next_one(stage, tmp_path):
    stage.call("a_portfolio", attempts=ATTEMPTS)
    stage.start("beat", schedule=str(tmp_path / "beat"))
    kill_in_the_middle(stage, stage.start("worker", processes=1, seconds=SOON))

    left = stage.call("the_portfolio")
    assert (left["state"], left["is_whole"]) == ("setting", False)
    assert "You can leave this page." in left["page"]
    assert "Call it off" in left["page"]

    stage.start("worker", processes=1, seconds=SOON)
    wait_for_state(stage, "ready")

    done = stage.call("the_portfolio")
    assert (done["times_begun"], done["is_whole"]) == (2, True)
    assert "Get the PDF" in done["page"]
