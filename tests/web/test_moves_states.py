"""Every transition of every machine against itself, and against each that starts where it does."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from itertools import combinations_with_replacement

import pytest

import quxiang.web
from quxiang.web.audit import chain, trail
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.common.states import Transition, Transitions, move
from quxiang.web.imports import states as imports_states
from quxiang.web.imports.models import Import
from web.at_once import at_once, one_stale
from web.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
PAIRS = [
    (one, other)
    for one, other in combinations_with_replacement(imports_states.TRANSITIONS.values(), 2)
    if set(one.sources) & set(other.sources)
]


def test_every_machine_has_its_pairs_here() -> None:
    machines = set()
    for found in pkgutil.walk_packages(quxiang.web.__path__, "quxiang.web."):
        if found.name.endswith(".states"):
            values = vars(import_module(found.name)).values()
            machines |= {found.name for each in values if isinstance(each, Transitions)}
    assert machines == {imports_states.__name__}


@pytest.mark.parametrize(
    ("one", "other"), PAIRS, ids=lambda transition: getattr(transition, "name", None)
)
def test_of_two_moves_from_one_state_one_is_done(
    cast: Cast, one: Transition, other: Transition
) -> None:
    source = next(state for state in one.sources if state in other.sources)
    made = Import.objects.create(
        school=cast.school, target="roster", state=source, filename="a.xlsx", by=cast.qian,
        at=clock.now(),
    )  # fmt: skip

    @trail.atomic()
    def moved(row: Import, transition: Transition) -> None:
        move(row, transition, by=cast.qian)

    rows = [(Import.objects.get(pk=made.pk), each) for each in (one, other)]
    said = at_once([lambda row=row, each=each: moved(row, each) for row, each in rows])
    winner = rows[one_stale(said)][1]
    assert Import.objects.get(pk=made.pk).state == winner.target
    acts = Entry.objects.filter(object_kind="import", object_id=str(made.pk))
    assert [each.action for each in acts] == [f"import.{winner.name}"]
    assert chain.first_break(cast.school.pk) is None
