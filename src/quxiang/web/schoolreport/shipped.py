"""What is known of a cohort already: its figures, cases, worksheets, visits, handling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse

from quxiang.web.alerts.models import Case
from quxiang.web.alerts.plans import rule_for
from quxiang.web.alerts.selectors import Tally, tallies, total
from quxiang.web.alerts.states import Outcome
from quxiang.web.common import clock
from quxiang.web.feedback.models import Handling
from quxiang.web.orgs.selectors import colleges
from quxiang.web.papers.models import Paper
from quxiang.web.papers.selectors import complete_of, standing_words
from quxiang.web.reference.selectors import standard_of
from quxiang.web.schoolreport.sections import Asked, Cell, Table, contributes
from quxiang.web.season.figuring import counted
from quxiang.web.verification.models import Survey
from quxiang.web.verification.results import results_of
from quxiang.web.verification.states import SurveyState
from quxiang.web.visits.models import FieldVisit
from quxiang.web.visits.states import Conclusion, VisitingState
from quxiang.web.worksheets.selectors import progress_of, summed
from quxiang.web.worksheets.standing import Count4

#: the short hash people compare by eye
SHORT = 16


def _now() -> str:
    return f"截至 {clock.local(clock.now()):%Y-%m-%d %H:%M} 的记录"


@contributes("records", 10)
def reports(asked: Asked) -> Table:
    """Say of each college which of its papers are signed to the end, and name who lacks one."""
    kinds = ("selfcheck_report", "compilation")
    found = [complete_of(asked.cohort, kind) for kind in kinds]
    units = colleges(asked.cohort.school_id)
    rows = [(Cell(unit.name), *(_paper(papers.get(unit.pk)) for papers in found)) for unit in units]
    lacking = [unit.name for unit in units if unit.pk not in found[0]]
    told = f"没有签齐自查报告的学院：{'、'.join(lacking)}" if lacking else "各学院自查报告均已签齐"
    heads = ("学院", "自查报告", "证明材料汇编")
    return Table("各学院自查报告和证明材料汇编", heads, rows, f"{_now()}；{told}")


def _paper(paper: Paper | None) -> Cell:
    url = reverse("papers:one", args=[paper.pk]) if paper is not None else ""
    return Cell(standing_words(paper), url=url)


@contributes("figures", 10)
def figures(asked: Asked) -> Table:
    """Give every rate of the scheme, each leading to its explanation in the snapshot."""
    row = asked.snapshot
    told = counted(row, "college")
    rows = []
    for rule in told.rules:
        figure = told.whole.get(rule.code)
        query = urlencode({
            "cohort": asked.cohort.year, "snapshot": row.number, "by": "college", "code": rule.code,
        })  # fmt: skip
        url = f"{reverse('season:explain')}?{query}"
        value = f"{figure.text} %" if figure and figure.text is not None else "—"
        counts = f"{figure.numerator:,}/{figure.denominator:,}" if figure else ""
        rows.append((Cell(rule.title), Cell(value, counts, url)))
    moment = f"{clock.local(row.moment):%Y-%m-%d %H:%M}"
    basis = f"快照第 {row.number} 份，截至 {moment}，散列 {row.sha256[:SHORT]}"
    return Table("各项比率", ("指标", "比率（分子/分母）"), rows, basis)


@contributes("problems", 10)
def by_kind(asked: Asked) -> Table:
    """Count cases by what they are about, and how they stand."""
    found = tallies(_cases(asked), "rule", clock.today())
    ordered = sorted(found, key=lambda code: (-_all(found[code]), code))
    rows = [_line(_titled(asked, code), found[code], {"rule": code}) for code in ordered]
    return Table("按种类", ("问题", *_HEADS), [*rows, _sum(found)], _now())


@contributes("problems", 20)
def by_college(asked: Asked) -> Table:
    """Count cases by college, in the school's own order."""
    found = tallies(_cases(asked), "college_id", clock.today())
    rows = [
        _line(unit.name, found.get(unit.pk, Tally()), {"college": str(unit.pk)})
        for unit in colleges(asked.cohort.school_id)
    ]
    if None in found:
        rows.append(_line("不属于某一学院", found[None], {}))
    return Table("按学院", ("学院", *_HEADS), [*rows, _sum(found)], _now())


_HEADS = ("合计", "待答复", "待核实", "已更正", "情况属实合理", "误报", "其他结束")
_ENDED = (Outcome.FIXED, Outcome.JUSTIFIED, Outcome.FALSE_ALARM)
_OTHER = (Outcome.WITHDRAWN, Outcome.EXEMPTED)


