"""Facts of graduates, two real transactions against each other: none is lost, none comes twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quxiang.web.audit import trail
from quxiang.web.audit.models import Entry
from quxiang.web.common import clock
from quxiang.web.roster.models import Graduate, GraduateVersion
from quxiang.web.roster.services import changes
from quxiang.web.roster.services.bulk import change_many
from quxiang.web.roster.services.facts import add_graduate, change_facts
from web.at_once import at_once, one_stale, refused, won
from web.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
REASON = GraduateVersion.Reason


def read(graduate: Graduate) -> Graduate:
    return Graduate.objects.get(pk=graduate.pk)


@trail.atomic()
def many(cast: Cast, rows: list[tuple[Graduate, dict[str, object]]]) -> set[int]:
    return change_many(rows, reason=REASON.CORRECTION, by=cast.qian, source="表")


def acts(cast: Cast) -> dict[str, Callable[[Graduate], object]]:
    """Return every way to change a graduate's facts, each on what it was given."""
    by, today = cast.qian, clock.today()
    return {
        "correct": lambda g: change_facts(
            graduate=g, changes={"direction": "植保"}, reason=REASON.CORRECTION, by=by
        ),
        "status": lambda g: changes.set_status(
            graduates=[g], status="延期", effective_on=today, note="", by=by
        ),
        "transfer": lambda g: changes.transfer(
            graduates=[g], college=cast.letters, effective_on=today, note="", by=by
        ),
        "remove": lambda g: changes.remove(graduate=g, note="", by=by),
    }


@pytest.mark.parametrize("other", ["correct", "status", "transfer", "remove"])
@pytest.mark.parametrize("one", ["correct", "status", "transfer", "remove"])
def test_of_two_changes_of_one_graduate_the_second_is_told(
    cast: Cast, one: str, other: str
) -> None:
    works = [(acts(cast)[each], read(cast.wang_graduate)) for each in (one, other)]
    said = at_once([lambda act=act, row=row: act(row) for act, row in works])
    first = works[one_stale(said)][1]
    kept = read(cast.wang_graduate)
    assert list(kept.versions.order_by("number").values_list("number", flat=True)) == [1, 2]
    for name in ("direction", "status", "college_id", "removed"):
        assert getattr(kept, name) == getattr(first, name) == getattr(kept.current, name)
    acted = Entry.objects.filter(action__startswith="graduate.", subject_ids=[kept.pk])
    assert acted.exclude(action="graduate.add").count() == 1


def test_of_two_restorings_one_is_recorded(cast: Cast) -> None:
    changes.remove(graduate=cast.wang_graduate, note="", by=cast.qian)
    rows = [read(cast.wang_graduate) for _ in range(2)]
    said = at_once(
        [lambda row=row: changes.restore(graduate=row, note="", by=cast.qian) for row in rows]
    )
    one_stale(said)
    assert read(cast.wang_graduate).versions.count() == 3


def test_a_bulk_change_leaves_out_whom_somebody_changed_since(cast: Cast) -> None:
    wang, chen = read(cast.wang_graduate), read(cast.chen_graduate)
    acts(cast)["transfer"](cast.wang_graduate)
    stale = many(cast, [(wang, {"major_name": "园艺"}), (chen, {"direction": "植保"})])
    assert stale == {wang.pk}
    kept = read(wang)
    assert (kept.major_name, kept.college, kept.current.number) == ("农学", cast.letters, 2)
    assert (read(chen).direction, read(chen).current.number) == ("植保", 2)


def test_of_a_bulk_change_and_another_at_once_nothing_is_lost(cast: Cast) -> None:
    rows = {name: (read(cast.wang_graduate), read(cast.chen_graduate)) for name in "ab"}
    said = at_once(
        [
            lambda: many(cast, [(each, {"major_name": "园艺"}) for each in rows["a"]]),
            lambda: many(cast, [(each, {"direction": "植保"}) for each in reversed(rows["b"])]),
        ]
    )
    keys = {cast.wang_graduate.pk, cast.chen_graduate.pk}
    assert sorted(map(len, said)) == [0, 2]
    assert set.union(*said) == keys
    for each in Graduate.objects.filter(pk__in=keys):
        assert (each.major_name, each.direction) in [("园艺", ""), ("农学", "植保")]
        assert each.current.number == each.versions.count() == 2


def test_a_bulk_change_writes_of_each_row_what_is_its_own(cast: Cast) -> None:
    wang, chen = read(cast.wang_graduate), read(cast.chen_graduate)
    chen.major_name = "只在内存里"
    assert many(cast, [(wang, {"major_name": "园艺"}), (chen, {"direction": "植保"})]) == set()
    assert read(chen).major_name == "农学"


def test_a_number_is_put_on_the_roster_once(cast: Cast) -> None:
    known = {
        "name": "何新", "student_no": "20249999", "college_id": cast.agronomy.pk,
        "status": "预计毕业",
    }  # fmt: skip
    person = cast.wang_graduate.person
    said = at_once(
        [lambda: add_graduate(cohort=cast.cohort, person=person, facts=known, by=cast.qian)] * 2
    )
    won(said)
    assert "已在这一届名册里" in str(refused(said)[0])
    made = Graduate.objects.get(student_no="20249999")
    assert made.versions.count() == 1


def test_of_two_changes_to_one_number_one_is_kept(cast: Cast) -> None:
    rows = [read(cast.wang_graduate), read(cast.chen_graduate)]
    said = at_once(
        [
            lambda row=row: change_facts(
                graduate=row, changes={"student_no": "20249999"}, reason=REASON.CORRECTION,
                by=cast.qian,
            )
            for row in rows
        ]
    )  # fmt: skip
    first = won(said)
    assert "已在这一届名册里" in str(refused(said)[0])
    assert Graduate.objects.get(student_no="20249999").pk == rows[first].pk
    assert read(rows[1 - first]).current.number == 1
