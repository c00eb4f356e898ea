"""Every address of the admin, every role: a leader meets their own programs only, nobody else meets any."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from programs.admin.scoping import ProgramScoped
from programs.models import (
    Characteristic,
    Cohort,
    Competency,
    CompetencyFramework,
    Enrollment,
    ParticipantImport,
    Program,
    Specialty,
    Topic,
    TrainingModule,
)
from tests.accounts.factories import UserFactory
from tests.programs.factories import MenteeEnrollmentFactory, TopicFactory

pytestmark = pytest.mark.django_db

OK, LOGIN, NOT_THERE = "ok", "login", "not there"
APP = "programs"
PAGES = ["changelist", "add", "history", "delete", "change"]
HIDDEN = ["mentee", "mentor", "other_mentee", "other_mentor", "anonymous"]
OWN_PAGES = [
    "admin:programs_program_leaders",
    "admin:programs_cohort_import",
    "admin:programs_cohort_setup",
    "admin:programs_cohort_numbers",
    "admin:programs_cohort_stage",
    "admin:programs_participantimport_preview",
    "admin:programs_participantimport_columns",
    "admin:programs_participantimport_progress",
    "admin:programs_participantimport_values",
    "admin:programs_participantimport_confirm",
    "admin:programs_participantimport_discard",
    "admin:programs_participantimport_bad_rows",
]
POSTED = ("columns", "values", "confirm", "discard")


@pytest.fixture
def rows(cohort, mentee_enrollment, leader) -> dict[type, object]:
    """One row of every model, each of the leader's program."""
    framework = CompetencyFramework.objects.create(program=cohort.program, name="Our own", version="1")
    return {
        Program: cohort.program,
        Cohort: cohort,
        Enrollment: mentee_enrollment,
        TrainingModule: TrainingModule.objects.create(program=cohort.program, title="Bias awareness"),
        Characteristic: Characteristic.objects.create(
            program=cohort.program, name="First generation", question="Are you?", choices="Yes\nNo"
        ),
        Specialty: Specialty.objects.create(program=cohort.program, name="Wilderness medicine"),
        Topic: TopicFactory(program=cohort.program, name="Wilderness medicine"),
        CompetencyFramework: framework,
        Competency: Competency.objects.create(framework=framework, code="A", title="Ours"),
        ParticipantImport: ParticipantImport.objects.create(
            cohort=cohort, role="mentee", uploaded_by=leader, file_name="sign-up.csv"
        ),
    }


@pytest.fixture
def as_role(client: Client, request):
    def sign_in(role: str) -> Client:
        if role != "anonymous":
            client.force_login(request.getfixturevalue(role))
        return client

    return sign_in


def admin_names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from admin_names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield f"{prefix}{pattern.name}"


def outcome(response) -> str:
    if response.status_code == 302:
        place = response["Location"]
        return LOGIN if "/login/" in place else NOT_THERE if place == reverse("admin:index") else OK
    return NOT_THERE if response.status_code in {403, 404} else OK


def addresses(rows) -> Iterator[tuple[str, str]]:
    """Every page of every model of `programs` that the admin knows, as (method, address)."""
    for model, row in rows.items():
        for page in PAGES:
            name = f"admin:{APP}_{model._meta.model_name}_{page}"
            yield "get", reverse(name, args=[row.pk] if page not in {"changelist", "add"} else [])
    for name in OWN_PAGES:
        row = rows[
            next(model for model in (Cohort, ParticipantImport, Program) if f"_{model._meta.model_name}_" in name)
        ]
        arguments = [row.pk, "timing"] if name.endswith("numbers") else [row.pk]
        yield ("post" if name.endswith(POSTED) else "get"), reverse(name, args=arguments)


def test_the_table_knows_every_address_of_the_admin(rows):
    ours = {name for name in admin_names(get_resolver().url_patterns) if name.startswith(f"admin:{APP}_")}
    known = {f"admin:{APP}_{model._meta.model_name}_{page}" for model in rows for page in PAGES}

    assert ours == known | set(OWN_PAGES)