def _cases(asked: Asked) -> QuerySet[Case]:
    return Case.objects.filter(school_id=asked.cohort.school_id, cohort=asked.cohort)


def _all(tally: Tally) -> int:
    return tally.open + tally.answered + sum(tally.ended.values())


def _line(name: str, tally: Tally, asked: Mapping[str, str]) -> tuple[Cell, ...]:
    """Return a row of counts; what is open leads to its list, what ended to the list of that."""
    live = f"{reverse('alerts:cases')}?{urlencode(asked)}" if asked else ""
    ended = f"{reverse('alerts:closed')}?{urlencode(asked)}" if asked else ""
    counts = [tally.ended.get(each, 0) for each in _ENDED]
    other = sum(tally.ended.get(each, 0) for each in _OTHER)
    return (
        Cell(name), Cell(f"{_all(tally):,}"), Cell(f"{tally.open:,}", url=live),
        Cell(f"{tally.answered:,}", url=live),
        *(Cell(f"{each:,}", url=ended) for each in (*counts, other)),
    )  # fmt: skip


def _sum(found: Mapping[object, Tally]) -> tuple[Cell, ...]:
    return _line("合计", total(found.values()), {})


def _titled(asked: Asked, code: str) -> str:
    rule = rule_for(asked.cohort.school_id, code) if code else None
    if rule is None:
        return code or "本人异议"
    return f"{code} {rule.title}"


@contributes("problems", 30)
def worksheets(asked: Asked) -> Table:
    """Say of each college how many records college, cross-checkers and centre concluded."""
    told = progress_of(asked.by, asked.cohort)
    rows = [(Cell(each.college.name), *_sides(each.own, each.cross, each.centre)) for each in told]
    whole = [summed([getattr(each, side) for each in told]) for side in ("own", "cross", "centre")]
    rows.append((Cell("合计"), *_sides(*whole)))
    heads = ("学院", "学院自查", "其中有问题", "交叉互查", "其中有问题", "中心核查", "其中有问题")
    basis = f"{_now()}；已作结论/应作结论，登记变更后尚未重新核查的不算已作"
    return Table("逐一核查的结论", heads, rows, basis)


def _sides(*sides: Count4) -> list[Cell]:
    cells = []
    for each in sides:
        cells += [Cell(f"{each.concluded:,}/{each.all:,}"), Cell(f"{each.problem:,}")]
    return cells


@contributes("problems", 40)
def surveys(asked: Asked) -> Table | None:
    """Give what each closed survey showed, weighted, with its interval or the words instead."""
    rows = Survey.objects.filter(cohort=asked.cohort, state=SurveyState.CLOSED).order_by("number")
    told = []
    for each in rows:
        found, url = results_of(each), reverse("verification:results", args=[each.pk])
        told.append((
            Cell(f"第 {each.number} 号 {each.title}（{each.get_kind_display()}）"),
            Cell(f"{found.whole.answered:,}／{found.whole.drawn:,}", url=url),
            Cell(found.whole.inconsistent.words, url=url),
        ))  # fmt: skip
    if not told:
        return None
    heads = ("抽查", "答复／抽取", "不一致率")
    return Table("抽查核实", heads, told, f"{_now()}；按抽样设计加权，不足 30 人答复的不报比例")


@contributes("disposition", 10)
def visits(asked: Asked) -> Table | None:
    """Count the visits that were settled, by what was concluded."""
    rows = FieldVisit.objects.filter(cohort=asked.cohort, state=VisitingState.SETTLED)
    found = Counter(rows.values_list("conclusion", flat=True))
    if not found:
        return None
    url = f"{reverse('visits:visits')}?{urlencode({'state': 'settled'})}"
    told = [(Cell(each.label), Cell(f"{found[each]:,}", url=url)) for each in Conclusion]
    told.append((Cell("合计"), Cell(f"{sum(found.values()):,}", url=url)))
    return Table("实地走访", ("结论", "次数"), told, _now())


@contributes("disposition", 20)
def handling(asked: Asked) -> Table | None:
    """Count what was done about colleges, by grade."""
    rows = Handling.objects.filter(cohort=asked.cohort).order_by()
    found = dict(rows.values_list("grade").annotate(number=Count("pk")))
    if not found:
        return None
    known = standard_of(asked.cohort.school_id, asked.cohort.scheme).tables["handling_grade"].rows
    url = reverse("feedback:handlings")
    told = [
        (Cell(row.name), Cell(f"{found[code]:,}", url=url))
        for code, row in known.items()
        if code in found
    ]
    return Table("处理", ("等级", "次数"), told, _now())
