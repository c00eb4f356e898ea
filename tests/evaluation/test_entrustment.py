"""How much supervision was needed, by the rules of ordinal levels: the latest, the most frequent, from where to where, no mean."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.urls import reverse

from evaluation.domain.answering import answer_request
from evaluation.entrustment import TEN_CATE, Seen, summary_of
from evaluation.enums import SupervisionLevel
from evaluation.queries.entrusted import entrusted_in
from programs.enums import TopicKind
from tests.cast import NOW
from tests.evaluation.asking import WORDS, ask
from tests.evaluation.observations import ProcedureFactory, send_mini_cex
from tests.matching.factories import PairingFactory
from tests.programs.factories import TopicFactory

CHEN = SupervisionLevel.values
FIRST = dt.date(2027, 1, 4)


def seen(*levels, by=("a",)):
    people = itertools.cycle(by)
    return [Seen(level, FIRST + dt.timedelta(days=day), next(people)) for day, level in enumerate(levels)]


@pytest.mark.parametrize(
    ("levels", "order", "latest", "most_often", "lowest", "highest", "inconsistent"),
    [
        (["2", "2", "3", "3", "3"], TEN_CATE, "3", ("3",), "2", "3", False),
        (["2b", "3a", "3a"], CHEN, "3a", ("3a",), "2b", "3a", False),
        (["1", "5"], TEN_CATE, "5", (), "1", "5", True),
        (["1", "2", "3", "4"], TEN_CATE, "4", (), "1", "4", False),
        (["4", "2"], TEN_CATE, "2", (), "2", "4", True),
        (["2", "3", "3", "2"], TEN_CATE, "2", (), "2", "3", False),
        (["2", "3", "3", "2", "4"], TEN_CATE, "4", ("2", "3"), "2", "4", True),
        (["3a"], CHEN, "3a", ("3a",), "3a", "3a", False),
        (["3c", "3b", "3a", "2a"], CHEN, "2a", (), "2a", "3c", False),
    ],
)
def test_levels_are_ordered_and_never_averaged(levels, order, latest, most_often, lowest, highest, inconsistent):
    summary = summary_of(seen(*levels), order)

    assert summary.observations == len(levels)
    assert (summary.latest, summary.most_often) == (latest, most_often)
    assert (summary.lowest, summary.highest, summary.is_inconsistent) == (lowest, highest, inconsistent)


def test_the_order_is_the_scales_and_not_the_alphabets():
    order = ("9", "1")

    summary = summary_of(seen("1", "9"), order)

    assert [level.level for level in summary.levels] == ["9", "1"]


def test_the_distribution_tells_dates_and_how_many_different_people():
    summary = summary_of(seen("2", "2", "3", "3", "3", by=("a", "b")), TEN_CATE)

    told = [(level.level, level.times, level.observers, level.first_on, level.last_on) for level in summary.levels]
    assert summary.observers == 2
    assert told == [
        ("2", 2, 2, FIRST, FIRST + dt.timedelta(days=1)),
        ("3", 3, 2, FIRST + dt.timedelta(days=2), FIRST + dt.timedelta(days=4)),
    ]


@pytest.mark.parametrize("levels", [["2.6"], ["0"], [""], []])
def test_what_is_no_level_is_refused(levels):
    with pytest.raises(ValueError, match=r"not in|nothing to sum up"):
        summary_of(seen(*levels), TEN_CATE)


@pytest.fixture
def observed(pairing):
    """Two observations of one procedure on patients, one in simulation, one of a skill without a level."""
    topic = TopicFactory(name="Shoulder reduction", kind=TopicKind.PROCEDURE)
    for day, level in ((5, "2b"), (6, "3a"), (7, "3a")):
        send_mini_cex(pairing, topic_id=topic.pk, supervision_level=level, observed_on=dt.date(2027, 1, day))
    send_mini_cex(
        pairing,
        topic_id=topic.pk,
        supervision_level="4",
        procedure_setting="simulation",
        observed_on=dt.date(2027, 1, 8),
    )
    send_mini_cex(pairing)
    return topic


@pytest.mark.django_db
def test_patients_and_simulation_are_told_apart_and_what_is_only_logged_does_not_count(pairing, observed):
    ProcedureFactory(mentee=pairing.mentee, topic=observed, supervision_level="4")

    on_patients, simulated = entrusted_in(pairing)

    assert (on_patients.name, on_patients.is_simulation, on_patients.summary.observations) == (
        "Shoulder reduction",
        False,
        3,
    )
    assert [line.words[:2] for line in on_patients.lines] == ["2b", "3a"]
    assert (simulated.is_simulation, simulated.summary.latest) == (True, "4")


@pytest.mark.django_db
def test_an_observer_is_one_person_by_account_or_address_whatever_name_they_give(pairing, observed):
    for name in ("Jo Lind", "J. Lind"):
        asked = ask(pairing, topic_id=observed.pk)
        answer_request(
            request_id=asked.pk,
            client_key=asked.client_key,
            link_round=1,
            now=NOW,
            observer_name=name,
            topic_id=observed.pk,
            supervision_level="3a",
            **WORDS,
        )

    assert entrusted_in(pairing)[0].summary.observers == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "status"),
    [("mentee", 200), ("mentor", 200), ("leader", 404), ("other_mentor", 404), ("other_mentee", 404)],
)
def test_the_pair_reads_it_and_nobody_else(client, pairing, observed, who, status, request):
    client.force_login(request.getfixturevalue(who))

    response = client.get(reverse("evaluation:observe", args=[pairing.uuid]))

    assert response.status_code == status
    assert ("How much supervision it needed" in response.text) == (status == 200)
    assert "3a · supervisor close by" not in response.text or status == 200


@pytest.mark.django_db
def test_it_says_no_mean_and_takes_no_decision(client, pairing, observed, mentee):
    client.force_login(mentee)

    text = client.get(reverse("evaluation:observe", args=[pairing.uuid])).text

    section = text[text.index('id="entrusted"') : text.index('id="coverage"')]
    assert "2b – 3a" in section
    assert "3 times, by 1 person" in section
    assert "never averaged" in section
    for word in ("mean", "average:", "2.", "3."):
        assert word not in section


@pytest.mark.django_db
def test_another_pair_of_the_same_mentee_does_not_read_it(pairing, observed):
    assert entrusted_in(PairingFactory(mentee=pairing.mentee)) == []
