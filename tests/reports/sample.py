"""A made-up school's report: thirty colleges, hostile names, findings of eight rules."""
# ruff: noqa: E501 - invented data, one row a line

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

import pyarrow as pa

from quxiang.engine.figureform import FigureRule, shipped_figures
from quxiang.engine.results import Figure, Finding, Findings, NotRun, Place, Subject
from quxiang.problems import Problem, Where
from quxiang.reports.document import ColumnUse, Document, Input, Scheme, Setting

from .sample_rules import RULES

SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://203.0.113.7/","看")'
ESCAPE = "\x1b[31m红\x1b[0m"
FILE = "2024届毕业去向上报表.xlsx"
SHEET = "就业信息"
COLLEGES = (
    "农学院", "动物科技学院", "动物医学院", "园艺园林学院", "资源与环境学院", "生命科技学院",
    "食品学院", "机电学院", "经济与管理学院", "人文学院", "外国语学院", "文法学院", "信息工程学院",
    "数学科学学院", "化学化工学院", "服装学院", "艺术学院", "体育学院", "教育科学学院", "马克思主义学院",
    "水产学院", "新能源与储能科学工程学院（未来技术学院）", "人工智能学院", "材料科学与工程学院",
    "物理学院", "国际教育学院", "继续教育学院", "三全书院", "乡村振兴与农业农村现代化研究生培养书院",
    f"大数据学院{SCRIPT}",
)  # fmt: skip
#: share of each exclusive class of 2024, in per cent, about
SHARES = {
    "employer_rate": 60, "startup_rate": 1, "freelance_rate": 3, "further_study_rate": 21,
    "seeking_rate": 9, "not_seeking_rate": 1, "unregistered_rate": 5, "unrecognised_rate": 0,
}  # fmt: skip
PLACED = ("employer_rate", "startup_rate", "freelance_rate", "further_study_rate")
AS_2021 = {"employer_rate": "agreement_contract_rate", "freelance_rate": "flexible_rate"}
PERSONS = ("郑一", "钱二", "阿依古丽·买买提", "李  四", SCRIPT, FORMULA, ESCAPE, "\u202e王五")

Counts = dict[str, int]


@lru_cache
def counts() -> dict[str, Counts]:
    """Return heads by college and exclusive class; the last college has nobody."""
    chance = random.Random(7)
    made = {}
    for at, college in enumerate(COLLEGES):
        people = 0 if college == "继续教育学院" else 24 + 13 * at
        drawn = chance.choices(list(SHARES), _tilted(chance), k=people)
        made[college] = {name: drawn.count(name) for name in SHARES}
    return made


def _tilted(chance: random.Random) -> list[float]:
    return [share * (0.4 + 1.2 * chance.random()) for share in SHARES.values()]


def _with_sums(heads: Counts) -> Counts:
    sums = {"placement_rate": sum(heads[name] for name in PLACED)}
    sums |= {name: heads[name] for name in SHARES}
    sums["flexible_rate_12_76"] = heads["freelance_rate"] + heads["employer_rate"] // 30
    sums["flexible_rate_12_75_76"] = sums["flexible_rate_12_76"] + heads["startup_rate"]
    return sums


def _figures(standard: str) -> list[Figure]:
    whole = {name: sum(heads[name] for heads in counts().values()) for name in SHARES}
    made = _figures_of(standard, {}, whole)
    for college, heads in sorted(counts().items()):
        made += _figures_of(standard, {"college": college}, heads)
    return made


def _figures_of(standard: str, group: dict[str, str], heads: Counts) -> list[Figure]:
    people = sum(heads.values())
    made = []
    for code, numerator in _with_sums(heads).items():
        name = AS_2021.get(code, code) if standard == "2021" else code
        rule = definition(name, standard)
        if rule is not None:
            made.append(_figure(rule, standard, group, numerator, people))
    return made


