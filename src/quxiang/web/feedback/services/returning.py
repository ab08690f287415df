"""Give a list back with our answers: its rows and columns where they were, ours beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter

from quxiang.web.alerts.states import Answer
from quxiang.web.common import clock
from quxiang.web.common.refusals import require
from quxiang.web.feedback.access import TAKES, may_take
from quxiang.web.feedback.models import FeedbackFile, FeedbackRow
from quxiang.web.feedback.original import Original, opened
from quxiang.web.feedback.words import ANSWERS, Answered, answers_to
from quxiang.web.release.services import Released, gate

if TYPE_CHECKING:
    from quxiang.web.accounts.models import User

OURS = ("对应的毕业生", "学校答复", "答复说明", "现登记去向", "核实结果", "佐证材料", "答复日期")
#: papers a cell names; of more it says how many
NAMED = 5


def answer_file(*, file: FeedbackFile, purpose: str, by: User) -> Released:
    """Let a list leave through the gate as it came, with our columns to the right of theirs."""
    require(may_take(by), TAKES)
    of, whole = file.of, opened(file.original_sealed)
    assert of is not None  # noqa: S101 - a file without a list has no page
    rows = of.rows.select_related("graduate", "case").order_by("number")
    told = {each.row.digest: each for each in answers_to(list(rows), of.cohort)}
    places = {number: told[d] for number, d in whole.digests().items() if d in told}
    return gate(
        by, what=f"{of} 答复"[:60], purpose=purpose, columns=[*whole.head, *OURS], rows=(),
        subjects=sorted(_people(each.row for each in places.values())),
        book=lambda mark: workbook(whole, places, mark),
    )  # fmt: skip


def _people(rows: Iterable[FeedbackRow]) -> set[int]:
    return {each.graduate_id for each in rows if each.graduate_id is not None}


def workbook(whole: Original, places: Mapping[int, Answered], mark: str) -> tuple[bytes, int]:
    """Return the worksheet as it was, our answers beside the rows they are to."""
    buffer, width = BytesIO(), max(map(len, whole.rows), default=0)
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_sheet_name(whole.sheet))
        bold, quiet = book.add_format({"bold": True}), book.add_format({"font_color": "#888888"})
        for number, cells in enumerate(whole.rows, 1):
            is_head = number == whole.header_row
            ours = OURS if is_head else _ours(places.get(number))
            for at, text in [*enumerate(cells), *enumerate(ours, width)]:
                if text:
                    sheet.write_string(number - 1, at, text, bold if is_head else None)
        sheet.set_footer(f"&L{mark}&R&P / &N")
        sheet.write_string(len(whole.rows) + 1, 0, mark, quiet)
    return buffer.getvalue(), len(places)


def _sheet_name(name: str) -> str:
    return "".join(each for each in name if each not in "[]:*?/\\'")[:31] or "反馈"


def _ours(told: Answered | None) -> tuple[str, ...]:
    """Return our cells of a row, in the order of ``OURS``; none beside what is no row of theirs."""
    if told is None:
        return ()
    case = told.row.case
    answer = ANSWERS[Answer(told.answer)] if told.answer else "尚未答复"
    titles = [title for title, *_ in told.papers]
    more = f" 等 {len(titles)} 件" if len(titles) > NAMED else ""
    at = case.answered_at
    on = f"{clock.local(at):%Y-%m-%d}" if at is not None and told.answer else ""
    papers = "；".join(titles[:NAMED]) + more
    who = told.who if told.row.graduate is not None else "没有对应到毕业生"
    return (who, answer, told.text, told.version, told.standing, papers, on)
