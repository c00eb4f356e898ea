"""A cohort begins with the numbers of a scheme and goes from stage to stage."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.domain.cohorts import advance_stage, create_cohort
from programs.enums import COHORT_MOVES, CohortStage
from programs.models import Cohort, CohortPolicy
from programs.shipped.policies import POLICIES, PolicyTemplate

pytestmark = pytest.mark.django_db


@pytest.fixture
def begin(cohort, leader, now):
    def make(**changes):
        given = {
            "program_id": cohort.program_id,
            "name": "Autumn 2027",
            "starts_on": dt.date(2027, 9, 1),
            "ends_on": dt.date(2027, 12, 17),
            "time_zone": "Europe/London",
            "by": leader,
            "now": now,
        }
        return create_cohort(**(given | changes))

    return make


def test_a_cohort_begins_in_draft_with_tracks_and_numbers(begin):
    cohort = begin()

    assert cohort.stage == CohortStage.DRAFT
    assert cohort.policy.meeting_cadence_days == 7
    assert [track.name for track in cohort.tracks.all()] == ["Career advising", "Clinical skills", "Research"]
    assert AuditEntry.objects.get(verb="create_cohort").target_uuid == cohort.uuid


@pytest.mark.parametrize("template", PolicyTemplate)
def test_the_numbers_of_every_scheme_are_valid(begin, template):
    policy = begin(policy=template).policy

    policy.full_clean()
    for name, value in POLICIES[template].values.items():
        assert getattr(policy, name) == value
    assert set(POLICIES[template].values) <= {field.name for field in CohortPolicy._meta.get_fields()}


def test_a_name_is_taken_once(begin):
    begin()

    with pytest.raises(Refused, match="of that name"):
        begin()


def test_days_the_wrong_way_round_are_refused(begin):
    with pytest.raises(Refused, match="last day"):
        begin(ends_on=dt.date(2027, 9, 1))


def test_only_the_leader_begins_a_cohort(begin, other_leader, staff):
    for person in (other_leader, staff):
        with pytest.raises(NotAllowed):
            begin(by=person)


@pytest.mark.parametrize(("old", "new"), product(CohortStage, CohortStage))
def test_stages_only_go_forward(cohort, leader, mentor, mentee, now, old, new):
    Cohort.objects.filter(pk=cohort.pk).update(stage=old)

    if new == old or new in COHORT_MOVES[old]:
        assert advance_stage(cohort_id=cohort.pk, to=new, by=leader, now=now).stage == new
    else:
        with pytest.raises(Refused):
            advance_stage(cohort_id=cohort.pk, to=new, by=leader, now=now)
    assert AuditEntry.objects.filter(verb="advance_stage").count() == (new in COHORT_MOVES[old])


def test_nobody_is_matched_with_nobody(cohort, leader, now):
    Cohort.objects.filter(pk=cohort.pk).update(stage=CohortStage.ENROLLING)

    with pytest.raises(Refused, match=r"No mentor is approved yet\. No mentee is approved yet\."):
        advance_stage(cohort_id=cohort.pk, to=CohortStage.MATCHING, by=leader, now=now)

    cohort.refresh_from_db()
    assert cohort.stage == CohortStage.ENROLLING


def test_only_the_leader_changes_the_stage(cohort, other_leader, mentor, now):
    for person in (other_leader, mentor):
        with pytest.raises(NotAllowed):
            advance_stage(cohort_id=cohort.pk, to=CohortStage.CLOSED, by=person, now=now)