def definition(code: str, standard: str) -> FigureRule | None:
    return next(
        (
            r
            for r in shipped_figures()
            if r.code == code and standard in (r.standards or (standard,))
        ),
        None,
    )


def _figure(
    rule: FigureRule, standard: str, group: dict[str, str], numerator: int, denominator: int
) -> Figure:
    rate = None
    if denominator:
        rate = (2 * numerator * rule.per * 100 + denominator) // (2 * denominator)
    return Figure(
        rule.code, rule.title, standard, group, dict(group), numerator, denominator, rule.per, rate
    )


def _signals(standard: str) -> list[Figure]:
    placed = sum(sum(heads[name] for name in PLACED) for heads in counts().values())
    people = sum(sum(heads.values()) for heads in counts().values())
    wanted = {
        "suspect_rate": (231, placed),
        "error_rate": (37, placed),
        "complaint_rate": (3, people),
    }
    rules = ((definition(code, standard), heads) for code, heads in wanted.items())
    return [_figure(rule, standard, {}, *heads) for rule, heads in rules if rule is not None]


def finding(code: str, message: str, at: int, *, rows: int = 1, verdict: str = "fault") -> Finding:
    rule = RULES[code]
    places = tuple(Place(FILE, SHEET, 3 + at * 7 + 11 * step) for step in range(rows))
    return Finding(
        code, rule.severity, verdict, "2024", "2024-06-20" if rule.window == "period" else None,
        Subject(rule.subject, dict.fromkeys(rule.key, f"{at:016x}")), {"name": message[:8]},
        message, places,
        f"{code}{at}".encode().hex().ljust(32, "0")[:32],
    )  # fmt: skip


def found(code: str, made: list[Finding], muted: int = 0) -> Findings:
    columns = ("verdict", "fingerprint")
    table = pa.table(
        {name: pa.array([getattr(e, name) for e in made], pa.string()) for name in columns}
    )
    render: Callable[[int | None], list[Finding]] = lambda limit: made[:limit]  # noqa: E731
    return Findings(RULES[code], table, render, muted)


def _findings() -> tuple[Findings, ...]:
    return (
        found("R204", [finding("R204", f"{name} 的考生号在同一届出现 2 行。", at, rows=2) for at, name in enumerate(PERSONS)]),
        found("D401", [finding("D401", f"{PERSONS[at % 3]} 的去向为 10，缺少“单位行业”。", at, verdict="to_check" if at % 5 == 4 else "fault") for at in range(260)], muted=4),
        found("T101", [finding("T101", "新能源与储能科学工程学院（未来技术学院）：去向落实率由 52.10 %（155/297）变为 74.41 %（221/297），变化 22.31 个百分点（相对 42.82 %），上一期为 7 天前。", 1, rows=66)]),
        found("R201", [finding("R201", f"{PERSONS[at % 4]}：专业代码填“090101”，学籍为“090102”。", at) for at in range(31)]),
        found("E303", [finding("E303", f"星桥农业科技有限公司{at} 的信用代码 91410700MA0000{at:03d}X 末位校验不符（1 名毕业生）。", at, verdict="to_check") for at in range(3)]),
        found("E304", []),
        found("E305", [finding("E305", f"{SCRIPT}青禾{at}号网店（个体工商户）：{4 + at} 名毕业生，其中小微企业与个体工商户 4 名、规模待核 {at} 名，达到 4 名。", at, rows=4 + at) for at in range(6)]),
        found("D403", []),
        found("N901", [finding("N901", f"{PERSONS[0]} 只写了上级代码 80，请写到下一级（801、802、803）。", 2)]),
    )  # fmt: skip


