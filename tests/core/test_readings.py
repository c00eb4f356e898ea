"""People see who read what is theirs; nobody can take it back."""

from __future__ import annotations

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from mentorship.core import readings
from mentorship.core.models import AuditEntry, Reading
from tests.accounts.factories import UserFactory
from tests.cast import NOW

pytestmark = pytest.mark.django_db
URL = "/profile/readings/"


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def a_letter(monkeypatch):
    monkeypatch.setitem(readings._names, "letter", "a letter to you")


@pytest.fixture
def lena():
    return UserFactory(full_name="Lena Fischer")


def test_s43_a_person_sees_who_read_what_and_when(client, lena, now):
    rosa = UserFactory(full_name="Rosa Lindqvist")
    readings.note(reader=rosa, about=[lena.pk], what="letter", target=lena, now=now)
    readings.note(reader=None, about=[lena.pk], what="letter", target=lena, now=now)
    client.force_login(lena)

    page = client.get(URL).content.decode()

    assert "Rosa Lindqvist" in page
    assert "Somebody with your link" in page
    assert page.count("a letter to you") == 2
    assert "1 February 2027, 09:00" in page
    assert f'href="{URL}"' in client.get("/profile/").content.decode()


def test_nobody_sees_who_read_what_is_anothers(client, lena, now):
    rosa = UserFactory(full_name="Rosa Lindqvist")
    readings.note(reader=rosa, about=[lena.pk], what="letter", target=lena, now=now)

    for person in (rosa, UserFactory()):
        client.force_login(person)
        assert "Nobody yet" in client.get(URL).content.decode()


def test_what_one_reads_of_oneself_is_not_noted(lena, now):
    readings.note(reader=lena, about=[lena.pk, None], what="letter", target=lena, now=now)

    assert not Reading.objects.exists()


def test_one_query_for_many_people(lena, now, django_assert_num_queries):
    people = [person.pk for person in UserFactory.create_batch(5)]

    with django_assert_num_queries(1):
        readings.note(reader=lena, about=[*people, *people], what="letter", target=lena, now=now)

    assert Reading.objects.count() == 5


def test_what_has_no_name_is_refused_before_anything_is_written(lena, now):
    with pytest.raises(KeyError):
        readings.note(reader=None, about=[lena.pk], what="nobody named this", target=lena, now=now)

    assert not Reading.objects.exists()


@pytest.mark.parametrize("rows", [1, 60])
def test_the_page_asks_as_often_for_many_as_for_few(client, lena, now, rows, django_assert_num_queries):
    for reader in UserFactory.create_batch(rows):
        readings.note(reader=reader, about=[lena.pk], what="letter", target=lena, now=now)
    client.force_login(lena)
    client.get(URL)

    with django_assert_num_queries(6):  # session, person, the frame's two, how many, the page
        client.get(URL)


def test_s42_the_product_does_not_change_one(lena, now):
    readings.note(reader=None, about=[lena.pk], what="letter", target=lena, now=now)
    reading = Reading.objects.get()

    for change in (
        reading.save,
        reading.delete,
        Reading.objects.all().delete,
        lambda: Reading.objects.update(what="x"),
    ):
        with pytest.raises(TypeError):
            change()


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["core_reading", "core_auditentry"])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET at = now()", "DELETE FROM {table}"])
def test_s42_nor_does_the_database_let_anybody(lena, now, table, statement):
    readings.note(reader=None, about=[lena.pk], what="letter", target=lena, now=now)
    AuditEntry.objects.create(at=now, verb="look", target_kind="accounts.user", target_uuid=lena.uuid)

    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table))


def test_s41_there_is_no_room_for_words():
    texts = {
        field.name: field.max_length
        for field in Reading._meta.fields
        if field.get_internal_type() in {"CharField", "TextField"}
    }

    assert texts == {"what": 40}
    assert set(readings._names) >= {"observation", "concern", "portfolio_link", "agreement", "profile_in_a_cohort"}
