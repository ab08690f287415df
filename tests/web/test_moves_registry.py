"""Comparisons and answers of one registry, two real transactions against each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from quxiang.web.common import clock
from quxiang.web.common.refusals import StaleStateError
from quxiang.web.roster.models import Cohort, Graduate, RegistryMismatch, RegistryRow
from quxiang.web.roster.services import registry
from web.at_once import at_once, in_between, one_stale
from web.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture
def open_one(cast: Cast) -> RegistryMismatch:
    """Give the registry copy another name for 王, and one row nobody on the roster has."""
    for name, graduate in (("王小禾", cast.wang_graduate), ("何在册", None)):
        RegistryRow.objects.create(
            school=cast.school, cohort=cast.cohort, graduate=graduate, key=name, name=name,
            recorded_at=clock.now(),
        )  # fmt: skip
    registry.compare(cast.cohort)
    return RegistryMismatch.objects.get(field="name")


def answered(cast: Cast, row: RegistryMismatch, choice: str) -> None:
    seen = registry.seen_of(row)
    registry.answer(mismatch=row, seen=seen, choice=choice, note=choice, by=cast.feng)


def test_of_two_answers_one_stands(cast: Cast, open_one: RegistryMismatch) -> None:
    choices = ("roster_wrong", "registry_wrong")
    said = at_once([lambda each=each: answered(cast, open_one, each) for each in choices])
    first = one_stale(said)
    kept = RegistryMismatch.objects.get(pk=open_one.pk)
    assert (kept.answer, kept.note, kept.state) == (choices[first], choices[first], "answered")


def test_two_comparisons_find_everything_once(cast: Cast, open_one: RegistryMismatch) -> None:
    RegistryMismatch.objects.all().delete()
    assert sorted(at_once([lambda: registry.compare(cast.cohort)] * 2)) == [(0, 0), (3, 0)]
    assert RegistryMismatch.objects.count() == 3


def test_a_comparison_does_not_open_again_what_was_answered_meanwhile(
    cast: Cast, open_one: RegistryMismatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    Graduate.objects.filter(pk=cast.wang_graduate.pk).update(name="王晓何")
    found, answering = registry._disagreements, []

    def slow(cohort: Cohort) -> Iterator[RegistryMismatch]:
        answering.append(in_between(lambda: answered(cast, open_one, "registry_wrong")))
        yield from found(cohort)

    monkeypatch.setattr(registry, "_disagreements", slow)
    registry.compare(cast.cohort)
    late = isinstance(answering[0].result(), StaleStateError)
    kept = RegistryMismatch.objects.get(pk=open_one.pk)
    # an answer belongs to what was seen: it stays with it, or is refused
    assert (kept.state, kept.answer, kept.ours) == (
        ("open", "", "王晓何") if late else ("answered", "registry_wrong", "王晓禾")
    )
