"""Two installations: one that is empty, and the school of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from journeys.installation import Installation, seeded, served
from journeys.visitors import Visitor, visitor
from reports.screens import browser


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve the school of the demonstration, web and worker."""
    with served(seeded(tmp_path_factory.mktemp("school")), demo=True) as made:
        yield made


@pytest.fixture
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve an installation nobody has set up yet."""
    with served(tmp_path_factory.mktemp("empty") / "home", demo=False) as made:
        yield made


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture
def desk(chromium: Browser, school: Installation) -> Iterator[Visitor]:
    with visitor(chromium, school) as made:
        yield made


@pytest.fixture
def phone(chromium: Browser, school: Installation) -> Iterator[Visitor]:
    with visitor(chromium, school, phone=True) as made:
        yield made
