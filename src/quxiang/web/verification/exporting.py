"""What a survey found as rows of a workbook; they name no graduate."""

from __future__ import annotations

from quxiang.web.verification.models import Survey
from quxiang.web.verification.results import Line, Results, unheard_in
from quxiang.web.verification.states import Outcome

NOT_TOLD = "不推算"


def columns_of(survey: Survey) -> list[str]:
    """Return the heads of an export, and so what each row says under them."""
    silent = [str(each.label) for each in unheard_in(survey)]
    return [
        "按", "名称", "候选", "抽取", "已答复", "不一致", "不一致率", "落实属实", *silent,
        "没有问到或未完成",
    ]  # fmt: skip


def rows_of(found: Results) -> list[list[object]]:
    """Return the tables of a page as rows of a workbook, and last how they were worked out."""
    rows: list[list[object]] = []
    for by, lines in (("全部", [found.whole]), ("类别", found.groups), ("学院", found.colleges)):
        rows += [_row(by, line, found) for line in lines]
    if found.tells_placement:
        rows.append(_told("真实落实率", found.true_placement.words))
        if found.whole.unknown:
            title = f"说不清的 {found.whole.unknown} 人都算未落实"
            rows.append(_told(title, found.true_placement_at_least.words))
        rows.append(_told("登记落实率", found.registered_share))
    if found.asks_twice:
        rows.append(_told("两次核查", found.agreed))
    return rows


def _row(by: str, line: Line, found: Results) -> list[object]:
    return [
        by, line.title, line.size, line.drawn, line.answered,
        line.outcomes[Outcome.INCONSISTENT], line.inconsistent.words,
        line.placed.words if found.tells_placement else NOT_TOLD,
        *(count for _, count in line.silent), line.not_tried,
    ]  # fmt: skip


def _told(title: str, words: str) -> list[object]:
    return ["全部", title, "", "", "", "", "", words]
