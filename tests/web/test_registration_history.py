"""The history oracle of registrations: a plain model says the same as the database, at any moment.

``QUXIANG_ORACLE_STEPS`` and ``QUXIANG_ORACLE_SEED`` play a longer season, or another one.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from datetime import timedelta

import pytest

from quxiang.web.destinations.history import Known, as_known_at, valid_on
from quxiang.web.destinations.models import Confirmation, Registration, Version
from quxiang.web.evidence.intake.prepared import Prepared
from quxiang.web.evidence.services import adding
from web.cast import Cast
from web.oracle import Facts
from web.season import Season

pytestmark = [pytest.mark.django_db, pytest.mark.database]
#: a thousand on SQLite; PostgreSQL, where each step waits for it, a part of them
MOST = 250 if os.environ.get("QUXIANG_TEST_DATABASE") == "postgresql" else 1_000
STEPS = int(os.environ.get("QUXIANG_ORACLE_STEPS", MOST))
SEED = int(os.environ.get("QUXIANG_ORACLE_SEED", "20240831"))
MOMENTS = 50


@pytest.fixture
def season(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Season:
    """Return a season about to begin; uploads are taken as they come, without a process apart."""
    monkeypatch.setattr(
        adding,
        "prepared_apart",
        lambda content, *_: Prepared(content, b"", "image/jpeg", 1, False, False),
    )
    return Season(cast, random.Random(SEED))


def told(version: Version | None) -> Facts | None:
    """Return of a version what the model has of it."""
    if version is None:
        return None
    names = ("number", "code", "contact_name", "reason", "source", "effective_on")
    employer = version.employer_uscc or version.employer_name
    return {**{name: getattr(version, name) for name in names}, "employer": employer}


def facts_of(known: Known) -> Facts:
    return {
        "state": known.state, "current": told(known.current), "in_force": told(known.in_force),
        "answers": known.answers,
    }  # fmt: skip


def cached() -> dict[int, Facts]:
    """Return what registrations themselves say now, answers as their own rows have them."""
    answers: dict[int, dict[tuple[int, str], str]] = defaultdict(dict)
    for each in Confirmation.objects.exclude(state="awaited").select_related("version"):
        answers[each.version.registration_id][each.version.number, each.place] = each.state
    rows = Registration.objects.filter(current__isnull=False).select_related("current", "in_force")
    return {
        row.graduate_id: facts_of(Known(row.state, row.current, row.in_force, answers[row.pk]))
        for row in rows
    }


def test_states_versions_and_answers_are_those_of_the_model_at_any_moment(season: Season) -> None:
    for at in range(STEPS):
        season.step()
        if at % (STEPS // MOMENTS) == 0:
            assert cached() == season.model.known_at()
    assert season.done > STEPS * 0.6
    model, chance = season.model, random.Random(SEED + 1)
    whose = dict(Registration.objects.values_list("pk", "graduate_id"))
    said = [at for at, *_ in model.said]
    for _ in range(MOMENTS):
        # some moments are those of an act, where off by one, or half an act, would show
        moment = chance.choice(said) + timedelta(microseconds=chance.choice((-1, 0, 1, 10**9)))
        found = as_known_at(Registration.objects.all(), moment, "entered")
        assert {whose[pk]: facts_of(known) for pk, known in found.items()} == model.known_at(moment)
        row = Registration.objects.get(pk=chance.choice(sorted(whose)))
        day = moment.date() + timedelta(days=chance.randrange(-60, 30))
        assert told(valid_on(row, day, moment)) == model.valid_on(row.graduate_id, day, moment)
