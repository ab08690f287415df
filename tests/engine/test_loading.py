"""A run copies what it reads; texts that repeat are numbers inside and texts to every rule."""

from __future__ import annotations

import duckdb
import pytest

from engine.people import dataset
from quxiang.engine.backends.duckdb import Session
from quxiang.engine.queries import parsed, statement
from quxiang.engine.reads import Reads
from quxiang.standards import Settings, load

COLLEGES = ["农学院", None, "文学院", "A院", "农学院"]
COLUMNS = ("school", "cohort", "graduate_id", "college", "level", "status", "completion")
READ = frozenset(("graduates", name) for name in (*COLUMNS, "code", "state"))
READS = Reads(
    READ,
    READ,
    frozenset(("in_scope", "counted", "settled")),
    {"graduates": 2},
)


@pytest.fixture
def session() -> Session:
    rows = [{"graduate_id": f"g{at}", "college": each} for at, each in enumerate(COLLEGES)]
    return Session(dataset(graduates=rows), load(), Settings(), reads=READS)


def answered(session: Session, sql: str) -> list[object]:
    """Return the one column a rule's query gives, as a rule would run it."""
    table = session.arrow(statement(parsed(sql)).bound({}))
    return list(table.column(0).to_pylist())


def test_the_columns_of_repeated_texts_are_enumerations(session: Session) -> None:
    kind = session.execute("describe select college from graduates").fetchall()[0][1]
    assert kind.startswith("ENUM")


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("college", ["A院", "农学院", "农学院", "文学院", None]),
        ("min(college)", ["A院"]),
        ("count(*) filter (where college > '农')", [3]),
        ("count(*) filter (where college = '无此院')", [0]),
        ("count(*) filter (where college not in ('无此院', '文学院'))", [3]),
        ("coalesce(college, '空')", ["A院", "农学院", "农学院", "文学院", "空"]),
        ("case when college = 'A院' then '甲' else college end",
         ["农学院", "农学院", "文学院", "甲", None]),
        ("lag(college, 1, '首') over (order by graduate_id)",
         ["A院", "农学院", "文学院", "首", None]),
        ("college || substr(college, 1, 1)",
         ["A院A", "农学院农", "农学院农", "文学院文", None]),
        ("nullif(college, '农学院')", ["A院", "文学院", None, None, None]),
        ("max(upper(college)) filter (where starts_with(college, 'A'))", ["A院"]),
        ("count(*) filter (where college <> cohort)", [4]),
    ],
)  # fmt: skip
def test_an_enumerated_text_is_a_text_to_a_rule(
    session: Session, what: str, answer: list[object]
) -> None:
    assert answered(session, f"select {what} as it from graduates order by it") == answer


def test_an_enumerated_text_unites_with_any_text(session: Session) -> None:
    sql = "select college from graduates where graduate_id = 'g0' union all select '无此院'"
    assert answered(session, sql) == ["农学院", "无此院"]


def test_a_column_that_was_not_given_is_empty(session: Session) -> None:
    assert answered(session, "select count(level) from graduates") == [0]


def test_a_column_nobody_said_to_read_is_not_there(session: Session) -> None:
    with pytest.raises(duckdb.BinderException):
        session.execute("select name from graduates")
