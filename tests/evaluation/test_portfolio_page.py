"""The portfolio gathers what was achieved and done; the mentee chooses what it shows, and how."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.enums import GoalState
from evaluation.domain.choosing import choose, decide_looks
from evaluation.enums import PortfolioPart, RaterRole
from evaluation.models import MilestoneRating, Observation, ObservationRating, Portfolio, Procedure
from mentorship.core.errors import NotAllowed
from mentorship.core.models import AuditEntry
from programs.enums import EnrollmentState
from programs.models import Competency
from tests.agreements.factories import GoalFactory
from tests.cast import NOW
from tests.evaluation.observations import ObservationFactory, ProcedureFactory, send_mini_cex
from tests.meetings.factories import MeetingFactory, ReflectionFactory
from tests.programs.factories import CohortFactory, MenteeEnrollmentFactory, TopicFactory

pytestmark = pytest.mark.django_db

PORTFOLIO = "/portfolio/"
LOOKS = {"names_observers": False, "shows_what_to_improve": False, "lists_attempts": False, "shows_pictures": True}


@pytest.fixture(autouse=True)
def at_the_time_of_the_cast():
    with time_machine.travel(NOW, tick=False):
        yield


def choose_only(client, part, *rows):
    address = reverse("evaluation:portfolio-choose", args=[part])
    chosen = [str(row.uuid) for row in rows]
    return client.post(address, {"offered": chosen, "chosen": chosen}, follow=True)


def test_an_achieved_goal_stands_there_with_confidence_before_and_after(client, pairing, mentee):
    GoalFactory(
        pairing=pairing,
        goal="Reduce five shoulders",
        state=GoalState.ACHIEVED,
        achieved_at=NOW,
        confidence_before=3,
        confidence_after=8,
    )
    GoalFactory(pairing=pairing, goal="Not there yet")
    client.force_login(mentee)

    text = client.get(PORTFOLIO).text

    assert all(
        words in text for words in ("Reduce five shoulders", "before 3/10, after 8/10", "confirmed by the mentor")
    )
    assert "Not there yet" not in text


def test_procedures_stand_there_with_their_totals(client, pairing, mentee):
    ProcedureFactory(mentee=pairing.mentee)
    client.force_login(mentee)

    assert "1 documented, 0 of them observed" in client.get(PORTFOLIO).text


def test_it_is_the_persons_and_names_no_cohort(client, pairing, mentee):
    MenteeEnrollmentFactory(user=mentee, cohort=CohortFactory(name="Autumn 2031"))
    ProcedureFactory(mentee=pairing.mentee)
    client.force_login(mentee)

    page = client.get(PORTFOLIO).text

    assert "1 documented" in page
    assert "Autumn 2031" not in page


def test_what_is_only_for_its_owner_does_not_print(client, pairing, mentee):
    client.force_login(mentee)

    page = client.get(PORTFOLIO).text

    before = page[: page.index("you alone")]
    assert before.rindex('class="no-print"') > before.rindex('class="stack portfolio"')


def test_feedback_stands_there_once_it_was_chosen(client, pairing, mentee):
    shown, kept = (
        ObservationFactory(pairing=pairing, strengths="Shown."),
        ObservationFactory(pairing=pairing, strengths="Kept private."),
    )
    client.force_login(mentee)
    before = client.get(PORTFOLIO).text

    after = choose_only(client, "feedback", shown).text

    assert "Shown." not in before
    assert "Shown." in after
    assert kept.strengths not in after


def test_nothing_that_others_wrote_or_that_is_private_stands_there_by_itself(client, pairing, mentee):
    observation = send_mini_cex(pairing)
    reflection = ReflectionFactory(meeting=MeetingFactory(pairing=pairing), author=mentee, lessons="I was afraid.")
    rating = MilestoneRating.objects.create(
        mentee=pairing.mentee,
        competency=Competency.objects.first(),
        half_levels=7,
        rated_by=mentee,
        role=RaterRole.SELF,
        rated_on=NOW.date(),
    )
    client.force_login(mentee)

    by_itself = client.get(PORTFOLIO).text
    for part, row in (("feedback", observation), ("reflections", reflection), ("milestones", rating.competency)):
        chosen = choose_only(client, part, row).text

    assert not any(words in by_itself for words in (observation.strengths, "I was afraid.", "3.5"))
    assert all(words in chosen for words in (observation.strengths, "I was afraid.", "3.5"))


def test_names_what_to_improve_and_attempts_show_when_wanted(client, pairing, mentee, now):
    observation = send_mini_cex(pairing)
    ProcedureFactory(mentee=pairing.mentee, done_on=dt.date(2027, 1, 23))
    client.force_login(mentee)
    plain = choose_only(client, "feedback", observation).text

    wanted = {**LOOKS, "names_observers": True, "shows_what_to_improve": True, "lists_attempts": True}
    full = client.post(
        reverse("evaluation:portfolio-looks"), {name: "on" for name, on in wanted.items() if on}, follow=True
    )

    assert not any(words in plain for words in ("Amara Osei", observation.to_improve, "Every attempt"))
    assert all(words in full.text for words in ("Amara Osei", observation.to_improve, "Every attempt", "January 2027"))
    assert "23 January" not in full.text


def test_a_page_of_choices_leaves_the_others_as_they_are(pairing, mentee, now):
    first, second, third = (ObservationFactory(pairing=pairing).uuid for _ in range(3))

    choose(part="feedback", offered=None, chosen=None, by=mentee, now=now)
    portfolio = choose(part="feedback", offered=[first, second], chosen=[second], by=mentee, now=now)

    assert set(portfolio.contents["feedback"]) == {str(second), str(third)}


def test_the_first_choice_begins_with_what_stood_there_by_itself(pairing, mentee, now):
    one, other = TopicFactory(name="Suture"), TopicFactory(name="Cannula")
    for topic in (one, other):
        ProcedureFactory(mentee=pairing.mentee, topic=topic)

    portfolio = choose(part="procedures", offered=[one.uuid], chosen=[], by=mentee, now=now)

    assert portfolio.contents["procedures"] == [str(other.uuid)]


def test_choosing_the_same_again_records_nothing(pairing, mentee, now):
    uuids = [ObservationFactory(pairing=pairing).uuid]

    for _ in range(2):
        choose(part="feedback", offered=uuids, chosen=uuids, by=mentee, now=now)
        decide_looks(by=mentee, now=now, **{**LOOKS, "names_observers": True})

    assert Portfolio.objects.count() == 1
    assert AuditEntry.objects.filter(verb="choose_for_portfolio").count() == 1
    assert AuditEntry.objects.filter(verb="decide_looks").count() == 1


@pytest.mark.parametrize("part", PortfolioPart.values)
def test_what_is_about_somebody_else_cannot_be_chosen(pairing, mentee, now, part):
    observation = ObservationFactory()
    goal = GoalFactory(pairing=observation.pairing, state=GoalState.ACHIEVED, achieved_at=NOW)
    reflection = ReflectionFactory(meeting=MeetingFactory(pairing=pairing), author=pairing.mentor.user)
    foreign = [row.uuid for row in (observation, goal, reflection, TopicFactory(), Competency.objects.first())]

    portfolio = choose(part=part, offered=foreign, chosen=foreign, by=mentee, now=now)

    assert portfolio.contents == {part: []}


def test_what_was_chosen_and_is_gone_is_left_out(client, pairing, mentee, now):
    procedure = ProcedureFactory(mentee=pairing.mentee)
    choose(part="procedures", offered=None, chosen=None, by=mentee, now=now)
    procedure.delete()
    client.force_login(mentee)

    assert client.get(PORTFOLIO).status_code == 200


def test_nobody_else_chooses(pairing, mentor, now):
    with pytest.raises(NotAllowed):
        choose(part="feedback", offered=None, chosen=None, by=mentor, now=now)


def test_who_withdrew_keeps_the_portfolio(client, pairing, mentee):
    ProcedureFactory(mentee=pairing.mentee)
    pairing.mentee.state = EnrollmentState.WITHDRAWN
    pairing.mentee.save(update_fields=["state"])
    client.force_login(mentee)

    assert "1 documented" in client.get(PORTFOLIO).text


def test_what_is_no_address_is_passed_over(client, pairing, mentee):
    client.force_login(mentee)
    address = reverse("evaluation:portfolio-choose", args=["feedback"])

    assert client.post(address, {"offered": ["nonsense"], "chosen": ["nonsense"]}).status_code == 302
    assert client.get(reverse("evaluation:portfolio-choose", args=["nonsense"])).status_code == 404


def test_all_or_none_are_chosen_at_once(client, pairing, mentee):
    for _ in range(60):
        ObservationFactory(pairing=pairing)
    client.force_login(mentee)
    address = reverse("evaluation:portfolio-choose", args=["feedback"])

    client.post(address, {"all": "1"})
    every = len(Portfolio.objects.get().contents["feedback"])
    client.post(address, {"none": "1"})

    assert (every, Portfolio.objects.get().contents["feedback"]) == (60, [])


def test_only_a_mentee_has_one(client, pairing, mentor):
    client.force_login(mentor)

    assert "A portfolio belongs to a mentee" in client.get(PORTFOLIO).text


PAGES = (PORTFOLIO, "/portfolio/choose/feedback/", "/portfolio/progress/", "/feedback/", "/portfolio/procedures/")


def fill(pairing, rows):
    """So many observations with ratings, and as many procedures, written at once."""
    first = send_mini_cex(pairing)
    topic = TopicFactory()
    made = Observation.objects.bulk_create(
        Observation(
            **{
                field.attname: getattr(first, field.attname)
                for field in Observation._meta.concrete_fields
                if field.name not in {"id", "uuid", "client_key", "created_at"}
            },
            client_key=uuid.uuid4(),
        )
        for _ in range(rows - 1)
    )
    ObservationRating.objects.bulk_create(
        ObservationRating(observation=one, domain=rating.domain, rating=rating.rating)
        for one in made
        for rating in first.ratings.all()
    )
    Procedure.objects.bulk_create(ProcedureFactory.build_batch(rows, mentee=pairing.mentee, topic=topic))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_as_often_for_a_thousand_as_for_ten(client, pairing, mentee, address):
    asked = []
    for rows in (10, 990):
        fill(pairing, rows)
        choose(part="feedback", offered=None, chosen=None, by=mentee, now=NOW)
        decide_looks(by=mentee, now=NOW, **{**LOOKS, "lists_attempts": True})
        client.force_login(mentee)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        asked.append(len(queries))

    assert asked[0] == asked[1]
    assert len(answer.content) < 400_000
