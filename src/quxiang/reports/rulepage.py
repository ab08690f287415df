"""The catalogue of rules: each with its clause, why, remedy, parameters, SQL and examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from quxiang.engine.catalogue import shipped_rules
from quxiang.engine.ruleform import Cells, Example, Rule
from quxiang.engine.shared import shared
from quxiang.engine.yamlform import shown
from quxiang.reports import markdown as md

FAMILIES = {
    "T": "趋势", "R": "学籍", "E": "单位", "D": "去向", "V": "佐证材料", "C": "本人确认",
    "F": "五项信号",
}  # fmt: skip
SEVERITIES = {"error": "错误", "suspect": "疑似", "notice": "提示"}
SCOPES = {"record": "逐条（填报时即可判断）", "set": "整体"}
SUBJECTS = {
    "graduate": "毕业生",
    "employer": "单位",
    "unit": "学院、专业等",
    "registry": "学籍记录",
    "device": "设备",
}
WINDOWS = {"none": "", "period": "按监测周期，每期各算一次"}


def rules_page() -> str:
    """Return the page of every shipped rule, and of the views they share."""
    rules = shipped_rules()
    return md.page([*_head(rules), *_families(rules), *_shared()])


def _head(rules: Sequence[Rule]) -> Iterator[str]:
    yield "# 规则目录"
    yield ""
    yield (
        f"共 {len(rules)} 条。代码固定、不重用；参数可用 `--set`、设置文件或本校规则文件更改。"
        "缺少所需的表或列时规则列为“未运行”，不当作通过。"
    )
    yield ""
    header = ("代码", "规则", "级别", "条款", "参数")
    rows = (
        (
            f"[{rule.code}](#{md.anchor(_heading(rule))})", md.text(rule.title),
            SEVERITIES[rule.severity], md.text(rule.clause), md.text(_parameters(rule)),
        )
        for rule in rules
    )  # fmt: skip
    yield from md.table(header, rows)


def _parameters(rule: Rule) -> str:
    return "，".join(f"{name}={shown(value)}" for name, value in rule.params.items()) or "—"


def _heading(rule: Rule) -> str:
    return f"{rule.code} {rule.title}"


def _families(rules: Sequence[Rule]) -> Iterator[str]:
    letter = ""
    for rule in rules:
        if rule.code[0] != letter:
            letter = rule.code[0]
            yield from ("", f"## {letter} {FAMILIES.get(letter, '')}".rstrip())
        yield from _rule(rule, rules)


def _rule(rule: Rule, rules: Sequence[Rule]) -> Iterator[str]:
    yield from ("", f"### {_heading(rule)}", "")
    yield f"`{rule.name}` · {md.text(rule.text('title', 'en'))}"
    yield ""
    yield from md.facts(_facts(rule, rules))
    yield ""
    yield from md.folded("SQL", md.block("sql", rule.sql))
    if rule.rows:
        yield from md.folded("由哪些行证明", md.block("sql", rule.rows))
    examples = [line for each in rule.examples for line in _example(each)]
    yield from md.folded(f"例子（{len(rule.examples)} 个，也是它的测试）", examples)


def _facts(rule: Rule, rules: Sequence[Rule]) -> Iterator[tuple[str, str]]:
    yield "条款", md.text(rule.clause)
    yield "级别", SEVERITIES[rule.severity]
    about = SUBJECTS.get(rule.subject, rule.subject)
    yield "范围", f"{SCOPES[rule.scope]}，对象是{about}，键为 {md.codes(rule.key)}"
    yield "周期", WINDOWS[rule.window]
    yield "参数", "，".join(md.code(f"{n} = {shown(v)}") for n, v in rule.params.items())
    yield "说法", md.text(rule.message)
    yield "为何查", md.text(rule.text("why"))
    yield "怎么改", md.text(rule.text("remedy"))
    yield "可缺的表或列", md.codes(rule.optional)
    yield "至少要有其一", md.codes(rule.any_of)
    yield "比较的信号", md.codes(rule.signals)
    yield "说明并免列", md.codes(rule.explains)
    yield "被其说明", md.codes(each.code for each in rules if rule.code in each.explains)


def _example(example: Example) -> Iterator[str]:
    words = "列出" if example.flags else "不列"
    yield from ("", f"**{words}：{md.text(example.title)}**")
    yield from ("", *md.facts(_circumstances(example)))
    tables = [(name, cells) for name, cells in example.tables.items()]
    if example.found is not None:
        tables.append(("found", example.found))
    for name, cells in tables:
        yield from ("", f"{md.code(name)}", "", *md.block("text", _drawn(cells)))


def _circumstances(example: Example) -> Iterator[tuple[str, str]]:
    yield "方案", example.standard
    yield "时点", example.moment
    yield "上一期的时点", example.previous_moment
    yield "参数", "，".join(md.code(f"{n} = {shown(v)}") for n, v in example.params.items())


def _drawn(cells: Cells) -> str:
    """Return a table as text, its columns one below the other where Chinese is two wide."""
    rows = [cells.header, *(tuple(cell or "" for cell in row) for row in cells.rows)]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = (map(set_cell_size, row, widths) for row in rows)
    return "\n".join(" | ".join(line).rstrip() for line in lines).strip() or "（空表）"


def _shared() -> Iterator[str]:
    yield from ("", "## 共用视图与宏", "", "规则与指标可直接引用下列视图与宏。", "")
    views = [(each.name, each.sentence, each.sql) for each in shared().views]
    macros = [
        (f"{each.name}({', '.join(each.args)})", each.sentence, each.sql)
        for each in shared().macros
    ]
    for name, sentence, sql in (*views, *macros):
        yield from ("", f"`{name}`：{md.text(sentence)}", *md.folded("SQL", md.block("sql", sql)))
