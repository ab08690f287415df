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
    Findings,
    People,
    Side,
    Who,
)
from quxiang.standards.tables import TABLES

#: so many of each kind are listed where not all are asked for
MOST = 20


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
    say(f"设置或代码表 {each.name}：{each.before} → {each.after}" for each in compared.facts)
    say(_tables(compared))
    say(_people(compared.people, most))
    say(_figures(compared.figures, _names(compared.people), most))
    say(_findings(compared.findings, most))


def _head(each: Any) -> str:
    return f"{each.folder}（截至 {_moment(each.moment)}，{each.sha256[:16]}…）"


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
        f"有变化 {len(people.changed):,} 人"
    )
    yield from _cut([f"  ＋ {_who(each)}" for each in people.new], most)
    yield from _cut([f"  － {_who(each)}" for each in people.gone], most)
    changed = [
        f"  {_who(each.who)}：" + "；".join(
            f"{field.title} {_value(field.before)} → {_value(field.after)}" for field in each.fields
        )
        for each in people.changed
    ]  # fmt: skip
    yield from _cut(changed, most)


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
    return {who.graduate_id: who.name or who.exam_no or who.graduate_id for who in every}


def _figures(
    figures: Sequence[FigureChange], names: Mapping[str, str], most: int | None
) -> Iterator[str]:
    changed = [each for each in figures if each.changed]
    yield ""
    yield f"指标：{len(changed)} 个有变化，{len(figures) - len(changed)} 个不变"
    for each in changed:
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


def _side(words: str, side: Side, names: Mapping[str, str], most: int | None) -> Iterator[str]:
    if not side.explained:
        yield f"    {words} {side.before:,} → {side.after:,}：快照里没有逐人的依据，不能说明。"
    lines = [f"    {words} {_reason(each, names)}" for each in side.because]
    yield from _cut(lines, most)


def _reason(each: Because, names: Mapping[str, str]) -> str:
    called = [names[subject] for subject in each.subjects if subject in names]
    shown = f"（{'、'.join(called[:3])}{' 等' if len(called) > 3 else ''}）" if called else ""
    return f"{'＋' if each.effect > 0 else '－'}{each.count:,}：{each.change}{shown}"


def _findings(findings: Findings, most: int | None) -> Iterator[str]:
    yield ""
    yield (
        f"发现：新出现 {len(findings.new):,} 条，已消失 {len(findings.gone):,} 条，"
        f"内容变了 {len(findings.changed):,} 条"
    )
    yield from _cut([f"  ＋ {_finding(each)}" for each in findings.new], most)
    yield from _cut([f"  － {_finding(each)}" for each in findings.gone], most)
    yield from _cut([f"  {_finding(each.finding)}" for each in findings.changed], most)


def _finding(finding: Finding) -> str:
    return f"{finding.rule} {finding.message}"
