"""A bulletin as plain data: for the PDF by typst and for the Word file alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from quxiang.web.bulletins.models import Bulletin, BulletinHeading
from quxiang.web.bulletins.numbers import NONE, Number, read
from quxiang.web.bulletins.states import BulletinState
from quxiang.web.bulletins.wording import heading_of
from quxiang.web.common import clock
from quxiang.web.documents.models import Document

#: how much of a hash people compare by eye
SHORT = 16
Row = dict[str, str]


def data_of(bulletin: Bulletin, heading: BulletinHeading | None = None) -> dict[str, Any]:
    """Return what a bulletin says, ready to be set; numbers are those it was drafted with."""
    heading = heading or heading_of(bulletin.school)
    facts = bulletin.facts
    source = facts["sources"][0]
    return {
        "school": bulletin.school.name, "kind": "通报", "version": "",
        "organ": heading.organ, "code": heading.code, "red": heading.red,
        "draft": bulletin.state != BulletinState.ISSUED and bulletin.signed_at is None,
        "title": bulletin.title, "to": "" if bulletin.college is None else bulletin.college.name,
        "opening": bulletin.opening.splitlines(), "closing": bulletin.closing.splitlines(),
        "lead": lead_of(bulletin), "as_of": facts["moment"],
        "snapshot": {"number": source["number"], "sha256": source["sha256"]},
        "overall": [overall_row(each) for each in facts["overall"]],
        "compared": compared(facts),
        "confirmation": [counted_row(read(each)) for each in facts["confirmation"]],
        "colleges": [college_row(each) for each in facts["colleges"]],
        "quality_note": quality_note(facts),
        "next": [
            {"title": e["title"], "on": day_words(e["on"]), "words": e["words"]}
            for e in facts["next"]
        ],
        "definitions": facts["definitions"],
        "sources": [
            {"why": e["why"], "number": str(e["number"]), "moment": e["moment"],
             "sha256": e["sha256"]}
            for e in facts["sources"]
        ],
        "trace": list(trace_of(facts)),
        "signed_on": dated(bulletin.signed_at), "issued_on": dated(clock.now()),
        "scheme": facts["scheme"],
        "settings": facts["settings"][:SHORT],
    }  # fmt: skip


def lead_of(bulletin: Bulletin) -> str:
    """Return the sentence the numbers begin with: as of when, over whom."""
    facts = bulletin.facts
    whole = facts["sources"][0]
    return (
        f"截至{moment_words(facts['moment'])}（快照第{whole['number']}份，散列"
        f"{whole['sha256'][:SHORT]}），{bulletin.scope}纳入统计的毕业生共{facts['people']:,}人。"
        "各项比率均以人数直接计算，分母为同一时刻纳入统计的全部毕业生，另有注明的除外。"
    )


def overall_row(data: Mapping[str, Any]) -> Row:
    number = read({name: value for name, value in data.items() if name != "change"})
    return {**counted_row(number), "change": str(data["change"])}


def counted_row(number: Number) -> Row:
    """Return a number as a row of a table; both head counts apart."""
    return {
        "title": number.title, "name": number.group or "全校", "value": number.value,
        "numerator": _count(number.numerator), "denominator": _count(number.denominator),
        "counts": number.counts or NONE, "code": number.code,
    }  # fmt: skip


def college_row(data: Mapping[str, Any]) -> Row:
    found: Row = {"name": data["name"]}
    for name in ("coverage", "timeliness", "quality"):
        number = read(data[name])
        found |= {name: number.value, f"{name}_counts": number.counts}
        if number.note:
            found[f"{name}_note"] = number.note
    return found


def compared(facts: Mapping[str, Any]) -> str:
    """Say with which snapshot rates are compared; nothing where there is none."""
    for each in facts["sources"]:
        if each["why"] == "对比快照":
            return f"快照第{each['number']}份（截至{each['moment']}）"
    return ""


def quality_note(facts: Mapping[str, Any]) -> str:
    """Say why there is nothing about quality, where there is nothing."""
    if any(each["quality"]["denominator"] for each in facts["colleges"]):
        return ""
    return "质量一栏空缺：截至快照时刻，还没有对这一届运行过规则，或没有可判断的登记。"


def numbers_of(facts: Mapping[str, Any]) -> Iterator[Number]:
    """Give every number of a bulletin, in the order they stand."""
    for each in facts["overall"]:
        yield read({name: value for name, value in each.items() if name != "change"})
    for each in facts["confirmation"]:
        yield read(each)
    for each in facts["colleges"]:
        yield from (read(each[name]) for name in ("coverage", "timeliness", "quality"))


def trace_of(facts: Mapping[str, Any]) -> Iterator[Row]:
    """Give of every number its code, of whom it is, its head counts, its snapshot and hash."""
    for each in numbers_of(facts):
        source = facts["sources"][each.source]
        yield {
            "title": each.title, "name": each.group or "全校", "code": each.code,
            "value": each.value, "counts": each.counts or NONE, "number": str(source["number"]),
            "sha256": source["sha256"][:SHORT],
        }  # fmt: skip


def number_of(code: str, document: Document | None) -> str:
    """Return the document number: the organ's code, the year in 〔〕, the number not padded."""
    if document is None:
        return ""
    return f"{code}〔{document.year}〕{document.number}号"


def day_words(on: str) -> str:
    year, month, day = (int(each) for each in on.split("-"))
    return f"{year}年{month}月{day}日"


def moment_words(moment: str) -> str:
    day, _, hour = moment.partition(" ")
    return f"{day_words(day)}{hour}"


def dated(at: datetime | None) -> str:
    """Return a day as official documents have it: in Arabic figures, nothing padded."""
    return day_words(f"{clock.local(at):%Y-%m-%d}") if at is not None else ""


def _count(number: int | None) -> str:
    return NONE if number is None else f"{number:,}"


def chosen(rows: Sequence[Row], *names: str) -> list[list[str]]:
    """Return rows as lists of these columns."""
    return [[each.get(name, "") for name in names] for each in rows]
