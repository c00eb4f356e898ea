"""Fixtures every test may ask for; those that bring a server start it when the first test asks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import celery.contrib.testing.tasks  # noqa: F401 - registers the ping that a worker under test must know
import hypothesis
import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections

from mentorship.celery import app
from mentorship.demo.servers import running_redis
from tests.services.browser import launch_arguments
from tests.services.postgres import postgresql
from tests.services.visits import DESKTOP, PHONE, Visitor, visitor_at
from tests.services.workers import broker_at, worker_process

pytest_plugins = ["tests.cast"]
hypothesis.settings.register_profile(
    "busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("busy")  # a busy machine is no finding
FLUSHED = pytest.StashKey[bool]()


def asked_for(item: pytest.Item) -> set[str]:
    """Return the names of the fixtures this test asks for, its own and those of its fixtures."""
    return set(getattr(item, "fixturenames", ()))


def needs_commits(item: pytest.Item) -> bool:
    """Does this test commit what it writes, so that every table is flushed after it?"""
    marker = item.get_closest_marker("django_db")
    return bool({"transactional_db", "live_server"} & asked_for(item) or (marker and marker.kwargs.get("transaction")))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail in words, instead of oddly: on another database than PostgreSQL, or with a browser that commits nothing.

    A fixture named as one of the browser's, `page` for one, draws a test among those of the browser, which flush.
    """
    if "browser_name" in asked_for(item) and {"db", "client"} & asked_for(item) and not needs_commits(item):
        pytest.fail("This test takes part in the browser's order: call its fixture otherwise, or ask for live_server.")
    if item.get_closest_marker("postgres") and not settings.ON_POSTGRESQL:
        pytest.fail(
            "This test needs PostgreSQL: run it without TEST_DATABASE=sqlite, or leave it out with -m 'not postgres'."
        )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Start PostgreSQL when the first test asks for the database, unless DATABASE_URL names a server."""
    if not settings.ON_POSTGRESQL or not settings.DATABASE_IS_OURS:
        yield
        return
    with postgresql() as address:
        connections["default"].settings_dict.update(address)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let every connection know what the migrations shipped: beside a browser's event loop Django opens new ones.

    pytest-django writes it down only when a test among those chosen has no mark of its own, so it is made sure of here.
    """
    with django_db_blocker.unblock():
        shipped = getattr(connection, "_test_serialized_contents", "") or connection.creation.serialize_db_to_string()
    setattr(type(connections["default"]), "_test_serialized_contents", shipped)  # noqa: B010 - Django's own name


@pytest.fixture(autouse=True)
def shipped_rows_come_back(request: pytest.FixtureRequest, django_db_serialized_rollback: None) -> None:
    """Let each test that commits begin with what the migrations ship: the test before it flushed every table.

    From then on the kinds of records are made anew in every test and taken back with it, so nothing may remember them.
    """
    request.session.stash[FLUSHED] = request.session.stash.get(FLUSHED, default=False) or needs_commits(request.node)
    if request.session.stash[FLUSHED]:
        ContentType.objects.clear_cache()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Return the address of a real Redis server: REDIS_URL's, else one of our own."""
    if not settings.REDIS_IS_OURS:
        yield os.environ["REDIS_URL"]
        return
    with running_redis() as address:
        yield address


@pytest.fixture
def broker(redis_url: str) -> Iterator[str]:
    """Send the tasks of this test to a real Redis server, emptied before."""
    with broker_at(redis_url):
        with app.connection_for_write() as link:
            link.default_channel.client.flushdb()
        yield redis_url


@pytest.fixture
def celery_worker_thread(broker: str, transactional_db: None) -> Iterator[Any]:
    """Run a Celery worker in a thread of this process; tests and worker see each other's commits."""
    with start_worker(app, perform_ping_check=False, pool="solo", loglevel="WARNING") as worker:
        yield worker


@pytest.fixture
def celery_worker_process(broker: str, transactional_db: None) -> Iterator[Any]:
    """Run a Celery worker as production does, in a process of its own, on this test's database."""
    assert connection.vendor == "postgresql", "A worker in another process cannot see SQLite in memory."
    with worker_process(broker) as process:
        yield process


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the browser that this machine has."""
    return {**browser_type_launch_args, **launch_arguments()}


@pytest.fixture
def visit(browser: Any, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """Open a browser window: `visit(user)`, `visit(user, phone=True)`, or `visit()` for somebody who has not signed in."""
    with ExitStack() as windows:

        def open_window(user: Any = None, *, phone: bool = False) -> Visitor:
            viewport = PHONE if phone else DESKTOP
            return windows.enter_context(visitor_at(browser, live_server.url, user, viewport=viewport))

        yield open_window
