"""The lists of those above as an import: any layout, each row a case, none dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quxiang.standards.tables import IDENTITY, REGISTRY
from quxiang.web.common import sealed
from quxiang.web.feedback import original
from quxiang.web.feedback.access import may_take
from quxiang.web.feedback.matching import Found, roster_of
from quxiang.web.feedback.models import FeedbackFile, FeedbackRow
from quxiang.web.feedback.services.keeping import keep_rows, list_for, take_back_rows
from quxiang.web.imports.fields import Field
from quxiang.web.imports.models import Import, StagedRow
from quxiang.web.imports.targets import Given, Staged, Target, register
from quxiang.web.roster.models import Cohort

if TYPE_CHECKING:
    from quxiang.web.feedback.original import Original

K = StagedRow.Kind
NAME = "feedback"
LONGEST = 4_000


def _aliases(name: str) -> tuple[str, ...]:
    column = REGISTRY.by_name[name]
    return (*column.aliases, *column.names)


def _cut(length: int) -> Any:
    """Read any text; a list is never refused for a cell of it, what is too long is cut."""
    return lambda cell: (cell[:length], None)


FIELDS = (
    Field("serial", "序号", ("编号", "问题序号"), _cut(20), sample="1"),
    Field("name", "姓名", (*_aliases("name"), "毕业生姓名", "学生姓名"), _cut(60), sample="王晓禾"),
    Field("student_no", "学号", _aliases("student_no"), _cut(30), sample="20240001"),
    Field("exam_no", "考生号", _aliases("exam_no"), _cut(20), sample="10000020240001"),
    Field("identity_no", "身份证号", (*IDENTITY.aliases, "证件号码", "公民身份号码"), _cut(30),
          sealed=True, sample="11010519491231002X"),
    Field("college_name", "学院", (*_aliases("college"), "所在学院", "院系名称"), _cut(80),
          sample="农学院"),
    Field("major_name", "专业", _aliases("major_name"), _cut(80), sample="农学"),
    Field("item", "问题类别", ("问题类型", "反馈类别", "异常类型", "疑似类型", "核查项目", "问题"),
          _cut(200), sample="单位存疑"),
    Field("sentence", "反馈内容", ("问题描述", "核查情况", "核查结果", "存在问题", "反馈情况",
          "问题说明", "疑似原因", "异常原因", "反馈意见", "具体情况"), _cut(LONGEST),
          sample="单位反馈未招用该生"),
    Field("requirement", "整改要求", ("处理要求", "核实要求", "反馈要求", "需要说明"), _cut(LONGEST),
          sample="请核实并附佐证"),
)  # fmt: skip
#: what together is the text of what they say
SAID = ("item", "sentence", "requirement")


def stage(upload: Import, rows: Iterable[Given]) -> Iterator[Staged]:
    """Say of each row whom it is about; a row that is there already is not taken in again."""
    cohort = upload.cohort
    assert cohort is not None  # noqa: S101 - the target needs a cohort
    whole, unused = original.read(upload, f"import_{NAME}")
    file = _file(upload, whole)
    known = _known(file, cohort)
    roster, digests = roster_of(cohort), whole.digests()
    for row in rows:
        cells, digest = whole.row(row.number), digests[row.number]
        given = {each.name: row.text(each.name) for each in FIELDS}
        label = f"{given['name']} {given['student_no']}".strip() or f"第 {row.number} 行"
        if digest in known:
            yield Staged(row.number, K.UNCHANGED, label, known[digest])
            continue
        found = roster.find(given)
        said = _said(given, [(title, cells[at]) for at, title in unused if at < len(cells)])
        values = _values(given, found, said, digest)
        yield Staged(row.number, K.NEW, label, None, values, _diff(given, found, said))


def _file(upload: Import, whole: Original) -> FeedbackFile:
    """Keep the worksheet with the upload it came in, anew each time it is read."""
    kept = {
        "school_id": upload.school_id, "filename": upload.filename, "sha256": upload.sha256,
        "original_sealed": whole.sealed(),
    }  # fmt: skip
    return FeedbackFile.objects.update_or_create(upload=upload, defaults=kept)[0]


def _known(file: FeedbackFile, cohort: Cohort) -> dict[str, int]:
    """Return the rows that are there of the same list, or of the same file if none is told."""
    of = list_for(file, cohort)
    if of is None:
        return {}
    return dict(FeedbackRow.objects.filter(of=of).values_list("digest", "pk"))


def _said(given: Mapping[str, str], others: Sequence[tuple[str, str]]) -> str:
    told = [given[name] for name in SAID if given[name]]
    told = told or [f"{title}：{cell}" for title, cell in others if cell]
    return "；".join(told)[:LONGEST] or "名单没有写明问题"


def _values(given: Mapping[str, str], found: Found, said: str, digest: str) -> dict[str, Any]:
    one = found.graduate
    return {
        "digest": digest, "name": given["name"], "student_no": given["student_no"],
        "college_name": given["college_name"], "text": said, "match": str(found.match),
        "how": found.how, "candidates": [each.pk for each in found.candidates][:20],
        "graduate_id": one.pk if one else None, "college_id": one.college_id if one else None,
        "level": one.level if one else "",
    }  # fmt: skip


def _diff(given: Mapping[str, str], found: Found, said: str) -> list[tuple[str, str, str]]:
    if found.graduate is not None:
        about = f"{found.graduate.shown}，{found.how}"
    else:
        may_be = "、".join(each.shown for each in found.candidates[:3])
        about = f"{found.match.label}：{found.how}" + (f"；可能是 {may_be}" if may_be else "")
    masked = given["identity_no"] and sealed.masked(given["identity_no"])
    told = {"对应": about, "身份证号": masked, "学院": given["college_name"], "反馈内容": said}
    return [(title, "", text) for title, text in told.items() if text]


def apply(upload: Import, batch: Sequence[StagedRow]) -> Mapping[int, Any]:
    return keep_rows(upload, batch)


def undo(upload: Import, batch: Sequence[StagedRow]) -> None:
    take_back_rows(upload, batch)


register(
    Target(
        name=NAME, title="核查反馈名单", fields=FIELDS, needs_cohort=True, stage=stage,
        sentence="教育部、省教育厅反馈的名单，列不限。每一行成为一件待答复的预警；"
        "对不上的留给中心人工指定。来源、文号、期限在“核查反馈”里登记。",
        one_of=("name", "student_no", "exam_no", "identity_no"),
        may=may_take, apply=apply, undo=undo, batch=200,
        about=lambda row: row.values.get("graduate_id"),
    )
)  # fmt: skip