def test_every_model_of_a_program_is_scoped():
    scoped = {model for model, page in admin.site._registry.items() if isinstance(page, ProgramScoped)}

    assert {model for model in admin.site._registry if model._meta.app_label == APP} <= scoped


@pytest.mark.parametrize("role", HIDDEN)
def test_who_leads_nothing_is_sent_to_the_log_in(role, rows, as_role):
    client = as_role(role)

    for method, address in [*addresses(rows), ("get", reverse("admin:index"))]:
        assert outcome(getattr(client, method)(address)) == LOGIN, address


def test_a_leader_opens_everything_of_their_program(rows, as_role):
    client = as_role("leader")
    closed = {
        reverse("admin:programs_program_add"),
        reverse("admin:programs_enrollment_add"),
        reverse("admin:programs_participantimport_add"),
    }

    for method, address in addresses(rows):
        if "/delete/" not in address:
            expected = NOT_THERE if address in closed else OK
            assert outcome(getattr(client, method)(address)) == expected, address


@pytest.mark.parametrize("role", ["other_leader", "staff", "superuser"])
def test_nobody_else_opens_a_row_of_it(role, rows, as_role):
    client = as_role(role)

    for method, address in addresses(rows):
        is_row = any(f"/{row.pk}/" in address for row in rows.values())
        if is_row and not (role == "superuser" and "/programs/program/" in address):
            assert outcome(getattr(client, method)(address)) == NOT_THERE, address


@pytest.fixture
def superuser(db):
    return UserFactory(full_name="Kim Root", email="root@example.org", is_staff=True, is_superuser=True)


@pytest.mark.parametrize("role", ["other_leader", "staff", "superuser"])
def test_nobody_else_finds_it_in_a_list(role, rows, as_role):
    client = as_role(role)

    for model, row in rows.items():
        response = client.get(reverse(f"admin:{APP}_{model._meta.model_name}_changelist"))
        if response.status_code == 200 and not (role == "superuser" and model is Program):
            assert row not in response.context["cl"].queryset, model


def test_a_leader_chooses_only_their_own_programs(cohort, other_leader, as_role):
    client = as_role("other_leader")

    form = client.get(reverse("admin:programs_cohort_add")).context["adminform"].form

    assert [program.leaderships.get().user for program in form.fields["program"].queryset] == [other_leader]


def test_a_cohort_cannot_be_pushed_into_another_program(cohort, as_role):
    client = as_role("other_leader")

    client.post(
        reverse("admin:programs_cohort_add"),
        {
            "program": cohort.program_id,
            "name": "Mine now",
            "starts_on": "2027-09-01",
            "ends_on": "2027-12-20",
            "time_zone": "Europe/London",
            "policy_template": "monthly_near_peer",
        },
    )

    assert not Cohort.objects.filter(name="Mine now").exists()


def test_a_leader_begins_a_cohort_with_the_numbers_of_a_scheme(cohort, leader, as_role):
    client = as_role("leader")

    client.post(
        reverse("admin:programs_cohort_add"),
        {
            "program": cohort.program_id,
            "name": "Autumn 2027",
            "starts_on": "2027-09-01",
            "ends_on": "2027-12-20",
            "time_zone": "Europe/London",
            "policy_template": "monthly_near_peer",
        },
    )

    made = Cohort.objects.get(name="Autumn 2027")
    assert (made.policy.meeting_cadence_days, made.policy.mentor_capacity_default) == (30, 3)
    assert made.tracks.count() == 3


def test_who_leads_one_program_finds_it_chosen_and_the_own_time_zone(cohort, leader, as_role):
    leader.time_zone = "Europe/Vienna"
    leader.save()

    text = as_role("leader").get(reverse("admin:programs_cohort_add")).content.decode()

    assert f'<option value="{cohort.program_id}" selected>' in text
    assert 'value="Europe/Vienna"' in text


