"""What a survey found as rows of a workbook; they name no graduate."""

from __future__ import annotations

from quxiang.web.verification.results import Results
from quxiang.web.verification.states import SILENT, Outcome

#: heads of an export, and what each row says under them
COLUMNS = (
    "按", "名称", "候选", "抽取", "已答复", "不一致", "不一致率", "落实属实",
    *(str(each.label) for each in SILENT), "未拨打或未完成",
)  # fmt: skip


def rows_of(found: Results) -> list[list[object]]:
    """Return the tables of a page as rows of a workbook, and last how they were worked out."""
    rows: list[list[object]] = []
    for by, lines in (("全部", [found.whole]), ("类别", found.groups), ("学院", found.colleges)):
        for line in lines:
            rows.append([
                by, line.title, line.size, line.drawn, line.answered,
                line.outcomes[Outcome.INCONSISTENT], line.inconsistent.words, line.placed.words,
                *(count for _, count in line.silent), line.not_tried,
            ])  # fmt: skip
    rows.append(["全部", "真实落实率", "", "", "", "", "", found.true_placement.words])
    rows.append(["全部", "登记落实率", "", "", "", "", "", found.registered_share])
    rows.append(["全部", "两次核查", "", "", "", "", "", found.agreed])
    return rows
