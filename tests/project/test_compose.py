"""What can be said of the container files without a container engine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from mentorship.celery import app
from tests.project.environments import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "mentorship:local"}
SETTINGS = (ROOT / "mentorship" / "settings.py").read_text()
READ = set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', SETTINGS))
DOCUMENTED = set(re.findall(r"^\| `([A-Z_]+)` ", (ROOT / "docs" / "operators.md").read_text(), re.MULTILINE))


def tool(*command):
    return subprocess.run(
        [str(Path(sys.executable).parent / command[0]), *command[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_compose_file_follows_the_schema():
    result = tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")

    assert result.returncode == 0, result.stdout


def test_the_image_is_built_as_its_linter_asks():
    result = tool("hadolint", "Dockerfile")

    assert result.returncode == 0, result.stdout


def test_the_services_are_those_of_the_design():
    assert set(COMPOSE["services"]) == {"migrate", "web", "worker", "beat", "postgres", "redis", "proxy"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_are_given_only_variables_the_settings_read(name):
    assert set(OURS[name]["environment"]) <= READ


def test_every_variable_of_the_settings_is_documented_and_no_other():
    assert DOCUMENTED == READ


def test_every_variable_of_the_compose_file_is_in_the_example():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    shown = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / "deploy" / "env.example").read_text(), re.MULTILINE))

    assert asked == shown


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_the_celery_commands_name_an_application_and_a_command_that_exist(name):
    program, _, application, command, *_ = OURS[name]["command"]

    assert (program, application) == ("celery", app.main)
    assert command in {"worker", "beat"}


def test_the_migrating_service_runs_commands_that_exist():
    commands = re.findall(r"manage\.py (\w+)", " ".join(OURS["migrate"]["command"]))

    assert commands
    assert set(commands) <= set(get_commands())


@pytest.mark.parametrize("name", sorted(set(COMPOSE["services"]) - {"migrate", "web"}))
def test_a_service_says_whether_it_is_well(name):
    assert COMPOSE["services"][name]["healthcheck"]["test"]


def test_the_web_services_health_check_is_in_the_image():
    text = (ROOT / "Dockerfile").read_text()

    assert re.search(r'HEALTHCHECK .*"mentorship\.probe"', text)
    assert (ROOT / "mentorship" / "probe.py").exists()


def test_every_image_has_a_version():
    images = [service["image"] for name, service in COMPOSE["services"].items() if name not in OURS]
    images += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert all(re.search(r":\d+\.\d+(\.\d+)?-", image) for image in images)


def test_ports_are_open_to_this_machine_only():
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]

    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_does_not_run_as_root():
    assert re.search(r"^USER [1-9]\d*$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
