"""From outside: nothing opens without signing in, and every answer says what a browser may run."""

from __future__ import annotations

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from tests.accounts.test_open_addresses import OPEN

FILLED_IN = {
    "int": 1,
    "uuid": "00000000-0000-4000-8000-000000000000",
    "str": "x",
    "slug": "x",
    "path": "x",
}
BY_NAME = {"object_id": "1", "content_type_id": 1, "uidb36": "1", "app_label": "programs", "url": "nowhere"}
"""What patterns without converters ask for."""


def addresses(patterns, namespace="", given=()):
    """Every address of the site with something filled in, and its name."""
    for pattern in patterns:
        converters = [*given, *pattern.pattern.converters.items()]
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner, converters)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}", pattern, dict(converters)


def address(name, pattern, converters):
    """Fill an address in; None where a pattern of the library wants what cannot be made up."""
    names = {*converters, *pattern.pattern.regex.groupindex}
    kwargs = {
        key: FILLED_IN.get(
            type(converters[key]).__name__.removesuffix("Converter").lower().replace("string", "str"), "x"
        )
        if key in converters
        else BY_NAME.get(key, "x")
        for key in names
    }
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return None


CLOSED = sorted(
    {
        (name, url)
        for name, pattern, converters in addresses(get_resolver().url_patterns)
        if name not in OPEN and (url := address(name, pattern, converters))
    }
)


def test_the_walk_leaves_nothing_out():
    every = {name for name, _pattern, _converters in addresses(get_resolver().url_patterns)}
    walked = {name for name, _url in CLOSED}

    assert len(walked) > 150
    assert every - walked - OPEN <= {"admin:view_on_site"}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_s01_nothing_opens_without_signing_in(method):
    client = Client(raise_request_exception=False)
    opened = {}
    for name, url in CLOSED:
        answer = getattr(client, method)(url)
        to_sign_in = answer.status_code == 302 and "/login/" in answer["Location"]
        if not to_sign_in and answer.status_code not in {401, 403, 404}:
            opened[name] = answer.status_code

    assert opened == {}


FORBIDDEN = ("unsafe-inline", "unsafe-eval", "*", "http:", "https:")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/accounts/login/", 200),
        ("/livez", 200),
        ("/profile/", 302),
        ("/nowhere/", 404),
        ("/\x00", 404),
        ("/verify/", 200),
    ],
)
def test_s45_every_answer_says_what_a_browser_may_run(client, path, status):
    answer = client.get(path)

    assert answer.status_code == status
    _is_strict(answer)


@pytest.mark.django_db
def test_s45_a_page_that_breaks_says_so_too(monkeypatch):
    def breaks(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("mentorship.core.web.verifying.render", breaks)

    answer = Client(raise_request_exception=False).get("/verify/")

    assert answer.status_code == 500
    _is_strict(answer)


def _is_strict(answer):
    policy = {
        part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split(";") if part.strip()
    }
    assert policy["default-src"] == ["'none'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert not [source for sources in policy.values() for source in sources if source.strip("'") in FORBIDDEN]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_s45_the_settings_know_no_exception():
    assert configured.CONTENT_SECURITY_POLICY.keys() == {"DIRECTIVES"}
    assert "csp.middleware.CSPMiddleware" in configured.MIDDLEWARE
