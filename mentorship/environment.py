"""Read environment variables strictly: a wrong value stops the start with a sentence, never with a guess."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import time
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """Return the variable, or the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """Return a yes or a no."""
    value = text(name, "yes" if default else "no").lower()
    if value in _YES | _NO:
        return value in _YES
    message = f"{name} must be yes or no, but is “{value}”."
    raise ImproperlyConfigured(message)


def number(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number not below `least`."""
    value = text(name, str(default))
    if value.isascii() and value.isdigit() and int(value) >= least:
        return int(value)
    message = f"{name} must be a whole number of at least {least}, but is “{value}”."
    raise ImproperlyConfigured(message)


def choice(name: str, options: Sequence[str], default: str) -> str:
    """Return one of the options."""
    value = text(name, default)
    if value in options:
        return value
    message = f"{name} must be one of {', '.join(options)}, but is “{value}”."
    raise ImproperlyConfigured(message)


def hours(name: str, default: str = "") -> tuple[time, time] | None:
    """Return two clock times such as 21:00-07:00, or nothing when it is “none” or there is no default."""
    value = text(name, default)
    if value in {"", "none"}:
        return None
    start, _, end = value.partition("-")
    try:
        return time.fromisoformat(start), time.fromisoformat(end)
    except ValueError as error:
        message = f"{name} must be two times such as 21:00-07:00, or none, but is “{value}”."
        raise ImproperlyConfigured(message) from error


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """Return a list written with commas."""
    return [word.strip() for word in text(name, ",".join(default)).split(",") if word.strip()]


def web_address(name: str, default: str = "") -> str:
    """Return an http or https address without a trailing slash, or nothing when there is no default."""
    value = text(name, default).rstrip("/")
    if not value or value.startswith(("http://", "https://")):
        return value
    message = f"{name} must begin with http:// or https://, but is “{value}”."
    raise ImproperlyConfigured(message)


def broker(name: str, default: str = "") -> str:
    """Return the address of a Redis server, over TCP, TLS or a unix socket."""
    value = text(name, default)
    if not value or value.startswith(("redis://", "rediss://", "redis+socket://")):
        return value
    message = f"{name} must begin with redis://, rediss:// or redis+socket://, but does not."
    raise ImproperlyConfigured(message)


def database(name: str, default: str) -> dict[str, Any]:
    """Return Django's form of a database address; only PostgreSQL and SQLite are supported."""
    address = text(name, default)
    if address.startswith(("postgres://", "postgresql://", "sqlite://")):
        with suppress(ImproperlyConfigured, ValueError):
            return dict(environ.Env.db_url_config(address))
    message = f"{name} must look like postgres://user:password@host:5432/name or sqlite:////path/to/file."
    raise ImproperlyConfigured(message)


def cache(name: str, default: str) -> dict[str, Any]:
    """Return Django's form of a cache address, such as dbcache://cache or redis://host:6379/1."""
    try:
        return dict(environ.Env.cache_url_config(text(name, default)))
    except (ImproperlyConfigured, KeyError, ValueError) as error:
        message = f"{name} must look like dbcache://cache, locmemcache:// or redis://host:6379/1."
        raise ImproperlyConfigured(message) from error


def mail(name: str, default: str) -> dict[str, Any]:
    """Return Django's EMAIL_* settings from an address such as smtp+tls://user:password@host:587."""
    try:
        return dict(environ.Env.email_url_config(text(name, default)))
    except (ImproperlyConfigured, KeyError, ValueError) as error:
        message = f"{name} must look like smtp+tls://user:password@host:587, consolemail:// or filemail:///folder."
        raise ImproperlyConfigured(message) from error
