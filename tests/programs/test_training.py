"""Mentor training: done by answering right or by attending, until it runs out; what is missing keeps a mentor out."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from matching.domain.freezing import freeze_pool
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.domain.training import complete_module, record_attendance, take_back_completion
from programs.models import TrainingCompletion, TrainingFile, TrainingModule, TrainingQuestion
from programs.training import missing, own_standings, unfinished_in_words
from tests.cast import NOW
from tests.programs.factories import MentorEnrollmentFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def module(cohort) -> TrainingModule:
    return TrainingModule.objects.create(
        program=cohort.program, title="Bias awareness", text="Read **this**.", valid_for_days=365
    )


@pytest.fixture
def question(module) -> TrainingQuestion:
    return TrainingQuestion.objects.create(
        module=module, text="Who is biased?", right_answer="Everybody", wrong_answers="Nobody\nOthers"
    )


def test_answering_right_finishes_a_module_once_a_day(module, question, mentor, now):
    for _twice in range(2):
        complete_module(module_id=module.pk, by=mentor, now=now, answers={question.pk: "Everybody"})

    assert TrainingCompletion.objects.get().completed_on == TODAY
    assert AuditEntry.objects.filter(verb="complete_module").count() == 1


def test_a_wrong_answer_is_named_and_the_right_one_is_not(module, question, mentor, now):
    with pytest.raises(Refused, match="Who is biased") as refusal:
        complete_module(module_id=module.pk, by=mentor, now=now, answers={question.pk: "Nobody"})

    assert "Everybody" not in str(refusal.value)
    assert not TrainingCompletion.objects.exists()


def test_only_mentors_of_the_program_finish_a_module(module, mentee, leader, other_leader, now):
    for person in (mentee, leader, other_leader):
        with pytest.raises(NotAllowed):
            complete_module(module_id=module.pk, by=person, now=now)


@pytest.mark.parametrize(("days_ago", "counts"), [(0, True), (365, True), (366, False)])
def test_a_completion_runs_out_and_then_keeps_the_mentor_out(module, mentor, cohort, days_ago, counts):
    TrainingCompletion.objects.create(module=module, user=mentor, completed_on=TODAY - dt.timedelta(days=days_ago))

    lacking = missing(cohort.program_id, [mentor.pk], on=TODAY)

    assert (lacking == {}) is counts
    frozen = freeze_pool(cohort, now=NOW)["mentors"][0]["training_missing"]
    assert frozen == ([] if counts else ["Bias awareness"])


def test_what_is_optional_keeps_nobody_out(module, mentor, cohort):
    TrainingModule.objects.filter(pk=module.pk).update(is_required=False)

    assert missing(cohort.program_id, [mentor.pk], on=TODAY) == {}


def test_the_missing_is_counted_in_words(module, mentor, other_mentor, cohort):
    lacking = missing(cohort.program_id, [mentor.pk, other_mentor.pk], on=TODAY)

    assert unfinished_in_words(lacking) == ["2 mentors have not finished “Bias awareness”."]


def test_a_mentor_is_told_before_it_runs_out(module, mentor):
    TrainingCompletion.objects.create(module=module, user=mentor, completed_on=TODAY - dt.timedelta(days=350))

    (standing,) = own_standings(mentor, on=TODAY)

    assert standing.tone == "wait"
    assert "counts until 16 Feb 2027" in standing.words


def test_a_workshop_is_recorded_for_many_at_once_and_once(module, mentor, other_mentor, leader, now):
    chosen = [mentor.pk, other_mentor.pk]

    assert record_attendance(module_id=module.pk, user_ids=chosen, on=TODAY, by=leader, now=now) == 2
    assert record_attendance(module_id=module.pk, user_ids=chosen, on=TODAY, by=leader, now=now) == 0

    assert set(TrainingCompletion.objects.values_list("kind", "recorded_by")) == {("workshop", leader.pk)}
    assert AuditEntry.objects.get(verb="record_attendance").new == "2"


@pytest.mark.parametrize("case", ["future", "nobody", "a mentee"])
def test_an_attendance_that_cannot_be_is_refused(module, mentor, mentee, leader, now, case):
    users = {"nobody": [], "a mentee": [mentee.pk]}.get(case, [mentor.pk])
    on = TODAY + dt.timedelta(days=case == "future")

    with pytest.raises(Refused):
        record_attendance(module_id=module.pk, user_ids=users, on=on, by=leader, now=now)


def test_only_the_leader_records_attendance(module, mentor, other_leader, now):
    for person in (mentor, other_leader):
        with pytest.raises(NotAllowed):
            record_attendance(module_id=module.pk, user_ids=[mentor.pk], on=TODAY, by=person, now=now)


def test_the_page_of_a_module_takes_the_answers(client, module, question, mentor):
    client.force_login(mentor)
    address = reverse("programs:training-module", args=[module.uuid])

    wrong = client.post(address, {f"question_{question.pk}": "Nobody"})
    right = client.post(address, {f"question_{question.pk}": "Everybody"})

    assert "Not right yet" in wrong.text
    assert "<strong>this</strong>" in wrong.text
    assert right.status_code == 302
    assert "counts until" in client.get(reverse("programs:training")).text


def test_the_home_page_says_what_keeps_a_mentor_out(client, module, mentor):
    client.force_login(mentor)

    page = client.get(reverse("core:home")).text

    assert "Finish “Bias awareness”" in page
    assert "without it you are not matched" in page


def test_the_file_of_a_module_is_a_download_for_those_who_train(client, module, mentor, mentee):
    TrainingFile.objects.create(module=module, name="Slides <1>.html", content=b"<script>")
    address = reverse("programs:training-file", args=[module.uuid])

    client.force_login(mentor)
    response = client.get(address)
    client.force_login(mentee)

    assert response.content == b"<script>"
    assert response["Content-Disposition"].startswith("attachment")
    assert client.get(address).status_code == 404


def test_the_grid_records_a_workshop(client, module, mentor, other_mentor, leader):
    client.force_login(leader)
    address = reverse("programs:training-grid")

    page = client.get(address).text
    client.post(address, {"module": module.uuid, "on": "2027-01-30", "mentors": [mentor.pk]})

    assert "2 of 2 mentors are kept out of matching" in page
    assert TrainingCompletion.objects.get().user == mentor
    assert "Ines Marques" in client.get(address, {"show": "missing"}).text
    assert "Amara Osei" not in client.get(address, {"show": "missing"}).text


def test_the_grid_says_what_is_wrong_and_keeps_what_was_ticked(client, module, mentor, leader):
    client.force_login(leader)

    page = client.post(
        reverse("programs:training-grid"), {"module": module.uuid, "on": "2027-03-01", "mentors": [mentor.pk]}
    ).text

    assert "lies in the future" in page
    assert "checked" in page


@pytest.mark.parametrize("mentors", [20, 200])
def test_the_grid_asks_a_fixed_number_of_questions(client, module, leader, cohort, django_assert_num_queries, mentors):
    MentorEnrollmentFactory.create_batch(mentors, cohort=cohort)
    client.force_login(leader)
    client.get(reverse("programs:training-grid"))

    with django_assert_num_queries(15):
        client.get(reverse("programs:training-grid"))


class TestTakingBack:
    @pytest.fixture
    def done(self, module, mentor, leader, now) -> TrainingCompletion:
        record_attendance(module_id=module.pk, user_ids=[mentor.pk], on=TODAY, by=leader, now=now)
        return TrainingCompletion.objects.get()

    def test_a_mistake_is_taken_back_once_and_stays_on_record(self, done, module, mentor, leader, now):
        for _twice in range(2):
            take_back_completion(completion_id=done.pk, by=leader, now=now)

        assert missing(module.program_id, [mentor.pk], on=TODAY) == {mentor.pk: ["Bias awareness"]}
        (entry,) = AuditEntry.objects.filter(verb="take_back_completion")
        assert (entry.actor, entry.target_uuid, entry.old) == (leader, module.uuid, f"{mentor.uuid} {TODAY}")

    def test_only_who_leads_the_program_takes_it_back(self, done, mentor, other_leader, now):
        for somebody in (mentor, other_leader):
            with pytest.raises(NotAllowed):
                take_back_completion(completion_id=done.pk, by=somebody, now=now)

        assert TrainingCompletion.objects.exists()

    def test_the_page_of_the_mentor_takes_it_back(self, done, module, client, leader, mentor_enrollment):
        client.force_login(leader)
        page = reverse("programs:person", args=[mentor_enrollment.uuid])
        address = reverse("programs:training-take-back", args=[mentor_enrollment.uuid, module.uuid])
        day = {"on": TODAY.isoformat()}
        assert address in client.get(page).content.decode()

        text = client.post(address, day, follow=True).content.decode()

        assert "Taken back: “Bias awareness”." in text
        assert address not in text
        assert client.post(address, day, follow=True).status_code == 200

    @pytest.mark.parametrize(("on", "status"), [("2026-01-01", 302), ("yesterday", 404), ("", 404)])
    def test_another_day_takes_nothing_back(self, done, module, client, leader, mentor_enrollment, on, status):
        client.force_login(leader)
        address = reverse("programs:training-take-back", args=[mentor_enrollment.uuid, module.uuid])

        assert client.post(address, {"on": on}).status_code == status
        assert TrainingCompletion.objects.filter(pk=done.pk).exists()

    def test_a_completion_of_another_program_stays(self, done, client, leader, mentor_enrollment, other_leader, now):
        other = TrainingModule.objects.create(program=other_leader.leaderships.get().program, title="Elsewhere")
        elsewhere = TrainingCompletion.objects.create(module=other, user=mentor_enrollment.user, completed_on=TODAY)
        client.force_login(leader)

        address = reverse("programs:training-take-back", args=[mentor_enrollment.uuid, other.uuid])
        client.post(address, {"on": TODAY.isoformat()})

        assert TrainingCompletion.objects.filter(pk=elsewhere.pk).exists()