def test_the_shared_words_are_read_and_never_changed(as_role, leader):
    shared = TopicFactory(name="Shoulder reduction")
    client = as_role("leader")
    address = reverse("admin:programs_topic_change", args=[shared.pk])

    client.post(address, {"kind": "career", "name": "Changed", "program": ""})

    shared.refresh_from_db()
    assert client.get(address).status_code == 200
    assert shared.name == "Shoulder reduction"


def test_a_leader_makes_no_word_for_everybody(as_role, leader):
    client = as_role("leader")

    client.post(reverse("admin:programs_topic_add"), {"kind": "clinical", "name": "For everybody", "program": ""})

    assert not Topic.objects.filter(name="For everybody").exists()


def test_a_leader_adds_no_competency_to_a_shared_framework(as_role, leader):
    shared = CompetencyFramework.objects.create(name="Shared", version="1")
    client = as_role("leader")

    client.post(
        reverse("admin:programs_competency_add"),
        {"framework": shared.pk, "code": "X", "title": "Smuggled", "order": 1, **empty_formset("levels")},
    )

    assert not Competency.objects.filter(title="Smuggled").exists()


def empty_formset(prefix: str) -> dict[str, int]:
    return {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}


def test_a_leader_names_no_leaders(cohort, leader, other_leader, as_role):
    client = as_role("leader")

    client.post(
        reverse("admin:programs_program_change", args=[cohort.program_id]),
        {
            "name": cohort.program.name,
            "institution": "Example",
            "goals": "",
            "leaderships-TOTAL_FORMS": 1,
            "leaderships-INITIAL_FORMS": 0,
            "leaderships-0-user": other_leader.pk,
        },
    )

    assert not cohort.program.leaderships.filter(user=other_leader).exists()


def test_a_site_administrator_names_leaders(cohort, other_leader, superuser, as_role):
    client = as_role("superuser")

    client.post(
        reverse("admin:programs_program_change", args=[cohort.program_id]),
        {
            "name": cohort.program.name,
            "institution": "Example",
            "goals": "",
            "leaderships-TOTAL_FORMS": 1,
            "leaderships-INITIAL_FORMS": 0,
            "leaderships-0-program": cohort.program_id,
            "leaderships-0-user": other_leader.pk,
        },
    )

    assert cohort.program.leaderships.filter(user=other_leader).exists()


def test_site_staff_find_accounts_and_nothing_else(rows, as_role):
    client = as_role("staff")

    apps = client.get(reverse("admin:index")).context["app_list"]

    assert [model["object_name"] for app in apps for model in app["models"]] == ["User"]
    assert all(not model["perms"]["change"] for app in apps for model in app["models"])


def test_autocomplete_offers_no_people_to_a_leader(cohort, leader, as_role):
    client = as_role("leader")

    response = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "programs", "model_name": "programleadership", "field_name": "user", "term": ""},
    )

    assert response.status_code == 403


def test_the_history_of_a_row_is_its_leaders(rows, other_leader, as_role):
    LogEntry.objects.create(
        user=other_leader, object_id=str(rows[Cohort].pk), object_repr="Spring 2027", action_flag=2, change_message=""
    )
    client = as_role("other_leader")

    response = client.get(reverse("admin:programs_cohort_history", args=[rows[Cohort].pk]))

    assert outcome(response) == NOT_THERE


@pytest.mark.parametrize("people", [1, 30])
@pytest.mark.parametrize("model", ["enrollment", "cohort"])
def test_lists_ask_a_fixed_number_of_questions(model, people, cohort, leader, as_role, django_assert_max_num_queries):
    for enrollment in MenteeEnrollmentFactory.create_batch(people, cohort=cohort):
        enrollment.tracks.set(cohort.tracks.all())
    client = as_role("leader")

    with django_assert_max_num_queries(18):
        response = client.get(reverse(f"admin:programs_{model}_changelist"))

    assert response.status_code == 200
