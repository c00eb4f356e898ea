from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse


def test_a_living_process_says_so_without_the_database(client):
    response = client.get(reverse("livez"))

    assert response.json() == {"alive": True}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_process_with_its_database_is_ready(client):
    assert client.get(reverse("readyz")).json() == {"database": True}


def test_a_process_without_its_database_is_not_ready(client, monkeypatch):
    def refuse():
        raise DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", refuse)
        response = client.get(reverse("readyz"))

    assert response.status_code == 503


@pytest.mark.parametrize("name", ["livez", "readyz"])
def test_health_is_only_read(client, name):
    assert client.post(reverse(name)).status_code == 405
