"""The options every command that reads inputs shares."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from quxiang.engine.figureform import DIMENSIONS
from quxiang.engine.yamlform import Value, typed
from quxiang.problems import Problem, UnusableError
from quxiang.standards.tables import TABLES

#: option name → what it gives, for every secondary table
SECONDARY = {
    "registry": "学籍表。",
    "previous": "上一期的同一张表，可写成 文件@2024-06-13。",
    "last-year": "去年同期的同一张表，可写成 文件@2023-06-20。",
    "employers": "单位名单。",
    "national": "全国或省参考值。",
    "confirmations": "本人确认情况。",
    "evidence": "佐证材料清单。",
    "checks": "核查结果。",
    "complaints": "举报登记。",
    "changes": "变更记录。",
    "minimum-wages": "最低工资标准。",
    "protected-phones": "学生、家长、教师的号码，只作盲比。",
    "answers": "对以往发现的答复。",
}
DATED = ("previous", "last-year")
FORMATS = ("text", "json", "html", "xlsx")
_LIKE_DATE = re.compile(r"\d{2,4}[-/.年]?\d{1,2}([-/.月]?\d{1,2})?")


@dataclass(frozen=True)
class Chosen:
    """What the user asked for, typed."""

    file: str
    secondary: Mapping[str, str] = field(default_factory=dict)
    cohort: str | None = None
    school: str | None = None
    schemes: tuple[str, ...] = ("2024",)
    settings: Path | None = None
    standards_dir: Path | None = None
    as_of: datetime | None = None
    by: tuple[str, ...] = ()
    changes: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    rules_dir: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    mapping: Path | None = None
    sheet: str | None = None
    lang: str = "zh"
    scheme_given: bool = False
    key: Path | None = None


def _option(*names: str, **more: Any) -> Callable[[Any], Any]:
    return click.option(*names, **more)


_SHARED = (
    *(
        _option(f"--{name}", metavar="文件[@日期]" if name in DATED else "文件", help=help_text)
        for name, help_text in SECONDARY.items()
    ),
    _option("--cohort", metavar="年份", help="只看这一届；一份表有几届时必填。"),
    _option("--school", metavar="学校", help="表里没有学校一列时的学校名称。"),
    _option("--standard", metavar="方案", help="去向方案：2024（默认）、2021，或 2021,2024 并列。"),
    _option(
        "--settings", type=click.Path(path_type=Path), metavar="文件", help="本届设置（TOML）。"
    ),
    _option(
        "--standards-dir",
        type=click.Path(path_type=Path),
        metavar="文件夹",
        help="本校对代码表的修改。",
    ),
    _option(
        "--as-of", metavar="时刻", help="数据截至何时，如 2024-06-20T17:00；默认取表里最新的日期。"
    ),
    _option(
        "--by",
        multiple=True,
        metavar="字段",
        help="分组，如 学院,学历层次；可用专业、性别、生源地、毕业去向、单位性质等，或其字段名。",
    ),
    _option(
        "--set", "sets", multiple=True, metavar="规则.参数=值", help="改规则参数，如 E305.limit=5。"
    ),
    _option(
        "--rules-dir", type=click.Path(path_type=Path), metavar="文件夹", help="本校自己的规则。"
    ),
    _option(
        "--column",
        "columns",
        multiple=True,
        metavar="列名=字段",
        help="指明一列是什么，如 去向=code。",
    ),
    _option(
        "--mapping",
        type=click.Path(path_type=Path),
        metavar="文件",
        help="用 quxiang columns --save 存下的对应关系。",
    ),
    _option("--sheet", metavar="工作表", help="就业表读哪个工作表；默认取最像的一个。"),
    _option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="报告的语言，默认 zh。"),
    _option(
        "--key",
        type=click.Path(path_type=Path),
        metavar="文件",
        help="证件与电话散列用的密钥文件；不给则用公开的密钥。",
    ),
)


def shared(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command FILE and every shared option."""
    for option in reversed(_SHARED):
        function = option(function)
    named = "就业表：xlsx、xls、ods、csv 或 dbf。"
    return click.argument("file", metavar="文件", help=named)(function)


