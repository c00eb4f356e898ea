"""A leader sets a cohort up along the MENTOR stages, is told what is missing, and sees what a stage brings."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from evaluation.models import Instrument, ProcedureTarget, SurveyWindow
from matching.models import Approach, Criterion
from meetings.models import Holiday
from mentorship.accounts.models import User
from mentorship.core.errors import Refused
from mentorship.core.models import AuditEntry
from programs.domain.applying import to_open_with
from programs.domain.cohorts import create_cohort
from programs.enums import CohortStage, TrackKind
from programs.models import ApplicationWindow, Cohort, CohortPolicy, Enrollment, Need, Topic, TrainingModule
from programs.numbers import NUMBERS
from programs.readiness import readiness
from tests.cast import NOW
from tests.programs.factories import (
    CohortFactory,
    MenteeEnrollmentFactory,
    PolicyFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def guide(cohort):
    return reverse("admin:programs_cohort_setup", args=[cohort.pk])


def words(cohort):
    """What is missing, by letter."""
    return {part.letter: [item.words for item in part.missing] for part in readiness(cohort, on=TODAY)}


def test_an_empty_cohort_lacks_people_and_says_so_in_order(cohort):
    found = readiness(cohort, on=TODAY)

    assert [part.letter for part in found] == list("MENTOR")
    assert words(cohort)["M"] == ["No mentor is approved yet.", "No mentee is approved yet."]
    assert found[0].blocks


def test_what_is_missing_is_counted(cohort, mentor, mentee, other_mentee):
    TrainingModule.objects.create(program=cohort.program, title="Bias awareness")
    MenteeEnrollmentFactory(cohort=cohort, state="applied")

    missing = words(cohort)

    assert missing["M"] == ["1 person waits for your approval.", "1 mentor has not finished “Bias awareness”."]
    assert missing["N"] == ["2 mentees have no documented need.", "1 mentor has no expertise written down."]
    assert missing["E"] == ["Pairs sign the agreement that ships: your program has no text of its own."]


def test_more_mentees_than_places_is_said_with_the_number(cohort, mentor):
    MenteeEnrollmentFactory.create_batch(4, cohort=cohort)

    assert "4 mentees and 2 places: 2 more places are needed." in words(cohort)["M"]


def test_numbers_that_do_not_fit_the_dates_are_told(cohort, mentor, mentee):
    CohortPolicy.objects.filter(cohort=cohort).update(
        meeting_cadence_days=180, drift_after_days=200, review_interval_days=300, required_mini_cex=0
    )
    cohort.refresh_from_db()

    missing = words(cohort)

    assert "nobody would meet twice" in missing["T"][0]
    assert "No direct observation" in missing["O"][0]
    assert "none would ever open" in missing["R"][0]


def test_every_link_of_the_guide_opens(client, cohort, leader, mentor, guide):
    MenteeEnrollmentFactory.create_batch(4, cohort=cohort)
    TrainingModule.objects.create(program=cohort.program, title="Bias awareness")
    client.force_login(leader)

    page = client.get(guide)

    links = {url for stage in page.context["stages"] for _label, url in stage["links"]}
    links |= {item.url for item in page.context["missing"]}
    assert len(links) > 10
    for url in links:
        assert client.get(url).status_code == 200, url


def test_the_words_filter_finds_who_wrote_nothing_down(client, leader, mentee, other_mentee):
    Need.objects.create(enrollment=Enrollment.objects.get(user=mentee), topic=TopicFactory())
    client.force_login(leader)

    page = client.get(reverse("programs:people"), {"role": "mentee", "words": "missing"})

    assert [person.user for person in page.context["page"]] == [other_mentee]


@pytest.mark.parametrize("people", [20, 2000])
def test_the_guide_asks_a_fixed_number_of_questions(client, cohort, leader, guide, django_assert_num_queries, people):
    TrainingModule.objects.create(program=cohort.program, title="Bias awareness")
    enroll_many(cohort, people)
    client.force_login(leader)
    client.get(guide)

    with django_assert_num_queries(14):
        client.get(guide)


def enroll_many(cohort, people):
    """Fill a cohort fast: a mentor for every four mentees."""
    made = User.objects.bulk_create(
        User(email=f"person.{number}@example.org", full_name=f"Person {number:04}") for number in range(people)
    )
    Enrollment.objects.bulk_create(
        Enrollment(
            cohort=cohort,
            user=user,
            role="mentee" if number % 5 else "mentor",
            state="approved",
            capacity=None if number % 5 else 4,
        )
        for number, user in enumerate(made)
    )


def test_every_number_of_the_policy_is_told_with_unit_default_and_effect():
    fields = {field.name for field in CohortPolicy._meta.concrete_fields} - {"id", "cohort"}

    assert {number.field for number in NUMBERS} == fields
    assert all(number.unit and number.changes and number.usual is not None for number in NUMBERS)


def test_numbers_are_changed_stage_by_stage(client, cohort, leader):
    client.force_login(leader)
    address = reverse("admin:programs_cohort_numbers", args=[cohort.pk, "review"])

    page = client.get(address).text
    client.post(address, {"review_interval_days": 60, "review_answer_days": 21, "minimum_group_size": 6})

    cohort.policy.refresh_from_db()
    assert "Unit: days. Usual: 30." in page
    assert (cohort.policy.review_interval_days, cohort.policy.minimum_group_size) == (60, 6)
    assert AuditEntry.objects.get(verb="change_policy").target_uuid == cohort.uuid


@pytest.mark.parametrize(
    ("stage", "values", "reason"),
    [
        (
            "review",
            {"review_interval_days": 10, "review_answer_days": 20, "minimum_group_size": 5},
            "before the next one",
        ),
        (
            "review",
            {"review_interval_days": 30, "review_answer_days": 20, "minimum_group_size": 2},
            "greater than or equal",
        ),
        ("match", {"mentor_capacity_default": 0, "proposal_answer_days": 7}, "greater than or equal"),
        (
            "timing",
            {
                "meeting_cadence_days": 30,
                "drift_after_days": 21,
                "meeting_reminder_hours": 24,
                "meeting_proposal_days": 5,
                "protected_hours_per_month": 4,
                "action_overdue_days": 7,
                "quiet_hours_start": "21:00",
                "quiet_hours_end": "07:00",
            },
            "a pair that meets as agreed drifts",
        ),
        (
            "timing",
            {
                "meeting_cadence_days": 7,
                "drift_after_days": 21,
                "meeting_reminder_hours": 24,
                "meeting_proposal_days": 5,
                "protected_hours_per_month": 4,
                "action_overdue_days": 7,
                "quiet_hours_start": "07:00",
                "quiet_hours_end": "07:00",
            },
            "hold every mail back for ever",
        ),
    ],
)
def test_numbers_that_contradict_each_other_are_refused_with_the_reason(client, cohort, leader, stage, values, reason):
    client.force_login(leader)

    page = client.post(reverse("admin:programs_cohort_numbers", args=[cohort.pk, stage]), values)

    assert reason in page.text
    assert not AuditEntry.objects.filter(verb="change_policy").exists()


@pytest.mark.parametrize(
    "values",
    [
        {"meeting_cadence_days": 30},
        {"meeting_cadence_days": 0},
        {"mentor_capacity_default": 21},
        {"quiet_hours_end": dt.time(21)},
        {"review_answer_days": 31},
        {"minimum_group_size": 2},
    ],
)
def test_the_database_refuses_them_too(cohort, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortPolicy.objects.filter(cohort=cohort).update(**values)


def begin(cohort, leader, now, **changes):
    facts = {
        "program_id": cohort.program_id,
        "name": "Spring 2028",
        "starts_on": dt.date(2028, 1, 3),
        "ends_on": dt.date(2028, 6, 23),
        "time_zone": "Europe/London",
        "by": leader,
        "now": now,
    }
    return create_cohort(**facts | changes)


def test_a_copy_has_the_numbers_tracks_and_weights_and_no_people(cohort, leader, mentor, mentee, now):
    CohortPolicy.objects.filter(cohort=cohort).update(meeting_cadence_days=12, quiet_hours_end=dt.time(6))
    Criterion.objects.create(cohort=cohort, kind="needs", weight=77)
    Approach.objects.create(cohort=cohort, method="stable", mentor_per_track=False, same_mentor_twice=True, keep=9)

    made = begin(cohort, leader, now, copy_of=cohort.pk)

    assert (made.policy.meeting_cadence_days, made.policy.quiet_hours_end) == (12, dt.time(6))
    assert [track.name for track in made.tracks.all()] == ["Clinical skills"]
    assert made.criteria.get().weight == 77
    assert (made.approach.method, made.approach.keep, made.approach.mentor_per_track) == ("stable", 9, False)
    assert made.approach.same_mentor_twice
    assert cohort.approach.pk != made.approach.pk
    assert not made.enrollments.exists()
    assert made.stage == CohortStage.DRAFT
    assert cohort.policy.pk != made.policy.pk


def test_a_copy_has_the_targets_the_holidays_of_its_own_dates_and_the_surveys_moved_along(cohort, leader, now):
    topic = Topic.objects.filter(kind="procedure").first()
    ProcedureTarget.objects.create(cohort=cohort, topic=topic, number=7, counts_simulation=True)
    for name, first, last in (("Spring", (2027, 3, 26), (2027, 3, 29)), ("New Year", (2027, 12, 31), (2028, 1, 3))):
        Holiday.objects.create(cohort=cohort, name=name, starts_on=dt.date(*first), ends_on=dt.date(*last))
    instrument = Instrument.objects.create(key="trust", version=1, title="Trust", definition={}, licence="CC BY 4.0")
    opens = cohort.starts_on + dt.timedelta(days=10)
    SurveyWindow.objects.create(
        cohort=cohort, instrument=instrument, moment="middle", opens_on=opens, closes_on=opens + dt.timedelta(days=9)
    )

    made = begin(cohort, leader, now, copy_of=cohort.pk)

    target = made.procedure_targets.get()
    assert (target.topic, target.number, target.counts_simulation) == (topic, 7, True)
    assert [holiday.name for holiday in made.holidays.all()] == ["New Year"]
    window = made.survey_windows.get()
    assert (window.instrument, window.moment) == (instrument, "middle")
    assert (window.opens_on, window.closes_on) == (dt.date(2028, 1, 13), dt.date(2028, 1, 22))


def test_a_copy_opens_no_application_form_and_offers_the_words_of_the_earlier_one(client, cohort, leader, now):
    ApplicationWindow.objects.create(
        cohort=cohort, opens_on=cohort.starts_on, closes_on=cohort.ends_on, for_mentors=False, words="Bring a question."
    )

    made = begin(cohort, leader, now, copy_of=cohort.pk)

    assert not ApplicationWindow.objects.filter(cohort=made).exists()
    client.force_login(leader)
    address = f"{reverse('programs:applications')}?cohort={made.uuid}"
    page = client.get(address).text
    assert "Bring a question." in page
    assert "nothing is open yet" in page
    assert client.get(address).context["form"]["for_mentors"].value() is False


def test_a_copy_of_a_cohort_without_a_form_promises_no_words(client, cohort, leader, now):
    made = begin(cohort, leader, now, copy_of=cohort.pk)
    client.force_login(leader)

    page = client.get(f"{reverse('programs:applications')}?cohort={made.uuid}").text

    assert "Filled in with the words" not in page


def test_a_form_is_never_proposed_to_close_before_it_opens(cohort):
    begun_long_ago = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)

    proposed = to_open_with(cohort, begun_long_ago)

    assert proposed["opens_on"] < proposed["closes_on"]


def test_a_cohort_of_another_program_is_not_copied(cohort, leader, now):
    other = CohortFactory()
    PolicyFactory(cohort=other)

    with pytest.raises(Refused, match="same program"):
        begin(cohort, leader, now, copy_of=other.pk)


def test_a_new_cohort_gets_a_track_for_each_goal_of_the_program(cohort, leader, now):
    cohort.program.aims = ["research", "Global health"]
    cohort.program.save(update_fields=["aims"])

    made = begin(cohort, leader, now)

    assert set(made.tracks.values_list("kind", "name")) == {
        (TrackKind.RESEARCH, "Research"),
        (TrackKind.OTHER, "Global health"),
    }


def test_a_leader_names_the_goals_of_the_program(client, cohort, leader):
    client.force_login(leader)
    address = reverse("admin:programs_program_change", args=[cohort.program_id])

    client.post(
        address,
        {
            "name": cohort.program.name,
            "institution": "Example",
            "goals": "",
            "shipped_aims": ["clinical_skills"],
            "own_aims": "Global health\n\nGlobal health",
            "leaderships-TOTAL_FORMS": 0,
            "leaderships-INITIAL_FORMS": 0,
        },
    )

    cohort.program.refresh_from_db()
    assert cohort.program.aims == ["clinical_skills", "Global health"]


def test_beginning_by_copy_in_the_admin_leads_to_the_guide(client, cohort, leader):
    client.force_login(leader)

    response = client.post(
        reverse("admin:programs_cohort_add"),
        {
            "program": cohort.program_id,
            "name": "Autumn 2027",
            "starts_on": "2027-09-01",
            "ends_on": "2027-12-20",
            "time_zone": "Europe/London",
            "policy_template": "weekly_clerkship",
            "copy_of": cohort.pk,
        },
    )

    made = Cohort.objects.get(name="Autumn 2027")
    assert response["Location"] == reverse("admin:programs_cohort_setup", args=[made.pk])
    assert [track.name for track in made.tracks.all()] == ["Clinical skills"]


def test_the_next_stage_shows_who_is_matched_and_who_is_kept_out(client, cohort, leader, mentor, mentee):
    Cohort.objects.filter(pk=cohort.pk).update(stage=CohortStage.ENROLLING)
    TrainingModule.objects.create(program=cohort.program, title="Bias awareness")
    MenteeEnrollmentFactory(cohort=cohort, state="invited", user__full_name="Ada Invited")
    client.force_login(leader)

    page = client.get(reverse("admin:programs_cohort_stage", args=[cohort.pk])).text

    assert "1 person can be matched." in page
    assert "1 mentor is kept out until the training is done." in page
    assert "Ada Invited" in page
    assert "No mail goes out" in page


def test_running_shows_every_mail_that_the_first_reviews_bring_and_sends_none(client, cohort, leader, pairing):
    Cohort.objects.filter(pk=cohort.pk).update(stage=CohortStage.MATCHING)
    CohortPolicy.objects.filter(cohort=cohort).update(review_interval_days=14, review_answer_days=7)
    client.force_login(leader)

    page = client.get(reverse("admin:programs_cohort_stage", args=[cohort.pk])).text

    assert "2 mails go out" in page
    assert "mentee@example.org" in page
    assert "Time to look back with Lena" in page
    assert mail.outbox == []


def test_a_stage_that_lacks_something_says_what_before_it_is_tried(client, cohort, leader):
    Cohort.objects.filter(pk=cohort.pk).update(stage=CohortStage.ENROLLING)
    client.force_login(leader)
    address = reverse("admin:programs_cohort_stage", args=[cohort.pk])

    assert "No mentor is approved yet." in client.get(address).text
    assert "No mentor is approved yet." in client.post(address, {"to": "matching"}, follow=True).text


def test_the_admin_leads_back_to_the_cohort(client, cohort, leader):
    client.force_login(leader)

    assert "Back to the cohort" in client.get(reverse("admin:index")).text
