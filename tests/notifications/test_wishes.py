"""People decide: how each kind comes, when none does, and what is gathered into one mail."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import time_machine

from mentorship.notifications import scopes
from mentorship.notifications.domain.delivery import deliver_due
from mentorship.notifications.domain.digests import occasion
from mentorship.notifications.domain.planning import plan_due
from mentorship.notifications.domain.quiet_hours import quiet_until
from mentorship.notifications.enums import How, Weekday
from mentorship.notifications.models import KindChoice, MailWishes, Notification
from tests.accounts.factories import UserFactory

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
TUESDAY_MORNING = dt.datetime(2027, 2, 2, 7, 30, tzinfo=dt.UTC)


def at(text):
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


@pytest.fixture
def wants(mentee):
    """Say how the mentee wants a kind."""

    def said(how, kind="sign_it"):
        KindChoice.objects.update_or_create(user=mentee, kind=kind, defaults={"how": how})

    return said


def run(now):
    with time_machine.travel(now, tick=False):
        plan_due(now)
        return deliver_due(now)


@pytest.mark.django_db
def test_a_daily_digest_tells_everything_in_one_mail_each_with_its_link(kind, mentee, wants, now, mailoutbox):
    wants(How.DAILY)
    kind.add(mentee, now)
    kind.add(mentee, now, slot="second", headline="Plan the first meeting", action_path="/meetings/")

    run(now)
    before = len(mailoutbox)
    run(TUESDAY_MORNING)

    (mail,) = mailoutbox
    assert before == 0
    assert mail.subject == "Today: 2 things"
    assert "http://testserver/agreements/1/" in mail.body
    assert "http://testserver/meetings/" in mail.body
    assert set(Notification.objects.values_list("state", flat=True)) == {"sent"}
    assert run(TUESDAY_MORNING + HOUR).sent == 0


@pytest.mark.django_db
def test_what_is_done_before_the_digest_is_not_in_it(kind, mentee, wants, now, mailoutbox):
    wants(How.DAILY)
    kind.add(mentee, now)
    kind.add(mentee, now, slot="second", headline="Plan the first meeting")
    run(now)
    del kind.items[0]

    run(TUESDAY_MORNING)

    assert mailoutbox[0].subject == "Today: 1 thing"
    assert "Sign the agreement" not in mailoutbox[0].body
    assert Notification.objects.get(slot="first").state == "cancelled"


@pytest.mark.django_db
def test_a_digest_of_which_nothing_is_left_is_not_sent(kind, mentee, wants, now, mailoutbox):
    wants(How.DAILY)
    kind.add(mentee, now)
    run(now)
    kind.items.clear()

    run(TUESDAY_MORNING)

    assert mailoutbox == []
    assert set(Notification.objects.values_list("state", flat=True)) == {"cancelled"}


@pytest.mark.django_db
def test_a_weekly_digest_comes_on_its_day(kind, mentee, wants, now, mailoutbox):
    MailWishes.objects.create(user=mentee, digest_on=Weekday.THURSDAY, digest_at=dt.time(18))
    wants(How.WEEKLY)
    kind.add(mentee, now)
    thursday = at("2027-02-04T18:00+00:00")

    run(now)
    run(thursday - HOUR)
    before = len(mailoutbox)
    run(thursday)

    assert before == 0
    assert [mail.subject for mail in mailoutbox] == ["Your week: 1 thing"]


@pytest.mark.django_db
def test_what_would_be_too_late_in_a_digest_comes_at_once(kind, mentee, wants, now, mailoutbox):
    wants(How.WEEKLY)
    kind.add(mentee, now, expires_at=now + DAY)

    assert run(now).sent == 1


@pytest.mark.django_db
def test_what_is_turned_off_is_not_sent_and_the_ledger_says_why(kind, mentee, wants, now, mailoutbox):
    wants(How.OFF)
    kind.add(mentee, now)

    run(now)

    assert mailoutbox == []
    assert Notification.objects.get().reason == "They do not want this kind of mail."


@pytest.mark.django_db
def test_what_is_mandatory_comes_whatever_was_chosen(add_kind, mentee, wants, now, mailoutbox):
    wants(How.OFF, kind="important")
    add_kind("important", mandatory=True).add(mentee, now)

    assert run(now).sent == 1


@pytest.mark.django_db
def test_what_is_turned_off_after_it_was_gathered_is_not_told(kind, mentee, wants, now, mailoutbox):
    wants(How.DAILY)
    kind.add(mentee, now)
    run(now)
    wants(How.OFF)

    run(TUESDAY_MORNING)

    assert mailoutbox == []


@pytest.mark.django_db
def test_after_a_long_standstill_what_is_overdue_comes_in_one_mail(kind, add_kind, mentee, mentor, now, mailoutbox):
    other = add_kind("other")
    run(now - 9 * HOUR)
    for number in range(4):
        kind.add(mentee, now - 8 * HOUR, slot=f"missed {number}")
    other.add(mentee, now - 5 * HOUR)
    kind.add(mentor, now - 8 * HOUR)

    run(now)
    at_first = len(mailoutbox)
    run(now + dt.timedelta(minutes=1))

    assert at_first == 0
    assert sorted((mail.to[0], mail.subject) for mail in mailoutbox) == [
        ("mentee@example.org", "5 things waited for you"),
        ("mentor@example.org", "Sign the agreement with Amara Osei"),
    ]
    assert run(now + HOUR).sent == 0


@pytest.mark.django_db
def test_a_digest_repeated_after_a_crash_carries_the_same_message_id(kind, mentee, wants, now, mailoutbox, monkeypatch):
    from mentorship.notifications.domain import ledger

    class Killed(BaseException):
        pass

    def killed(*_args, **_kwargs):
        raise Killed

    wants(How.DAILY)
    kind.add(mentee, now)
    run(now)
    with monkeypatch.context() as crash:
        crash.setattr(ledger, "mark_digest_sent", killed)
        with pytest.raises(Killed):
            run(TUESDAY_MORNING)

    run(TUESDAY_MORNING + ledger.LEASE + HOUR)

    first, second = (mail.extra_headers["Message-ID"] for mail in mailoutbox)
    assert first == second
    assert set(Notification.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db
def test_one_who_keeps_weekends_free_gets_it_on_monday_morning(kind, mentee, mailoutbox):
    MailWishes.objects.create(user=mentee, free_weekends=True)
    friday_night = at("2027-02-05T22:00+00:00")
    kind.add(mentee, friday_night)

    run(friday_night)

    assert Notification.objects.get().next_try_at == at("2027-02-08T07:00+00:00")


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2027-02-06T12:00+00:00", "2027-02-08T07:00+00:00"),  # a Saturday
        ("2027-02-07T23:00+00:00", "2027-02-08T07:00+00:00"),  # a Sunday night
        ("2027-02-08T12:00+00:00", None),
        ("2027-03-27T12:00+00:00", "2027-03-29T07:00+01:00"),  # over the change of the clocks
    ],
)
def test_free_weekends(moment, until):
    user = UserFactory.build(time_zone="Europe/London")
    wishes = MailWishes(free_weekends=True)

    assert quiet_until(user, at(moment), wishes=wishes) == (at(until) if until else None)


def test_ones_own_quiet_hours_go_before_the_cohorts_and_those_before_the_installations(settings):
    user = UserFactory.build(time_zone="UTC")
    own, cohorts = MailWishes(quiet_from=dt.time(12), quiet_until=dt.time(13)), (dt.time(12), dt.time(14))
    noon = at("2027-02-01T12:30+00:00")

    assert quiet_until(user, noon, wishes=own, of_the_cohort=cohorts) == at("2027-02-01T13:00+00:00")
    assert quiet_until(user, noon, of_the_cohort=cohorts) == at("2027-02-01T14:00+00:00")
    assert quiet_until(user, noon) is None
    settings.QUIET_HOURS = None
    assert quiet_until(user, noon, of_the_cohort=cohorts) is None


@pytest.mark.django_db
def test_the_cohort_in_whose_name_it_leaves_says_its_quiet_hours(kind, mentee, now, monkeypatch, mailoutbox):
    scope = uuid.uuid4()
    monkeypatch.setattr(scopes, "_quiet_hours", [lambda asked: dict.fromkeys(asked, (dt.time(8), dt.time(10)))])
    kind.add(mentee, now, scope_uuid=scope)

    run(now)

    assert mailoutbox == []
    assert Notification.objects.get().next_try_at == now + HOUR


@pytest.mark.parametrize(
    ("zone", "how", "moment", "slot", "expected"),
    [
        ("Europe/Berlin", How.DAILY, "2027-03-27T12:00+00:00", "daily:2027-03-28", "2027-03-28T07:30+02:00"),
        ("Europe/Berlin", How.DAILY, "2027-10-30T12:00+00:00", "daily:2027-10-31", "2027-10-31T07:30+01:00"),
        ("Asia/Tokyo", How.WEEKLY, "2027-02-01T00:00+00:00", "weekly:2027-W06", "2027-02-08T07:30+09:00"),
        ("UTC", How.WEEKLY, "2027-02-01T07:00+00:00", "weekly:2027-W05", "2027-02-01T07:30+00:00"),
    ],
)
def test_digests_are_named_and_timed_by_the_calendar_where_the_person_is(zone, how, moment, slot, expected):
    user = UserFactory.build(time_zone=zone)

    assert occasion(user, None, how, at(moment)) == (slot, at(expected))


def test_in_the_hour_that_does_not_exist_and_in_the_one_that_comes_twice_a_digest_has_one_moment():
    user, early = UserFactory.build(time_zone="Europe/Berlin"), MailWishes(digest_at=dt.time(2, 30))

    spring = occasion(user, early, How.DAILY, at("2027-03-27T12:00+00:00"))
    autumn = occasion(user, early, How.DAILY, at("2027-10-30T12:00+00:00"))
    after_autumn = occasion(user, early, How.DAILY, at("2027-10-31T02:30+02:00"))

    assert spring == ("daily:2027-03-28", at("2027-03-28T03:30+02:00"))
    assert autumn == ("daily:2027-10-31", at("2027-10-31T02:30+02:00"))
    assert after_autumn[0] == "daily:2027-11-01"


def test_a_digest_skips_free_weekends():
    user = UserFactory.build(time_zone="UTC")

    assert (
        occasion(user, MailWishes(free_weekends=True), How.DAILY, at("2027-02-05T12:00+00:00"))[0] == "daily:2027-02-08"
    )
