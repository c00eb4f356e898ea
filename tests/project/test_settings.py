from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from mentorship import environment
from tests.project.environments import PRODUCTION, manage


def test_the_deployment_check_is_clean_with_production_settings(tmp_path):
    result = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, RUN_DIR=str(tmp_path))

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["SITE_URL", "SECRET_KEY", "REDIS_URL", "EMAIL_URL"])
def test_production_does_not_start_without(name, tmp_path):
    incomplete = {key: value for key, value in PRODUCTION.items() if key != name}

    result = manage("check", **incomplete, RUN_DIR=str(tmp_path))

    assert result.returncode != 0
    assert name in result.stderr.splitlines()[-1]


def test_production_does_not_start_with_a_short_secret(tmp_path):
    result = manage("check", **{**PRODUCTION, "SECRET_KEY": "short"}, RUN_DIR=str(tmp_path))

    assert "at least 50 random characters" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("mode", ["DEBUG", "DEMO"])
def test_debug_and_demo_refuse_a_public_name(mode, tmp_path):
    result = manage("check", **{mode: "yes"}, ALLOWED_HOSTS="mentoring.example.org", RUN_DIR=str(tmp_path))

    assert "this machine only" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda: environment.flag("VALUE", default=False), "ture"),
        (lambda: environment.number("VALUE", 1), "-3"),
        (lambda: environment.number("VALUE", 1), "many"),
        (lambda: environment.hours("VALUE"), "at night"),
        (lambda: environment.choice("VALUE", ["a", "b"], "a"), "c"),
        (lambda: environment.web_address("VALUE"), "mentoring.example.org"),
        (lambda: environment.broker("VALUE"), "amqp://localhost"),
        (lambda: environment.database("VALUE", ""), "mysql://localhost/x"),
        (lambda: environment.database("VALUE", ""), "nonsense"),
        (lambda: environment.cache("VALUE", ""), "nonsense://x"),
        (lambda: environment.mail("VALUE", ""), "nonsense://x"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence_that_names_the_variable(read, value, monkeypatch):
    monkeypatch.setenv("VALUE", value)

    with pytest.raises(ImproperlyConfigured, match=r"^VALUE must .*\.$"):
        read()
