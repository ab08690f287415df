"""The catalogue of figures: each with its formula, members, basis and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quxiang.engine.figureform import FigureRule, shipped_figures
from quxiang.reports import markdown as md

SURE = {"high": "高", "medium": "中", "low": "低"}
WHEN = {
    "": "",
    "flexible_set": "设置写明灵活就业率成员时",
    "flexible_unset": "设置未写明灵活就业率成员时，两种读法并列",
    "other_hire_apart": "设置把其他录用形式（12）单列时",
}


def figures_page() -> str:
    """Return the page of every shipped figure."""
    figures = shipped_figures()
    return md.page([*_head(figures), *(line for each in figures for line in _figure(each))])


def _head(figures: Sequence[FigureRule]) -> Iterator[str]:
    yield "# 指标目录"
    yield ""
    yield (
        f"共 {len(figures)} 个定义。指标只数人头：引擎最后除一次，四舍五入到万分之一；"
        "比率旁总有分子与分母。官方未公布的定义写明依据与把握。"
    )
    yield ""
    rows = (
        (
            f"[{md.code(each.code)}](#{md.anchor(_heading(each))})", md.text(each.title),
            _schemes(each), md.text(each.formula), SURE.get(each.confidence, each.confidence),
        )
        for each in figures
    )  # fmt: skip
    yield from md.table(("代码", "指标", "方案", "公式", "把握"), rows)


def _schemes(figure: FigureRule) -> str:
    return "、".join(figure.standards) or "各方案"


def _heading(figure: FigureRule) -> str:
    return f"{figure.code} {figure.title} {_schemes(figure)}"


def _figure(figure: FigureRule) -> Iterator[str]:
    yield from ("", f"## {_heading(figure)}", "")
    if "title" in figure.en:
        yield from (md.text(figure.en["title"]), "")
    yield from md.facts(_facts(figure))
    for name, sql in (("分子", figure.numerator), ("分母", figure.denominator)):
        if sql:
            yield from ("", *md.folded(f"{name}的 SQL", md.block("sql", sql)))


def _facts(figure: FigureRule) -> Iterator[tuple[str, str]]:
    yield "公式", md.text(figure.formula)
    yield "含义", md.text(figure.sentence)
    yield "单位", "每百人" if figure.per == 100 else "每千人"
    yield "分子的大类", md.codes(figure.categories)
    yield "分子的去向代码", md.codes(figure.codes)
    yield "互斥分类之一", "是" if figure.exclusive else ""
    yield "何时给出", WHEN[figure.when]
    yield "需要", md.codes(figure.needs)
    yield "条款", md.text(figure.clause)
    yield (
        "依据",
        f"{md.text(figure.basis)}（把握：{SURE.get(figure.confidence, figure.confidence)}）",
    )
