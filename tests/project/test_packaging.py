from __future__ import annotations

import re
import tomllib

import pytest

from tests.project.environments import ROOT

LOCKS = ["runtime", "demo", "dev"]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_with_a_hash_and_names_no_address(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    packages = re.split(r"\n(?=[a-z0-9])", text)

    assert not re.search(r"https?://|file://|index-url|find-links", text)
    assert all("==" in package and "--hash=sha256:" in package for package in packages)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_the_project_asks_for(name):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE))

    asked = {re.split(r"[\[<>=; ]", line)[0] for line in project["project"]["dependencies"]}

    assert asked <= locked
