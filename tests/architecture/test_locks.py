"""What is installed is pinned by hash, satisfies pyproject.toml and names no host."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
NPM_LOCK = json.loads((ROOT / "assets" / "package-lock.json").read_text("utf-8"))
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ ]+)(?P<rest>.*(?:\n +.*)*)", re.MULTILINE)
PINS = [pin.groupdict() for pin in PIN.finditer(LOCK)]


def wanted() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    dev = project["project"]["optional-dependencies"]["dev"]
    return [*project["project"]["dependencies"], *dev, *project["build-system"]["requires"]]


@pytest.mark.parametrize("text", wanted())
def test_a_requirement_of_the_project_is_met_by_the_lock(text: str) -> None:
    requirement = Requirement(text)
    name = canonicalize_name(requirement.name)
    versions = [pin["version"] for pin in PINS if pin["name"] == name]
    assert versions
    assert all(requirement.specifier.contains(version) for version in versions)


def test_the_lock_of_spark_meets_its_extra_by_hash_and_names_no_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lock = (ROOT / "requirements-spark.lock").read_text("utf-8")
    pins = {pin["name"]: pin for pin in PIN.finditer(lock)}
    for text in project["project"]["optional-dependencies"]["spark"]:
        requirement = Requirement(text)
        assert requirement.specifier.contains(pins[requirement.name]["version"])
    assert all("--hash=sha256:" in pin["rest"] for pin in pins.values())
    assert "://" not in lock
    assert re.findall(r"(?m)^-.*$", lock) == []


def test_every_pinned_package_has_hashes() -> None:
    assert [pin["name"] for pin in PINS if "--hash=sha256:" not in pin["rest"]] == []


def test_the_lock_names_no_address_and_no_option() -> None:
    assert "://" not in LOCK
    assert re.findall(r"(?m)^-.*$", LOCK) == []


def test_every_npm_package_has_a_hash_and_no_address() -> None:
    packages = {name: entry for name, entry in NPM_LOCK["packages"].items() if name}
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_spark_is_not_in_the_default_set() -> None:
    assert "pyspark" not in {pin["name"] for pin in PINS}
