"""A leader adds a form, looks at it, publishes it, and makes its next version."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.urls import reverse

from evaluation.domain.forms import (
    begin_form,
    begin_next_version,
    offer_form,
    publish_form,
    write_draft,
)
from evaluation.instruments.variants import VARIANTS
from evaluation.models import ObservationForm
from evaluation.queries.forms import forms_offered
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from tests.evaluation.observations import send_mini_cex
from tests.programs.factories import TopicFactory

pytestmark = pytest.mark.django_db
ADD = "/forms/new/"
LEADS_NOTHING = ["mentee", "mentor", "other_mentor"]


def page(form, step=""):
    return reverse(f"evaluation:program-form{step and '-' + step}", args=[form.uuid])


@pytest.fixture
def draft(cohort, leader, now):
    return begin_form(
        program_id=cohort.program_id, name="Chest drain", starting_point="direct_skills_review", by=leader, now=now
    )


@pytest.fixture
def published(draft, leader, now):
    return publish_form(form_id=draft.pk, by=leader, now=now)


def written(**given):
    return {
        "name": "Chest drain",
        "domains": "Landmarks | safe triangle\nAsepsis\nFixes the drain",
        "scale": "1 = Not yet\n2 = With prompting\n3 = On their own",
        "bands": "",
        "marginal": "",
        "not_observed": "Not seen",
        "overall": "",
        "overall_scale": "",
        "rated_at_least": "1",
        "header": ["topic", "setting"],
        "required_facts": ["topic"],
        **given,
    }


def test_a_leader_begins_a_form_from_a_published_variant(client, leader, cohort):
    client.force_login(leader)

    response = client.post(ADD, {"program": cohort.program_id, "name": "UK mini-CEX", "starting_point": "uk_six_point"})

    form = ObservationForm.objects.get(name="UK mini-CEX")
    assert response.url == page(form)
    assert (form.kind, form.version, form.is_published) == ("mini_cex", 1, False)
    assert form.definition == VARIANTS["uk_six_point"][2]
    assert AuditEntry.objects.filter(verb="begin_form", actor=leader).count() == 1


def test_the_admin_lists_the_forms_and_leads_to_their_pages(client, leader, draft):
    client.force_login(leader)

    listed = client.get(reverse("admin:evaluation_observationform_changelist"))

    assert "Chest drain · 1" in listed.text
    assert client.get(reverse("admin:evaluation_observationform_add")).url == ADD
    change = reverse("admin:evaluation_observationform_change", args=[draft.pk])
    assert client.get(change).url == page(draft)


@pytest.mark.parametrize("who", ["mentor", "staff"])
def test_who_leads_nothing_is_kept_out_of_the_list(client, who, request, draft):
    client.force_login(request.getfixturevalue(who))

    response = client.get(reverse("admin:evaluation_observationform_changelist"))

    assert response.status_code in {302, 403}


def test_a_name_is_taken_once(client, leader, cohort, draft):
    client.force_login(leader)

    response = client.post(
        ADD, {"program": cohort.program_id, "name": "Chest drain", "starting_point": "direct_skills_review"}
    )

    assert "has a form of this name already" in response.text


def test_a_draft_is_written_as_lines_and_offered_to_nobody(client, leader, draft, pairing):
    client.force_login(leader)

    response = client.post(page(draft), written(replaces_shipped="on"), follow=True)

    draft.refresh_from_db()
    assert "The draft is saved." in response.text
    assert [domain["label"] for domain in draft.definition["domains"]] == ["Landmarks", "Asepsis", "Fixes the drain"]
    assert draft.definition["required"] == ["topic"]
    assert draft not in forms_offered(pairing)


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"name": ""}, "name", "required"),
        ({"scale": "Not yet"}, "scale", "Line 1"),
        ({"scale": "0 = Not yet\n1 = Yes"}, "scale", "a zero would count as a rating"),
        ({"bands": "1-2 = Low"}, "bands", "every point of the scale exactly once"),
        ({"marginal": "four"}, "marginal", "commas between them"),
        ({"marginal": "7"}, "marginal", "Only points of the scale"),
        ({"reason_below": "1"}, "reason_below", "above the lowest"),
        ({"not_observed": ""}, "not_observed", "not observed"),
        ({"rated_at_least": "4"}, "rated_at_least", "number of parts"),
        ({"overall_required": "on"}, "overall_required", "no overall rating"),
        ({"domains": "Asepsis\nAsepsis"}, "domains", "called the same"),
        ({"required_facts": ["visit"]}, "required_facts", "Only what is asked for"),
    ],
)
def test_what_makes_no_form_is_said_at_its_field_and_nothing_is_lost(client, leader, draft, given, field, said):
    client.force_login(leader)
    before = draft.definition

    response = client.post(page(draft), written(**given))

    draft.refresh_from_db()
    assert said in " ".join(response.context["editor"].errors[field])
    assert "safe triangle" in response.text or "domains" in given
    assert draft.definition == before


def test_an_overall_rating_may_have_a_scale_of_its_own(client, leader, draft):
    client.force_login(leader)

    client.post(page(draft), written(overall="Independence", overall_scale="1 = No\n2 = Yes", overall_required="on"))

    draft.refresh_from_db()
    assert draft.definition["domains"][-1] == {"key": "independence", "label": "Independence", "is_global": True}
    assert len(draft.definition["global_scale"]["points"]) == 2


def test_published_it_is_offered_and_an_observation_keeps_its_version(client, leader, draft, pairing, mentor):
    client.force_login(leader)
    client.post(page(draft), written())
    client.post(page(draft, "publish"))
    draft.refresh_from_db()

    sent = send_mini_cex(
        pairing, form_id=draft.pk, ratings={"landmarks": 3}, topic_id=TopicFactory().pk, supervision_level="2b"
    )
    client.post(page(draft, "next"))
    second = ObservationForm.objects.get(name="Chest drain", version=2)
    client.post(page(second), written(domains="Landmarks\nAftercare"))
    client.post(page(second, "publish"))

    sent.refresh_from_db()
    second.refresh_from_db()
    assert sent.form == draft
    assert (sent.kind, draft.version) == ("direct_skills_review", 1)
    assert [form.version for form in forms_offered(pairing) if form.name == "Chest drain"] == [2]
    assert [domain["key"] for domain in second.definition["domains"]] == ["landmarks", "aftercare"]


def test_a_published_version_cannot_be_written_again(client, leader, published, now):
    client.force_login(leader)

    assert client.post(page(published), written()).status_code == 403
    with pytest.raises(Refused, match="stays as it is"):
        write_draft(form_id=published.pk, name="Chest drain", replaces_shipped=False, definition={}, by=leader, now=now)


def test_a_draft_with_problems_is_not_published(leader, draft, now):
    ObservationForm.objects.filter(pk=draft.pk).update(definition={**draft.definition, "rated_at_least": 99})

    with pytest.raises(Refused, match="number of parts"):
        publish_form(form_id=draft.pk, by=leader, now=now)


def test_it_can_stand_instead_of_the_one_that_ships_and_step_back(leader, cohort, pairing, now):
    own = begin_form(program_id=cohort.program_id, name="Ours", starting_point="uk_six_point", by=leader, now=now)
    write_draft(form_id=own.pk, name="Ours", replaces_shipped=True, definition=own.definition, by=leader, now=now)
    publish_form(form_id=own.pk, by=leader, now=now)
    offered = [form.title for form in forms_offered(pairing)]

    offer_form(form_id=own.pk, is_offered=False, by=leader, now=now)

    assert offered == ["Ours", "DOPS", "Direct skills review", "Field note"]
    assert forms_offered(pairing)[0].title == "Mini-CEX"


def test_publishing_and_versioning_twice_is_once(leader, published, now):
    publish_form(form_id=published.pk, by=leader, now=now)
    first = begin_next_version(form_id=published.pk, by=leader, now=now)

    assert begin_next_version(form_id=published.pk, by=leader, now=now) == first
    assert AuditEntry.objects.filter(verb__in=["publish_form", "begin_next_version"]).count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_leaders_at_once_make_one_next_version(published, leader, now):
    made, start = [], threading.Barrier(2)

    def begin():
        try:
            start.wait()
            made.append(begin_next_version(form_id=published.pk, by=leader, now=now).pk)
        finally:
            connection.close()

    both = [threading.Thread(target=begin) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert len(made) == 2
    assert len(set(made)) == 1


@pytest.mark.parametrize("who", [*LEADS_NOTHING, "other_leader", "staff"])
def test_nobody_else_changes_a_programs_forms(who, request, draft, now):
    by = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        publish_form(form_id=draft.pk, by=by, now=now)
    with pytest.raises(NotAllowed):
        begin_form(program_id=draft.program_id, name="Mine", starting_point="dops", by=by, now=now)


@pytest.mark.parametrize("step", ["", "preview"])
@pytest.mark.parametrize("who", [*LEADS_NOTHING, "other_leader", "staff", "leader"])
def test_a_draft_is_seen_by_its_leader_alone(client, who, request, draft, step):
    client.force_login(request.getfixturevalue(who))

    response = client.get(page(draft, step))

    assert (response.status_code == 200) == (who == "leader")


@pytest.mark.parametrize("step", ["publish", "next", "offer"])
def test_another_leader_meets_nothing_where_a_step_is_taken(client, other_leader, draft, step):
    client.force_login(other_leader)

    assert client.post(page(draft, step)).status_code == 404


def test_a_form_that_ships_is_shown_and_never_changed(client, leader, cohort):
    shipped = ObservationForm.objects.get(kind="mini_cex", version=2)
    client.force_login(leader)

    assert "stays as it is" in client.get(page(shipped)).text
    assert client.post(page(shipped), written()).status_code == 403
    assert client.post(page(shipped, "next")).status_code == 403
    assert client.post(page(shipped, "publish")).status_code == 403


def test_the_preview_draws_every_part(client, leader, published):
    client.force_login(leader)

    text = client.get(page(published, "preview")).text

    assert text.count('<fieldset class="domain') == 7
    assert "nothing here is kept" in text
    assert "data-sheet" not in text


def test_the_list_asks_as_often_for_many(client, leader, cohort, draft, now, django_assert_num_queries):
    for number in range(5):
        begin_form(program_id=cohort.program_id, name=f"Form {number}", starting_point="dops", by=leader, now=now)
    client.force_login(leader)

    with django_assert_num_queries(10):
        page = client.get(reverse("admin:evaluation_observationform_changelist"))

    assert "Form 4" in page.text
