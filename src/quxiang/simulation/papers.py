"""Which workbook holds which table: file, sheet, row of the header, option of the command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa

from quxiang.simulation.columns import declared
from quxiang.standards.tables import TABLES


@dataclass(frozen=True, slots=True)
class Paper:
    """A workbook as a school would name it; ``title`` stands in a row above the header."""

    file: str
    sheet: str
    title: str = ""

    @property
    def header(self) -> int:
        """The row of the header, as Excel counts."""
        return 2 if self.title else 1

    @property
    def name(self) -> str:
        return f"{self.file}.xlsx"


#: in the order the options of the check are listed
PAPERS: Mapping[str, Paper] = MappingProxyType({
    "graduates": Paper("毕业生", "学生就业数据", "毕业生就业数据（虚构学校的演示数据）"),
    "registry": Paper("学籍", "学籍名册"),
    "previous": Paper("上一期", "学生就业数据", "毕业生就业数据（上一期，演示数据）"),
    "last_year": Paper("去年同期", "学生就业数据", "毕业生就业数据（去年同期，演示数据）"),
    "employers": Paper("单位", "单位名单"),
    "confirmations": Paper("确认", "确认情况"),
    "evidence": Paper("佐证材料", "佐证材料"),
    "checks": Paper("核查", "核查结果"),
    "changes": Paper("变更", "变更记录"),
    "complaints": Paper("举报", "举报登记"),
    "national": Paper("全国参考", "参考值", "参考值（演示，数值为虚构）"),
    "minimum_wages": Paper("最低工资", "最低工资", "最低工资标准（演示，数值为虚构）"),
    "protected_phones": Paper("受保护号码", "受保护号码"),
    "answers": Paper("答复", "答复"),
})  # fmt: skip


def on_paper(name: str, columns: dict[str, Any], rows: int) -> pa.Table:
    """Return the declared table, its rows numbered as they stand in its workbook."""
    paper = PAPERS[name]
    source = {
        "source_file": paper.name,
        "source_sheet": paper.sheet,
        "source_row": pa.array(np.arange(rows) + paper.header + 1),
    }
    return declared(TABLES[name], columns | source, rows)
