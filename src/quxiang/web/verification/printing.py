"""A survey's plan as it is printed when it is fixed; it names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quxiang.web.common import clock
from quxiang.web.documents.selectors import Data, survey_of
from quxiang.web.reference.selectors import standard_of
from quxiang.web.verification.frames import FLAGGED, group_names
from quxiang.web.verification.models import Kind, Survey

HOW = (
    "名单散列：每名候选一行“代号、制表符、层”，按代号排序后的 SHA-256。",
    "抽取：每层按 HMAC-SHA-256（种子，代号）从小到大取所列人数。",
)
TWICE = "复核：抽中的里面用“种子|second”同样另取十分之一（进一）。"
TOGETHER = "复核：实地走访两人同去，各自确认，不另抽复核。"
LAST = ("种子在固定方案时由系统随机产生，此后不能更换；要换只能作废并另立一份，作废的仍可查。",)


def sampling_of(survey: Survey) -> Data:
    rows = [
        [e["college_name"], e["title"], str(e["size"]), str(e["wanted"]),
         "全查" if e["whole"] else ""]
        for e in named_strata(survey)
    ]  # fmt: skip
    facts = [list(each) for each in facts_of(survey)]
    how = [*HOW, TOGETHER if survey.kind == Kind.VISITS else TWICE, *LAST]
    said = {"about": f"{survey.cohort} · {survey}", "facts": facts, "rows": rows, "how": how}
    return survey_of(survey.school.name, said)


def facts_of(survey: Survey) -> Iterator[tuple[str, str]]:
    """Give what a survey is planned with, in words."""
    yield "方式", str(survey.get_kind_display())
    if survey.as_of is not None:
        yield "名单时点", f"{clock.local(survey.as_of):%Y-%m-%d %H:%M}"
    yield "候选", f"{survey.frame_size:,} 人（这一届统计 {survey.counted:,} 人）"
    yield "抽取", f"{survey.planned_size:,} 人"
    yield "允许误差", f"±{survey.half_width / 100:g} 个百分点（置信度 95 %，有限总体）"
    yield "预计不一致率", f"{survey.expected / 100:g} %"
    yield "每层最少", f"{survey.minimum} 人"
    yield "全查", _whole(survey)
    if survey.seed:
        yield "随机种子", survey.seed
        yield "名单散列", survey.frame_sha256


def _whole(survey: Survey) -> str:
    standard = standard_of(survey.school_id, survey.cohort.scheme)
    rows = standard.destinations
    told = [f"{code} {rows[code].name}" if code in rows else code for code in survey.whole_codes]
    if survey.whole_flagged:
        told.append("有未结预警的")
    if survey.whole_marked:
        told.append("答复须电话核实的")
    return "、".join(told) or "没有"


def named_strata(survey: Survey) -> list[dict[str, Any]]:
    """Return the strata with what each is called, in their order."""
    standard = standard_of(survey.school_id, survey.cohort.scheme)
    names, rows = group_names(standard), standard.destinations
    return [
        {**each, "title": _title(each, names, {c: r.name for c, r in rows.items()})}
        for each in survey.strata
    ]


def _title(stratum: dict[str, Any], groups: dict[str, str], codes: dict[str, str]) -> str:
    group = groups.get(stratum["group"], str(stratum["group"]))
    part = stratum["part"]
    if not part:
        return group
    why = "重点" if part == FLAGGED else codes.get(part, part)
    return group if why == group else f"{group}（{why}）"
