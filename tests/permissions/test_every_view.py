"""Every view, every role: generated from the URL configuration, so that a view nobody entered fails."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import NOW
from tests.permissions.table import FORBIDDEN, LOGIN, NOT_FOUND, OK, ROLES, Row

APPS = ("core", "accounts", "notifications", "programs", "matching", "agreements", "meetings", "evaluation", "demo")
TABLES = {app: import_module(f"tests.{app}.permissions").ROWS for app in APPS}
ROWS: list[Row] = [row for rows in TABLES.values() for row in rows]

KEPT_BY_LIBRARIES = {"account", "mfa", "usersessions"}
"""Log-in pages of django-allauth: their rights are tested there, that ours open them in `tests/accounts`."""


def names_of(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    """Walk the URL configuration: the full name of every view."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names_of(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"


def our_views() -> set[str]:
    """Every view but those of libraries and of the admin, which has a table of its own."""
    return {
        name
        for name in names_of(get_resolver().url_patterns)
        if not name.startswith("admin:") and name.split("_")[0] not in KEPT_BY_LIBRARIES
    }


def outcome(response: Any) -> str:
    """Sort an answer into what the table speaks of."""
    if response.status_code in {301, 302, 303}:
        return LOGIN if "/accounts/login/" in response["Location"] else OK
    if response.status_code == 404:
        return NOT_FOUND
    if response.status_code == 403:
        return FORBIDDEN
    return OK if 200 <= response.status_code < 300 else f"{response.status_code}"


def test_every_view_is_in_the_table():
    assert our_views() == {row.view for row in ROWS}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.view} {row.note}".strip())
@pytest.mark.django_db
def test_who_meets_what(row: Row, role: str, request: pytest.FixtureRequest, client: Client):
    with time_machine.travel(NOW, tick=False):
        cast = request.getfixturevalue
        for name in ("pairing", "leader"):
            cast(name)
        url = reverse(row.view, kwargs=row.kwargs(cast))
        data = row.data(cast)
        if role != "anonymous":
            client.force_login(cast(role))

        response = (
            client.generic(row.method, url) if row.method == "HEAD" else getattr(client, row.method.lower())(url, data)
        )

    assert outcome(response) == row.expects[role]
