"""The cast, the same in all tests and in the demo: 钱 runs the centre, 赵 records for 农学院."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from quxiang.web.accounts.models import User
from quxiang.web.audit.roots import roots_file
from quxiang.web.common import clock
from quxiang.web.destinations import tasks as judging_tasks
from web.cast import Cast
from web.recast import Recast


@pytest.fixture(autouse=True)
def _right_clock() -> Iterator[None]:
    yield
    clock.set_right()


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test judge twice without the pause a busy worker makes."""
    monkeypatch.setattr(judging_tasks, "REST", 0)


RECAST = Recast()


@pytest.fixture
def cast(db: None) -> Cast:
    """Return a school with two colleges and everybody who matters in it, its chain anew."""
    roots_file().unlink(missing_ok=True)  # where an earlier test's chain ended
    return RECAST.make()


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def login(client: Client, user: User) -> Client:
    """Log somebody in with their second factor given."""
    client.force_login(user, backend="quxiang.web.accounts.backends.NumberBackend")
    session = client.session
    session["second_factor"] = True
    session.save()
    return client
