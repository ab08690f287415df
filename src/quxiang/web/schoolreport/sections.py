"""The sections of the report, in order: a text the centre words, tables apps contribute.

An app that knows more registers a table with ``contributes``; nothing here names it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from quxiang.web.roster.models import Cohort
from quxiang.web.season.models import Snapshot

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User


@dataclass(frozen=True)
class Cell:
    """What stands in a cell; ``url`` leads to what explains it, ``counts`` are both head counts."""

    text: str
    counts: str = ""
    url: str = ""


@dataclass(frozen=True)
class Table:
    """One table of a section; ``basis`` says from when and what its numbers are."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    basis: str


@dataclass(frozen=True)
class Asked:
    """For what a table is drawn: a cohort, its snapshot, seen by whoever drafts."""

    cohort: Cohort
    snapshot: Snapshot
    by: User


Contribution = Callable[[Asked], Table | None]


@dataclass(frozen=True)
class Section:
    """One section: what it is called, what its text begins as."""

    code: str
    title: str
    opening: str
    tables: list[tuple[int, Contribution]] = field(default_factory=list)


SECTIONS = (
    Section(
        "method", "一、自查方式",
        "学校成立核查工作组，由就业创业指导中心牵头，各学院先行自查，逐一核对每名毕业生的去向登记和佐证材料；"
        "学校在此基础上逐一核查，并采取电话核查、实地走访、交叉互查等方式。",
    ),
    Section(
        "records", "二、记录要求",
        "每条登记均记录核查人、核查时间、核查项目和结论；数据与佐证材料分别作出结论，登记或材料变更后重新核查。",
    ),
    Section("figures", "三、主要指标", "以下指标均取自同一份快照，以人数直接计算。"),
    Section("problems", "四、问题统计", "核查中发现的问题按种类、学院和状态统计如下。"),
    Section(
        "rectification", "五、整改要求",
        "对查实的问题，责令有关学院限期更正、补齐材料并书面说明原因；复核未通过的退回重做，同类问题举一反三。",
    ),
    Section(
        "disposition", "六、后续核实处置",
        "问题的核实与处置情况如下；未了结的继续跟踪，直至办结。",
    ),
)  # fmt: skip
_BY_CODE = {each.code: each for each in SECTIONS}


def contributes(section: str, order: int) -> Callable[[Contribution], Contribution]:
    """Register who knows a table of a section; one that has nothing yet returns ``None``."""

    def known(contribution: Contribution) -> Contribution:
        tables = _BY_CODE[section].tables
        tables.append((order, contribution))
        tables.sort(key=lambda each: each[0])
        return contribution

    return known


def facts_of(asked: Asked) -> list[dict[str, Any]]:
    """Draw every table of every section, as plain data."""
    found = []
    for section in SECTIONS:
        drawn = [contribution(asked) for _, contribution in section.tables]
        tables = [asdict(each) for each in drawn if each is not None]
        found.append({"code": section.code, "title": section.title, "tables": tables})
    return found
