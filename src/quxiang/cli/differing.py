"""Say what changed between two snapshots: as text for a person, as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from quxiang.cli.snapshotsaying import say, say_json
from quxiang.engine.results import Finding
from quxiang.engine.snapshots import Comparison
from quxiang.engine.snapshots.differences.forms import (
    Because,
    FigureChange,
    FindingChange,
    Findings,
    People,
    PersonChange,
    Side,
    Who,
)
from quxiang.engine.snapshots.differences.naming import DECIDING
from quxiang.engine.titles import field_title
from quxiang.standards.tables import TABLES

#: so many of each kind are listed where not all are asked for
MOST = 20
_FACTS = {
    "settings": "设置", "standards": "代码表（散列）", "key_id": "散列密钥", "run": "运行的口径",
    "rules": "规则参数", "rule": "规则原文（散列）", "figure": "指标原文（散列）",
}  # fmt: skip


def say_differences(compared: Comparison, kind: str, everything: bool) -> None:
    if kind == "json":
        fields = msgspec.structs.asdict(compared)
        say_json("diff", {"differs": compared.differs, **fields})
        return
    most = None if everything else MOST
    say([f"前 {_head(compared.before)}", f"后 {_head(compared.after)}"])
    say(f"注意：{each}" for each in compared.not_compared)
    if not compared.differs:
        say(["没有变化。"])
        return
    say(f"{_fact(each.name)}：{each.before} → {each.after}" for each in compared.facts)
    say(_tables(compared))
    say(_people(compared.people, most))
    say(_figures(compared.figures, _names(compared.people), most))
    say(_findings(compared.findings, most))


def _head(each: Any) -> str:
    return f"{each.folder}（截至 {_moment(each.moment)}，{each.sha256[:16]}…）"


def _fact(name: str) -> str:
    kind, _, rest = name.partition(".")
    return f"{_FACTS.get(kind, kind)} {rest}".rstrip()


def _moment(moment: datetime | None) -> str:
    return "不详" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def _tables(compared: Comparison) -> Iterator[str]:
    for each in compared.tables:
        if each.new or each.gone:
            rows = f"{each.before:,} → {each.after:,} 行"
            yield f"{TABLES[each.name].title}：{rows}，新增 {each.new:,}，减少 {each.gone:,}"


def _people(people: People, most: int | None) -> Iterator[str]:
    yield ""
    yield (
        f"毕业生：新增 {len(people.new):,} 人，移出 {len(people.gone):,} 人，"
        f"有变化 {len(people.changed):,} 人{_counting(people)}"
    )
    yield from _cut([f"  ＋ {_who(each)}" for each in people.new], most)
    yield from _cut([f"  － {_who(each)}" for each in people.gone], most)
    changed = [
        f"  {_who(each.who)}：" + "；".join(
            f"{field.title} {_value(field.before_said)} → {_value(field.after_said)}"
            for field in each.fields
        )
        for each in sorted(people.changed, key=lambda each: not _counts(each))
    ]  # fmt: skip
    yield from _cut(changed, most)


def _counts(each: PersonChange) -> bool:
    """Say whether what changed of a person decides about figures."""
    return any(field.field in DECIDING for field in each.fields)


def _counting(people: People) -> str:
    count = sum(map(_counts, people.changed))
    titles = "、".join(map(field_title, DECIDING))
    return f"（其中 {count:,} 人的{titles}变了，列在前面）" if count else ""


def _who(who: Who) -> str:
    number = who.exam_no or who.student_no or who.graduate_id
    return " ".join(part for part in (number, who.name, who.college) if part)


def _value(value: str | None) -> str:
    return "空" if value is None else value


def _cut(lines: Sequence[str], most: int | None) -> Iterator[str]:
    yield from lines[:most]
    if most is not None and len(lines) > most:
        yield f"  另有 {len(lines) - most:,} 条，用 --all 列出。"


def _names(people: People) -> Mapping[str, str]:
    """Return what people who changed are called, by their internal key."""
    every = (*people.new, *people.gone, *(each.who for each in people.changed))
    return {who.graduate_id: _called(who) for who in every}


def _called(who: Who) -> str:
    number = who.exam_no or who.student_no or who.graduate_id
    return f"{who.name} {number}" if who.name else number


def _figures(
    figures: Sequence[FigureChange], names: Mapping[str, str], most: int | None
) -> Iterator[str]:
    changed = [each for each in figures if each.changed]
    moved = [each for each in changed if _moved(each)]
    yield ""
    yield (
        f"指标：{len(moved)} 个数值变了，{len(changed) - len(moved)} 个只是计入的人变了，"
        f"{len(figures) - len(changed)} 个不变"
    )
    for each in sorted(changed, key=lambda each: not _moved(each)):
        group = "、".join(each.group_names.values()) or "全部"
        unit = "%" if each.per == 100 else "‰"
        rates = " → ".join(
            "—" if rate is None else f"{rate}{unit}" for rate in (each.before, each.after)
        )
        counts = (
            f"{each.numerator.before:,}/{each.denominator.before:,} → "
            f"{each.numerator.after:,}/{each.denominator.after:,}"
        )
        yield f"  {each.title}（{each.standard}，{group}）：{rates}（{counts}）"
        yield from _side("分子", each.numerator, names, most)
        yield from _side("分母", each.denominator, names, most)


def _moved(each: FigureChange) -> bool:
    return any(side.before != side.after for side in (each.numerator, each.denominator))


def _side(words: str, side: Side, names: Mapping[str, str], most: int | None) -> Iterator[str]:
    if not side.explained:
        yield f"    {words} {side.before:,} → {side.after:,}：快照里没有逐人的依据，不能说明。"
    whole = most is None
    lines = [f"    {words} {_reason(each, names, whole)}" for each in side.because]
    yield from _cut(lines, most)


def _reason(each: Because, names: Mapping[str, str], whole: bool) -> str:
    called = [names[subject] for subject in each.subjects if subject in names]
    some = called if whole else called[:3]
    shown = f"（{'、'.join(some)}{' 等' if len(called) > len(some) else ''}）" if called else ""
    return f"{'＋' if each.effect > 0 else '－'}{each.count:,}：{each.change}{shown}"


def _findings(findings: Findings, most: int | None) -> Iterator[str]:
    yield ""
    yield (
        f"发现：新出现 {len(findings.new):,} 条，已消失 {len(findings.gone):,} 条，"
        f"内容变了 {len(findings.changed):,} 条"
    )
    yield from _cut([f"  ＋ {_finding(each)}" for each in findings.new], most)
    yield from _cut([f"  － {_finding(each)}" for each in findings.gone], most)
    yield from _cut([f"  {_altered(each)}" for each in findings.changed], most)


def _altered(each: FindingChange) -> str:
    fields = (f"{field.title}原为：{field.before_said}" for field in each.fields)
    return f"{_finding(each.finding)}（{'；'.join(fields)}）"


def _finding(finding: Finding) -> str:
    return f"{finding.rule} {finding.message}"
