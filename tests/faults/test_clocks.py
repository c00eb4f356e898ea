"""F8 and the change of the clocks: whose watch is wrong sends nothing early and stops nothing."""

from __future__ import annotations

import datetime as dt

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]
HOUR = 3600


def test_f8_wrong_clocks_send_nothing_early_and_stop_nothing(stage, tmp_path):
    """Workers three hours ahead and behind, beat set back two and a half; pass: nothing early, looking goes on."""
    schedule = str(tmp_path / "beat")
    stage.call("invitations", count=50)
    stage.call("invitations", count=20, first=50, minutes_ago=-60)
    beat = stage.start("beat", schedule=schedule)
    for hours in (3, -3):
        stage.start("worker", processes=1, clock=hours * HOUR)
    stage.wait_until_noted(50)

    stage.end(beat)
    stage.start("beat", schedule=schedule, clock=-2.5 * HOUR)
    stage.call("invitations", count=30, first=100)
    stage.wait_until_noted(80)

    assert stage.mail.duplicates() == 0
    assert {mail.recipient for mail in stage.mail.mails}.isdisjoint(
        {f"p{number}@example.org" for number in range(50, 70)}
    )


@pytest.mark.parametrize(
    ("due", "leaves"),
    [
        # In spring half past two does not exist: the digest comes at half past three, an hour after half past one.
        ("2027-03-27T12:00:00+00:00", "2027-03-28T01:30:00+00:00"),
        # In autumn it comes twice: the digest the first time only.
        ("2027-10-30T12:00:00+00:00", "2027-10-31T00:30:00+00:00"),
    ],
    ids=["spring", "autumn"],
)
def test_when_the_clocks_change_a_digest_comes_once_and_on_time(stage, due, leaves):
    """A daily digest at half past two at night in Berlin; pass: one mail, not before its moment."""
    moment = dt.datetime.fromisoformat(leaves)

    def worker(at):
        shift = (at - dt.datetime.now(dt.UTC)).total_seconds()
        return stage.start("worker", processes=1, clock=shift, settings={"CLOCK": "process"})

    stage.call("a_proposal_for_a_digest", now=due)
    first = worker(moment - dt.timedelta(hours=1))
    stage.wait_for(lambda: stage.call("states") == {"gathered": 1}, "gathering")
    too_early = len(stage.mail.mails)
    stage.end(first)
    second = worker(moment + dt.timedelta(seconds=1))
    stage.wait_until_noted(1)
    stage.end(second)
    an_hour_later = moment + dt.timedelta(hours=1, seconds=1)
    worker(an_hour_later)
    stage.wait_for(lambda: stage.call("was_delivering_after", moment=an_hour_later.isoformat()), "looking again")

    assert too_early == 0
    assert [mail.subject for mail in stage.mail.mails] == ["Today: 1 thing"]
