"""The settings of the test run: the product's own, with the few things a test run must have otherwise.

The database is PostgreSQL, as in production; `TEST_DATABASE=sqlite` takes SQLite in memory for the inner loop. The server
itself is started by `tests/services/postgres.py` when the first test asks for a database, and its address filled in then.
"""

from __future__ import annotations

import os
from pathlib import Path

_RUN_DIR = Path(__file__).resolve().parent.parent / "var" / "test"
(_RUN_DIR / "static").mkdir(parents=True, exist_ok=True)
DATABASE_IS_OURS = "DATABASE_URL" not in os.environ
REDIS_IS_OURS = "REDIS_URL" not in os.environ
os.environ["DEBUG"] = "no"
os.environ["DEMO"] = "no"
os.environ["HTTPS"] = "no"
os.environ["SITE_URL"] = "http://testserver"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["SECRET_KEY"] = "only-for-tests-" * 5
os.environ["RUN_DIR"] = str(_RUN_DIR)
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["CACHE_URL"] = "locmemcache://"
os.environ["CLOCK"] = "process"
os.environ["LOG_LEVEL"] = "WARNING"
os.environ["LOG_FORMAT"] = "text"
os.environ["SECOND_STEP_REQUIRED"] = "no"  # its own tests turn it on
os.environ["LEADER_IDLE_MINUTES"] = "0"
os.environ.setdefault("REDIS_URL", "redis://started-by-the-tests/0")
os.environ.setdefault(
    "DATABASE_URL",
    "sqlite://:memory:"
    if os.environ.get("TEST_DATABASE") == "sqlite"
    else "postgres://postgres@started-by-the-tests/test",
)
# Playwright runs an event loop in this thread, where Django would refuse its synchronous database calls.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from mentorship.settings import *  # noqa: E402, F403
from mentorship.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, ON_POSTGRESQL, STORAGES  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = [*MIDDLEWARE, "zeal.middleware.zeal_middleware"]
ZEAL_RAISE = True
# django-allauth asks for a person's address more than once while it lets them in, and looks each of their few log-ins up
# by itself; Django looks each kind of record up
# once and remembers it, which the fixture `shipped_rows_come_back` makes it forget before every test.
ZEAL_ALLOWLIST = [
    {"model": "account.EmailAddress"},
    {"model": "contenttypes.ContentType"},
    {"model": "sessions.Session"},
    {"model": "accounts.User", "field": "get()"},
]
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]  # as allauth spells “none”
ACCOUNT_MAIL_BESIDE = False  # a test reads the mail at once
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Without the `redis` fixture, a task that is sent goes nowhere, and at once.
CELERY_BROKER_URL = "memory://"
if ON_POSTGRESQL:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # On a busy machine one of two at once waits longer for the other than anybody would wait at a page.
    DATABASES["default"]["OPTIONS"]["options"] = "-c statement_timeout=120s -c lock_timeout=60s"