def chosen(**given: Any) -> Chosen:
    """Type the options; raise :class:`UnusableError` naming each that makes no sense."""
    problems: list[Problem] = []
    secondary = {
        name.replace("-", "_"): given[name.replace("-", "_")]
        for name in SECONDARY
        if given.get(name.replace("-", "_"))
    }
    made = Chosen(
        file=given["file"],
        secondary=secondary,
        cohort=_cohort(given["cohort"], problems),
        school=given["school"],
        schemes=_schemes(given["standard"], problems),
        settings=given["settings"],
        standards_dir=given["standards_dir"],
        as_of=_moment(given["as_of"], problems),
        by=groups(given["by"]),
        changes=_sets(given["sets"], problems),
        rules_dir=given["rules_dir"],
        columns=_columns(given["columns"], problems),
        mapping=given["mapping"],
        sheet=given["sheet"],
        lang=given["lang"],
        scheme_given=given["standard"] is not None,
        key=given["key"],
    )
    if problems:
        raise UnusableError(problems)
    return made


def groups(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns to group by, each text naming one or several."""
    return tuple(_dimension(name.strip()) for each in texts for name in each.split(","))


def _dimension(text: str) -> str:
    """Return a grouping by its column's name, however a workbook heads it: 学院 is ``college``."""
    name = text.replace("-", "_")
    if name in DIMENSIONS:
        return name
    from quxiang.reports.labels import dimension

    graduates = TABLES["graduates"].by_name
    called = {
        title: each
        for each in reversed(DIMENSIONS)
        for title in (*graduates[each].aliases, *graduates[each].names, dimension(each, "zh"))
    }
    return called.get(text.strip().lower(), name)


def _cohort(text: str | None, problems: list[Problem]) -> str | None:
    if text is not None and not (text.isdigit() and len(text) == 4):
        problems.append(
            Problem("bad_cohort", f"--cohort 的“{text}”不是四位年份。", "请写成 2024。")
        )
    return text


def _schemes(text: str | None, problems: list[Problem]) -> tuple[str, ...]:
    names = tuple(part.strip() for part in (text or "2024").split(","))
    if (
        not names
        or any(name not in ("2021", "2024") for name in names)
        or len(set(names)) < len(names)
    ):
        problems.append(
            Problem("bad_standard", f"没有去向方案“{text}”。", "请用 2024、2021 或 2021,2024。")
        )
    return names


def moment_of(text: str) -> datetime | None:
    """Return a moment written as a date (its end of day is not meant: midnight) or with a time."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None


def _moment(text: str | None, problems: list[Problem]) -> datetime | None:
    if text is None:
        return None
    moment = moment_of(text)
    if moment is None:
        problems.append(
            Problem("bad_moment", f"“{text}”不是时刻。", "请写成 2024-06-20 或 2024-06-20T17:00。")
        )
    return moment


def _sets(texts: tuple[str, ...], problems: list[Problem]) -> dict[str, dict[str, Value]]:
    changes: dict[str, dict[str, Value]] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        code, dot, parameter = name.strip().partition(".")
        if not (equals and dot and parameter and value.strip()):
            problems.append(
                Problem(
                    "bad_set",
                    f"--set 的“{text}”写法不对。",
                    "请写成 规则.参数=值，如 E305.limit=5。",
                )
            )
            continue
        changes.setdefault(code.upper(), {})[parameter] = typed(value.strip())
    return changes


def _columns(texts: tuple[str, ...], problems: list[Problem]) -> dict[str, str]:
    chosen_columns: dict[str, str] = {}
    for text in texts:
        header, equals, field_name = text.rpartition("=")
        if not (equals and header.strip() and field_name.strip()):
            problems.append(
                Problem(
                    "bad_column",
                    f"--column 的“{text}”写法不对。",
                    "请写成 列名=字段，如 去向=code。",
                )
            )
            continue
        chosen_columns[header.strip()] = field_name.strip()
    return chosen_columns


def mapping_texts(texts: tuple[str, ...]) -> dict[str, str]:
    """Return header → field of ``列名=字段`` texts; raise :class:`UnusableError` for bad ones."""
    problems: list[Problem] = []
    mapping = _columns(texts, problems)
    if problems:
        raise UnusableError(problems)
    return mapping


def dated(text: str) -> tuple[Path, date | None]:
    """Split ``FILE@2024-06-13``; an @ that starts no date belongs to the file's name.

    Raises :class:`UnusableError` where what follows the @ is written like a date and is none.
    """
    name, at, day = text.rpartition("@")
    moment = moment_of(day) if at else None
    if moment is not None:
        return Path(name), moment.date()
    if at and _LIKE_DATE.match(day) and not Path(text).exists():
        raise UnusableError(
            Problem("bad_date", f"“{text}”里 @ 后面的“{day}”不是日期。", "请写成 文件@2024-06-13。")
        )
    return Path(text), None