def _problems() -> tuple[Problem, ...]:
    cells = (("bad_date", "G12", "签约日期", "2024-13-02", "日期“2024-13-02”读不懂。", "请写成 2024-06-20 这样的日期。"),
             ("id_as_float", "E30", "身份证号", "4.10101E+17", "身份证号被存成了数字，后几位已经丢失。", "请把整列设为文本后重新填写。"),
             ("unknown_code", "第 3 列", "毕业去向代码", "AB9", "代码“AB9”不在 2024 方案里，涉及 4 行。", "请改成方案里的代码，或用 --standards-dir 补充。"),
             ("unknown_code", "C88", "毕业去向代码", f"{SCRIPT}{FORMULA}", f"代码“{SCRIPT}”不在 2024 方案里。", "请改成方案里的代码。"))  # fmt: skip
    return tuple(
        Problem(code, message, remedy, Where(FILE, SHEET, cell, column), value)
        for code, cell, column, value, message, remedy in cells
    )


NOT_RUN = (
    NotRun("T103", "未运行：没有给出“去年同期”表（--last-year）。", partial=False),
    NotRun("E301", "部分运行：“单位”表缺少列：登记状态。", partial=True),
    NotRun("inconsistency_rate", "未运行：没有给出“核查”表（--checks）。", partial=False),
    NotRun("by:residence", "未按此分组：“毕业生”表缺少列：书院。", partial=True),
)
COLUMNS = (
    ColumnUse("考生号", "exam_no", "考生号", "exact"),
    ColumnUse("毕业去向", "code", "毕业去向代码", "alias"),
    ColumnUse("mobilephon", "phone_hash", "毕业生手机号", "similar"),
    ColumnUse("备注<b>", "", "", "unused"),
)
SETTINGS = (
    Setting("counts_from", "从哪个状态起生效", "已录入", "默认", ""),
    Setting(
        "counted_statuses",
        "统计范围",
        "预计毕业、毕业、结业、结业换毕业证",
        "校办字〔2024〕19号 二.1",
        "high",
    ),
    Setting("other_hire_is_employer", "12 计入单位就业", "是", "默认，2024 方案", "medium"),
    Setting("flexible_members", "灵活就业的成员", "未定：两种读法都列出", "官方未公布", "low"),
)
INPUTS = (
    Input(FILE, "graduates", "毕业生", 6275, "ab" * 32, SHEET, 2, "全国登记表（50 列）", "", COLUMNS, "data/" + FILE),
    Input("学籍#库 100%.csv", "registry", "学籍", 6301, "cd" * 32, "", 1, "普通表", "GB18030", COLUMNS[:1], "data/学籍#库 100%.csv"),
)  # fmt: skip


def document(*standards: str) -> Document:
    """Return the full sample under the schemes named, 2024 alone by default."""
    schemes = standards or ("2024",)
    figures = [each for scheme in schemes for each in _figures(scheme)] + _signals(schemes[0])
    return Document(
        command="check",
        program="quxiang 0.1.0",
        school="东岭农林大学",
        cohort="2024",
        standards=tuple(Scheme(each, f"{at}f" * 32) for at, each in enumerate(schemes, 1)),
        settings=SETTINGS,
        settings_digest="3c9a" * 16,
        scope="2024 届预计毕业、毕业、结业和结业换毕业证的研究生、本科生和专科生，以已录入的去向为准。",
        moment=datetime(2024, 6, 20, 12, 0),
        moment_basis="输入里最晚的录入时间",
        counted=sum(sum(heads.values()) for heads in counts().values()),
        not_counted={"延期": 9, "退学": 3},
        left_out=41,
        inputs=INPUTS,
        problems=_problems(),
        figures=tuple(figures),
        findings=_findings(),
        not_run=NOT_RUN,
        rules=RULES,
        figure_rules=shipped_figures(),
    )


def empty() -> Document:
    """Return a run that found nothing and could count nothing."""
    return replace(
        document(), school="", moment=None, moment_basis="输入里没有任何日期", counted=0, left_out=0,
        not_counted={}, problems=(), figures=(), findings=(found("R204", []),), not_run=(), inputs=(),
        settings=(),
    )  # fmt: skip
