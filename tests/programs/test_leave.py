"""Leave and extension: every date that lies ahead moves together, once, and goes back exactly."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from agreements.models import Action, Agreement, Goal
from evaluation.domain.reviewing import open_due_reviews
from evaluation.models import Instrument, Review, SurveyWindow
from matching.models import Pairing
from meetings import calendars
from meetings.domain.scheduling import schedule_meeting, schedule_series
from meetings.models import Meeting, MeetingProposal, ProposedTime
from meetings.reminders import moved
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.domain.leave.deciding import apply_leave, plan_leave, undo_leave, whole_weeks
from programs.enums import CohortStage, LeaveState
from programs.models import Cohort, Enrollment, Leave
from tests.agreements.factories import AgreementFactory, GoalFactory
from tests.cast import NOW
from tests.evaluation.factories import ReviewFactory
from tests.matching.factories import PairingFactory
from tests.programs.factories import MenteeEnrollmentFactory, MentorEnrollmentFactory, TrackFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
FIRST = dt.date(2027, 3, 1)
THREE_WEEKS = dt.timedelta(weeks=3)


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def given(cohort, leader, now, mentee_enrollment):
    """What a leave of three weeks of Lena takes; with `digest`, what confirms it."""

    def make(*, confirm: bool = False, **changes):
        facts = {
            "cohort_id": cohort.pk,
            "enrollment_ids": [mentee_enrollment.pk],
            "starts_on": FIRST,
            "until": None,
            "weeks": 3,
            "by": leader,
            "now": now,
        } | changes
        return facts | {"key": uuid4(), "digest": plan_leave(**facts).digest} if confirm else facts

    return make


@pytest.fixture
def dates(pairing, mentee, now):
    """A series of weekly meetings, a goal, an action, an open review and a survey."""
    schedule_series(
        pairing_id=pairing.pk,
        first_on=dt.date(2027, 2, 23),
        starts_at=dt.time(17),
        time_zone="Europe/London",
        count=4,
        length_minutes=30,
        by=mentee,
        now=now,
    )
    goal = GoalFactory(pairing=pairing, target_date=dt.date(2027, 3, 12))
    Action.objects.create(pairing=pairing, goal=goal, text="Book", owner=mentee, due_on=dt.date(2027, 3, 2))
    Action.objects.create(pairing=pairing, goal=goal, text="Before", owner=mentee, due_on=dt.date(2027, 2, 28))
    ReviewFactory(pairing=pairing, due_at=dt.datetime(2027, 3, 3, 9, tzinfo=dt.UTC))
    instrument = Instrument.objects.create(key="own", version=1, title="Own", definition={}, licence="own")
    SurveyWindow.objects.create(
        cohort=pairing.cohort,
        instrument=instrument,
        moment="middle",
        opens_on=dt.date(2027, 2, 25),
        closes_on=dt.date(2027, 3, 10),
    )


def snapshot():
    """Every date there is, as it stands in the database."""
    return {
        "meetings": list(Meeting.objects.order_by("pk").values_list("starts_at", "ends_at", "original_starts_at")),
        "goals": list(Goal.objects.values_list("target_date")),
        "actions": list(Action.objects.order_by("pk").values_list("due_on")),
        "reviews": list(Review.objects.values_list("due_at")),
        "surveys": list(SurveyWindow.objects.values_list("opens_on", "closes_on")),
        "cohorts": list(Cohort.objects.order_by("pk").values_list("ends_on")),
        "people": list(Enrollment.objects.order_by("pk").values_list("ends_on")),
    }


@pytest.mark.parametrize(
    ("until", "weeks", "expected"),
    [
        (None, 2, (2, dt.date(2027, 3, 14))),
        (dt.date(2027, 3, 7), None, (1, dt.date(2027, 3, 7))),
        (dt.date(2027, 3, 8), None, (2, dt.date(2027, 3, 8))),
        (FIRST, None, (1, FIRST)),
    ],
)
def test_dates_move_by_whole_weeks(until, weeks, expected):
    assert whole_weeks(FIRST, until=until, weeks=weeks) == expected


@pytest.mark.parametrize(("until", "weeks"), [(None, None), (FIRST, 1), (dt.date(2027, 2, 28), None), (None, 105)])
def test_a_leave_that_makes_no_sense_is_refused(given, until, weeks):
    with pytest.raises(Refused):
        plan_leave(**given(until=until, weeks=weeks))


def test_the_plan_lists_every_date_and_moves_none(given, dates):
    before = snapshot()

    plan = plan_leave(**given())

    counts = {kind.key: len(shifts) for kind, shifts in plan.found}
    assert counts == {"own_last_day": 1, "goal": 1, "action": 1, "meeting": 3, "review": 1, "next_review": 1}
    assert snapshot() == before


@pytest.fixture
def more_dates(pairing, cohort, mentee, now):
    """A pair that is proposed, an agreement to look at again, and two times a week apart on the table."""
    proposed = PairingFactory(
        mentor=MentorEnrollmentFactory(cohort=cohort), mentee=pairing.mentee, state="proposed",
        answer_by=dt.datetime(2027, 3, 2, 12, tzinfo=dt.UTC), track=TrackFactory(cohort=cohort, name="Research"),
    )  # fmt: skip
    AgreementFactory(pairing=pairing, state="in_force", in_force_at=now, review_on=dt.date(2027, 3, 20))
    times = MeetingProposal.objects.create(
        pairing=pairing, proposed_by=mentee, proposed_at=now, expires_at=dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)
    )
    for day in (2, 9, 23):
        ProposedTime.objects.create(proposal=times, starts_at=dt.datetime(2027, 3, day, 17, tzinfo=dt.UTC))
    return proposed


def further_snapshot():
    return {
        "proposals": list(Pairing.objects.order_by("pk").values_list("answer_by")),
        "agreements": list(Agreement.objects.order_by("pk").values_list("review_on", "text_sha256")),
        "answers": list(MeetingProposal.objects.values_list("expires_at")),
        "times": list(ProposedTime.objects.order_by("pk").values_list("starts_at")),
    }


def test_what_waits_for_an_answer_moves_too_and_goes_back(given, more_dates, leader, now):
    before = further_snapshot()
    plan = plan_leave(**given())
    counts = {kind.key: len(shifts) for kind, shifts in plan.found}
    assert {"proposal": 1, "agreement": 1, "proposed_time": 3, "times_answer_by": 1}.items() <= counts.items()
    assert further_snapshot() == before

    made = apply_leave(**given(confirm=True))
    moved_on = further_snapshot()
    assert moved_on["agreements"][0][0] == dt.date(2027, 4, 10)
    assert [time for (time,) in moved_on["times"]] == [
        dt.datetime(2027, 3, 23, 17, tzinfo=dt.UTC), dt.datetime(2027, 3, 30, 16, tzinfo=dt.UTC),
        dt.datetime(2027, 4, 13, 16, tzinfo=dt.UTC),
    ]  # fmt: skip
    assert moved_on["answers"] == [(dt.datetime(2027, 3, 22, 9, tzinfo=dt.UTC),)]

    assert undo_leave(leave_id=made.pk, by=leader, now=now).changed_since == []
    assert further_snapshot() == before


def test_the_plan_of_the_whole_cohort_has_its_last_day_and_its_surveys_too(given, dates):
    plan = plan_leave(**given(enrollment_ids=None))

    found = {kind.key: [(shift.old, shift.new) for shift in shifts] for kind, shifts in plan.found}
    assert found["last_day"] == [(dt.date(2027, 6, 25), dt.date(2027, 7, 16))]
    assert found["survey"] == [(dt.date(2027, 3, 10), dt.date(2027, 3, 31))]


def test_confirming_moves_all_of_it_with_one_entry_in_the_trail(given, dates, mentee_enrollment):
    leave = apply_leave(**given(confirm=True))

    starts = [timezone.localtime(moment, LONDON) for moment in Meeting.objects.values_list("starts_at", flat=True)]
    assert [f"{moment:%d.%m.}" for moment in sorted(starts)] == ["23.02.", "23.03.", "30.03.", "06.04."]
    # Summer time begins on 28 March: five o'clock stays five o'clock.
    assert {f"{moment:%H:%M}" for moment in starts} == {"17:00"}
    assert Goal.objects.get().target_date == dt.date(2027, 4, 2)
    assert [action.due_on for action in Action.objects.order_by("pk")] == [dt.date(2027, 3, 23), dt.date(2027, 2, 28)]
    assert Review.objects.get().due_at == dt.datetime(2027, 3, 24, 9, tzinfo=dt.UTC)
    mentee_enrollment.refresh_from_db()
    assert mentee_enrollment.last_day == dt.date(2027, 7, 16)
    assert AuditEntry.objects.filter(verb="apply_leave", target_uuid=leave.uuid).count() == 1


def test_the_same_form_sent_twice_moves_once(given, dates):
    facts = given(confirm=True)

    assert apply_leave(**facts) == apply_leave(**facts)

    assert Goal.objects.get().target_date == dt.date(2027, 4, 2)
    assert AuditEntry.objects.filter(verb="apply_leave").count() == 1


def test_what_changed_since_the_leader_looked_moves_nothing(given, dates):
    facts = given(confirm=True)
    Goal.objects.update(target_date=dt.date(2027, 3, 20))

    with pytest.raises(Refused, match="changed since you looked"):
        apply_leave(**facts)

    assert not Leave.objects.exists()
    assert Goal.objects.get().target_date == dt.date(2027, 3, 20)


@pytest.mark.parametrize("everybody", [True, False])
def test_taking_it_back_restores_every_date_exactly(given, dates, leader, now, everybody):
    before = snapshot()
    facts = given(confirm=True, **({"enrollment_ids": None} if everybody else {}))
    leave = apply_leave(**facts)
    assert snapshot() != before

    undone = undo_leave(leave_id=leave.pk, by=leader, now=now)

    assert snapshot() == before
    assert undone.changed_since == []
    assert undo_leave(leave_id=leave.pk, by=leader, now=now).restored == 0
    assert AuditEntry.objects.filter(verb="undo_leave").count() == 1


def test_what_somebody_changed_since_is_told_and_left(given, dates, leader, now):
    leave = apply_leave(**given(confirm=True))
    Goal.objects.update(target_date=dt.date(2027, 5, 1))

    undone = undo_leave(leave_id=leave.pk, by=leader, now=now)

    assert undone.changed_since == ["Goals: 1"]
    assert Goal.objects.get().target_date == dt.date(2027, 5, 1)
    assert Leave.objects.get().state == LeaveState.UNDONE


def test_what_was_planned_since_in_the_old_place_stops_the_way_back_in_words(
    given, dates, leader, mentee, now, pairing
):
    first = Meeting.objects.filter(starts_at__gte=dt.datetime(2027, 3, 1, tzinfo=dt.UTC)).order_by("starts_at")[0]
    old = first.starts_at
    leave = apply_leave(**given(confirm=True))
    schedule_meeting(pairing_id=pairing.pk, starts_at=old, length_minutes=30, by=mentee, now=now)
    moved_to = snapshot()

    with pytest.raises(Refused, match="Meetings"):
        undo_leave(leave_id=leave.pk, by=leader, now=now)

    assert snapshot() == moved_to
    assert Leave.objects.get().state == LeaveState.APPLIED


def test_calendars_learn_of_moved_meetings_and_of_the_way_back(given, dates, leader, now, pairing):
    leave = apply_leave(**given(confirm=True))
    shifted = list(Meeting.objects.filter(moved_at__isnull=False).order_by("starts_at"))

    events = Calendar.from_ical(calendars.move(shifted)).walk("VEVENT")
    undo_leave(leave_id=leave.pk, by=leader, now=now + dt.timedelta(hours=1))

    assert [event["sequence"] for event in events] == [1, 1, 1]
    assert [event["recurrence-id"].dt for event in events] == [meeting.original_starts_at for meeting in shifted]
    assert [event["dtstart"].dt for event in events] == [meeting.starts_at for meeting in shifted]
    back = Meeting.objects.filter(moved_at__isnull=False)
    assert {meeting.sequence for meeting in back} == {2}


def test_both_of_a_pair_are_told_once_with_the_new_times(given, dates, mentor, mentee, now):
    apply_leave(**given(confirm=True))

    dues = list(moved(now))

    assert {due.recipient_id for due in dues} == {mentor.pk, mentee.pk}
    assert len(dues) == 2
    assert "3 meetings with" in dues[0].headline
    assert dues[0].attachments[0][2].count("BEGIN:VEVENT") == 3


def test_the_next_review_opens_later(given, dates, pairing, leader):
    Review.objects.all().delete()
    apply_leave(**given(confirm=True, starts_on=dt.date(2027, 2, 2)))
    due = pairing.activated_at + dt.timedelta(days=30)

    assert open_due_reviews(now=due + dt.timedelta(days=1)) == 0
    assert open_due_reviews(now=due + THREE_WEEKS) == 1

    undo_leave(leave_id=Leave.objects.get().pk, by=leader, now=NOW)
    Review.objects.all().delete()
    assert open_due_reviews(now=due + dt.timedelta(days=1)) == 1


def test_other_pairs_stay_where_they_are(given, cohort, dates):
    other = GoalFactory(pairing=PairingFactory(mentee=MenteeEnrollmentFactory(cohort=cohort)))

    apply_leave(**given(confirm=True))

    other.refresh_from_db()
    assert other.target_date == dt.date(2027, 3, 12)


def test_the_plan_warns_where_somebody_has_another_meeting(given, dates, pairing, cohort, mentor_enrollment, now):
    other = PairingFactory(mentee=MenteeEnrollmentFactory(cohort=cohort), mentor=mentor_enrollment, place=2)
    schedule_meeting(
        pairing_id=other.pk,
        starts_at=dt.datetime(2027, 3, 23, 17, 15, tzinfo=LONDON),
        length_minutes=30,
        by=mentor_enrollment.user,
        now=now,
    )

    plan = plan_leave(**given())

    warnings = [shift.warning for _kind, shifts in plan.found for shift in shifts if shift.warning]
    assert warnings == ["Amara Osei has another meeting then"]


def test_only_the_leader_moves_dates_or_takes_them_back(given, dates, mentor, other_leader, now):
    facts = given(confirm=True)
    for person in (mentor, other_leader):
        with pytest.raises(NotAllowed):
            apply_leave(**facts | {"by": person})
    leave = apply_leave(**facts)
    for person in (mentor, other_leader):
        with pytest.raises(NotAllowed):
            undo_leave(leave_id=leave.pk, by=person, now=now)


def test_a_closed_cohort_keeps_its_dates(given, cohort):
    Cohort.objects.filter(pk=cohort.pk).update(stage=CohortStage.CLOSED)

    with pytest.raises(Refused, match="closed"):
        plan_leave(**given())


def test_a_leader_previews_confirms_and_undoes_on_the_page(client, leader, dates, mentee_enrollment):
    client.force_login(leader)
    address = reverse("programs:leave-new")
    form = {"starts_on": "2027-03-01", "weeks": "3", "whom": "some", "people": "mentee@example.org"}

    assert "mentee@example.org" in client.get(address, {"person": mentee_enrollment.uuid}).text
    shown = client.post(address, form)
    done = client.post(address, form | {"digest": shown.context["plan"].digest, "key": shown.context["key"]})
    made = Leave.objects.get()
    page = client.get(done["Location"]).text
    client.post(reverse("programs:leave-undo", args=[made.uuid]))

    assert "8 dates move" in shown.text
    assert "Meeting of Lena Fischer – Amara Osei" in shown.text
    assert "Take it back" in page
    assert "The dates are back where they were" in client.get(reverse("programs:leave", args=[made.uuid])).text


def test_a_stale_preview_is_shown_anew_with_what_was_typed(client, leader, dates):
    client.force_login(leader)
    form = {"starts_on": "2027-03-01", "weeks": "3", "whom": "some", "people": "Lena Fischer", "digest": "old"}

    page = client.post(reverse("programs:leave-new"), form).text

    assert "Something changed since you looked" in page
    assert "Lena Fischer</textarea>" in page.replace("\n", "")
    assert not Leave.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"people": "Nobody Here"}, "Nobody here is called Nobody Here."),
        ({"people": ""}, "Name somebody"),
        ({"weeks": ""}, "one of the two"),
        ({"until": "2027-03-09"}, "one of the two"),
    ],
)
def test_what_is_wrong_with_the_form_is_said(client, leader, changes, said):
    client.force_login(leader)
    form = {"starts_on": "2027-03-01", "weeks": "3", "whom": "some", "people": "Lena Fischer"} | changes

    assert said in client.post(reverse("programs:leave-new"), form).text


@pytest.mark.parametrize("pairs", [2, 20])
def test_a_preview_asks_a_fixed_number_of_questions(given, cohort, django_assert_num_queries, pairs):
    for _number in range(pairs):
        pairing = PairingFactory(
            mentee=MenteeEnrollmentFactory(cohort=cohort), mentor=MentorEnrollmentFactory(cohort=cohort)
        )
        GoalFactory(pairing=pairing)
    facts = given(enrollment_ids=None)

    with django_assert_num_queries(14):
        plan_leave(**facts)
