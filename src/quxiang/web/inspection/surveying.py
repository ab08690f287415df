"""Samples that are closed, as a pack takes them along: plan, results, and who was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from quxiang.packs.tables import Workbook
from quxiang.web.common import clock
from quxiang.web.documents import store
from quxiang.web.documents.models import Document
from quxiang.web.inspection.sources import Brought, brings
from quxiang.web.roster.models import Cohort
from quxiang.web.verification.exporting import columns_of, rows_of
from quxiang.web.verification.models import Call, SampledRecord, Survey
from quxiang.web.verification.results import results_of
from quxiang.web.verification.scripts import ITEMS
from quxiang.web.verification.states import SurveyState

ASKED = (
    "学院",
    "学号",
    "姓名",
    "次数",
    "登记版本",
    "结果",
    "不一致的项目",
    "核查人",
    "时间",
    "说明",
)


@brings("抽查核实")
def surveys(cohort: Cohort) -> Iterable[Brought]:
    """Bring every survey that is closed; who is in one that runs nobody is told."""
    rows = Survey.objects.filter(cohort=cohort, state=SurveyState.CLOSED)
    for each in rows.select_related("document", "cohort").order_by("number"):
        name = f"第{each.number}号-{each.title}"
        if each.document is not None:
            plan = each.document
            yield Brought(f"{name}-方案.pdf", each.title, _plan(plan))
        yield Brought(f"{name}-结果.xlsx", each.title, _results(each))


def _plan(document: Document) -> Callable[[str], bytes]:
    return lambda _: store.content_of(document)


def _results(survey: Survey) -> Callable[[str], bytes]:
    def made(mark: str) -> bytes:
        book = Workbook(mark)
        book.sheet("结果", columns_of(survey))
        for row in rows_of(results_of(survey)):
            book.row(row)
        book.sheet("逐人", ASKED)
        for cells in _asked(survey):
            book.row(cells)
        return book.close()

    return made


def _asked(survey: Survey) -> Iterator[tuple[object, ...]]:
    """Give each record that was drawn with what came of it, and the words of its last call."""
    words: dict[int, str] = {}
    calls = Call.objects.filter(record__survey=survey, undone_at__isnull=True).order_by("pk")
    for record, comment in calls.values_list("record_id", "comment"):
        words[record] = comment
    rows = SampledRecord.objects.filter(survey=survey).select_related(
        "graduate", "college", "version", "done_by"
    )
    for each in rows.order_by("college__code", "graduate__student_no", "round"):
        yield (
            each.college.name, each.graduate.student_no, each.graduate.name, each.round,
            each.version.number if each.version is not None else "未登记",
            each.get_outcome_display() or "没有核查到",
            "、".join(str(ITEMS[item]) for item in each.differing),
            each.done_by.name if each.done_by is not None else "",
            f"{clock.local(each.done_at):%Y-%m-%d %H:%M}" if each.done_at else "",
            words.get(each.pk, ""),
        )  # fmt: skip
