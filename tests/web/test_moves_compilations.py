"""Compilations, two real transactions against each other."""

from __future__ import annotations

import pytest

from quxiang.web.common import clock
from quxiang.web.common.refusals import InvalidError, StaleStateError
from quxiang.web.compilations.models import Compilation
from quxiang.web.compilations.records import contents_of
from quxiang.web.compilations.services import asking, making
from quxiang.web.compilations.states import CompilationState
from quxiang.web.papers.models import Paper
from web.at_once import at_once, refused, won
from web.cast import Cast
from web.uploads import paper as a_pdf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def ask(cast: Cast) -> Compilation:
    return asking.ask(cohort=cast.cohort, college=cast.agronomy, site="https://x/", by=cast.zhao)


def made(cast: Cast, state: CompilationState) -> Compilation:
    return Compilation.objects.create(
        school=cast.school, cohort=cast.cohort, college=cast.agronomy, number=0, state=state,
        moment=clock.now(), by=cast.zhao, contents=contents_of([]),
    )  # fmt: skip


def test_of_two_who_ask_at_once_one_is_made(cast: Cast) -> None:
    said = at_once([lambda: ask(cast)] * 2)
    (other,) = refused(said)
    assert isinstance(other, StaleStateError | InvalidError)
    assert Compilation.objects.get().state == CompilationState.MAKING


def test_of_two_who_ask_anew_at_once_one_is_told(cast: Cast) -> None:
    made(cast, CompilationState.MADE)
    said = at_once([lambda: ask(cast)] * 2)
    (other,) = refused(said)
    assert isinstance(other, StaleStateError | InvalidError)
    assert Compilation.objects.get().state == CompilationState.MAKING


def test_what_is_made_while_it_is_stopped_ends_once(cast: Cast) -> None:
    row = made(cast, CompilationState.MAKING)
    fresh = Compilation.objects.select_related("school", "cohort", "college", "by").get(pk=row.pk)

    def keep() -> None:
        making._keep(fresh, [], [], [], a_pdf())

    def fail() -> None:
        making._fail(row, "已按要求停止。")

    said = at_once([keep, fail])
    row.refresh_from_db()
    papers = Paper.objects.count()
    if row.state == CompilationState.FAILED:
        assert papers == 0
        assert won(said) == 1
    else:
        assert papers == 1
        assert said == [None, None]
