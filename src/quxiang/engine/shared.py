"""Views and macros every rule may use, and the small reference tables beside the declared ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from quxiang.engine.yamlform import Form, raise_if, read_form
from quxiang.problems import Problem
from quxiang.standards.tables import TABLES, Column, Table, Type

SHARED_FILE = Path(__file__).parent / "rules" / "shared.yaml"

#: how DuckDB names the types of columns
SQL_TYPES = {
    Type.TEXT: "VARCHAR", Type.INTEGER: "BIGINT", Type.DATE: "DATE", Type.MOMENT: "TIMESTAMP",
    Type.BOOLEAN: "BOOLEAN",
}  # fmt: skip


def _reference(name: str, sentence: str, /, **columns: Type) -> Table:
    return Table(name, name, sentence, tuple(Column(c, t, c) for c, t in columns.items()))


#: small tables the engine makes from standards, settings and the inputs themselves
REFERENCE: dict[str, Table] = {
    table.name: table
    for table in (
        _reference(
            "destinations",
            "去向代码：大类 category 互斥，kind 为 employed、further_study 或 none；"
            "watched 为其他录用、自主创业、自由职业与灵活就业所属的两位代码，其余为空。",
            code=Type.TEXT, parent=Type.TEXT, name=Type.TEXT, category=Type.TEXT, kind=Type.TEXT,
            watched=Type.TEXT,
        ),
        _reference(
            "required_fields",
            "每个去向代码要填的字段；alternative 可代替它，certain 为否时只提示。",
            code=Type.TEXT, field=Type.TEXT, alternative=Type.TEXT, title=Type.TEXT,
            certain=Type.BOOLEAN,
        ),
        _reference(
            "evidence_kinds", "认识的佐证材料种类。", kind=Type.TEXT, name=Type.TEXT,
        ),
        _reference(
            "required_evidence",
            "每个去向代码要的佐证材料 kind；accepted 中任一种即可，certain 为否时只提示；"
            "startup_form 不空时只问该创业形式（unknown 为没有写明）。",
            code=Type.TEXT, startup_form=Type.TEXT, kind=Type.TEXT, title=Type.TEXT,
            accepted=Type.TEXT, certain=Type.BOOLEAN,
        ),
        _reference(
            "code_conflicts",
            "与 given 的值 given_value 不相符的 field 的值；信用代码不分值，写作 *。",
            given=Type.TEXT, given_value=Type.TEXT, field=Type.TEXT, value=Type.TEXT,
            title=Type.TEXT, shown=Type.TEXT, reason=Type.TEXT, certain=Type.BOOLEAN,
        ),
        _reference(
            "provinces", "省级地区名称的开头 prefix（前两字为 head）与两位代码。",
            head=Type.TEXT, prefix=Type.TEXT, province=Type.TEXT,
        ),
        _reference(
            "places",
            "本校地区代码表：六位代码的每种名称；stem 为去掉末尾成对的零。没有装入时为空。",
            code=Type.TEXT, stem=Type.TEXT, name=Type.TEXT,
        ),
        _reference(
            "levels", "学历层次，rank 大者为高，research 为研究生。",
            level=Type.TEXT, name=Type.TEXT, rank=Type.INTEGER, research=Type.BOOLEAN,
        ),
        _reference(
            "unconventional",
            "自由职业、自主创业与灵活就业各指标由哪些两位代码组成；also 是参考值可能用的另一名称。",
            figure=Type.TEXT, title=Type.TEXT, also=Type.TEXT, code=Type.TEXT,
        ),
        _reference(
            "deadlines",
            "按月、按周与一次性的截止日：从严计最后一天为 strict_on，从宽计为 lenient_on。",
            cohort=Type.TEXT, name=Type.TEXT, title=Type.TEXT, strict_on=Type.DATE,
            lenient_on=Type.DATE,
        ),
        _reference(
            "given_columns", "输入里真正给出的列。", table_name=Type.TEXT, column_name=Type.TEXT
        ),
        _reference(
            "moments", "各表取自何时：now、previous、last_year。",
            name=Type.TEXT, at=Type.MOMENT,
        ),
        _reference("own_school", "本校的信用代码。", uscc=Type.TEXT),
        _reference(
            "unreadable", "毕业生表里填了内容却读不出、按空读入的单元格。",
            source_file=Type.TEXT, source_sheet=Type.TEXT, source_row=Type.INTEGER, field=Type.TEXT,
        ),
        _reference(
            "signals",
            "各校各院的监测信号，人数与报告所印的相同；倒挂只有条数 numerator，没有分母。",
            school=Type.TEXT, cohort=Type.TEXT, unit_kind=Type.TEXT, unit=Type.TEXT,
            figure=Type.TEXT, numerator=Type.INTEGER, denominator=Type.INTEGER, per=Type.INTEGER,
        ),
    )
}  # fmt: skip

#: every table a rule may name, declared and reference
DECLARED: dict[str, Table] = {**TABLES, **REFERENCE}


@dataclass(frozen=True)
class View:
    """SQL over declared tables and earlier views; what is ``kept`` a run makes only once."""

    name: str
    sentence: str
    sql: str
    optional: tuple[str, ...]
    kept: bool


@dataclass(frozen=True)
class Macro:
    """A shared expression; its arguments must be plain columns, for they are repeated."""

    name: str
    args: tuple[str, ...]
    sentence: str
    sql: str


@dataclass(frozen=True)
class Shared:
    views: tuple[View, ...]
    macros: tuple[Macro, ...]


_file: ContextVar[Path] = ContextVar("shared_file", default=SHARED_FILE)


def shared() -> Shared:
    """Return the views and macros shipped beside the rules, or those of :func:`shared_from`."""
    return _read(_file.get())


def shared_file() -> Path:
    """Return the file :func:`shared` reads."""
    return _file.get()


@contextmanager
def shared_from(path: Path) -> Iterator[None]:
    """Let rules rest on the views of another file, as an old run did."""
    before = _file.set(path)
    try:
        yield
    finally:
        _file.reset(before)


@lru_cache(maxsize=8)
def _read(path: Path) -> Shared:
    problems: list[Problem] = []
    form = read_form(path, problems)
    if form is None:
        raise_if(problems)
        raise AssertionError("unreachable")
    made = Shared(
        tuple(_view(each) for each in form.forms("views")),
        tuple(_macro(each) for each in form.forms("macros")),
    )
    raise_if(problems)
    return made


def _view(form: Form) -> View:
    return View(
        form.text("name"),
        form.text("sentence"),
        form.text("sql"),
        form.names("optional"),
        kept=form.text("kept", required=False, choices=("true", "false")) == "true",
    )


def _macro(form: Form) -> Macro:
    return Macro(
        form.text("name"),
        form.names("args", required=True),
        form.text("sentence"),
        form.text("sql"),
    )
