"""What stands on covers and in contents, as plain data for the typesetter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quxiang.web.common import clock
from quxiang.web.compilations.laying import LINES, Laid, Part
from quxiang.web.compilations.models import Compilation, Volume
from quxiang.web.compilations.records import Record
from quxiang.web.documents.typesetting import typeset

_SCAN = "扫码打开本系统里的这份汇编（须登录，按权限查看）。"
OF_VOLUME = (
    f"{_SCAN}本册由系统按总目录的次序装订；每一册的文件散列印在两位负责人签署的封面和总目录里，"
    "与之不符的不是这一册。"
)
OF_WHOLE = (
    f"{_SCAN}本封面和总目录由学院党政主要负责人签字、盖章；签署即及于所列各册，各册以文件散列为准。"
    "以后的登记另编增补，不必重新签署本汇编。"
)


@dataclass(frozen=True)
class Whole:
    """What the volumes of a compilation share; ``people`` are its records by number."""

    compilation: Compilation
    people: Mapping[int, Record]
    volumes: int
    site: str


def frame_of(whole: Whole, laid: Laid, number: int) -> bytes:
    """Return the frame of a volume: its cover, its contents, its numbered empty pages."""
    compilation, people = whole.compilation, whole.people
    pairs = list(zip(laid.parts, laid.pages_at(), strict=True))
    lines = [_line(part, at, people) for part, at in pairs]
    part = f"第 {number} 册／共 {whole.volumes} 册"
    data = {
        "school": compilation.school.name, "title": compilation.title, "part": part,
        "foot": f"{compilation.title} · {part}", "note": OF_VOLUME,
        "address": _address(compilation, whole.site), "facts": [
            ["本册序号", f"{laid.parts[0].piece.record} 至 {laid.parts[-1].piece.record}"],
            ["本册材料", f"{len(lines)} 件"], ["本册页数", f"{laid.pages} 页"],
            ["截至", _moment(compilation)], ["目录散列", compilation.contents],
        ],
        "contents": [lines[at : at + LINES] for at in range(0, len(lines), LINES)],
        "feet": [
            _foot(part, number, people) for part, _ in pairs
            for number in range(part.first, part.last + 1)
        ],
    }  # fmt: skip
    moment = int(compilation.moment.timestamp())
    return typeset("volume", data, moment, archival=False).content


def _line(part: Part, at: int, people: Mapping[int, Record]) -> dict[str, str]:
    piece, who = part.piece, people[part.piece.record]
    title = f"{piece.kind}（{piece.title}）" if piece.title else piece.kind
    more = "" if part.first == 1 else f"（续，第 {part.first} 页起）"
    return {
        "number": f"{piece.record}-{piece.order}", "student_no": who.student_no, "name": who.name,
        "kind": title + more, "pages": str(part.pages), "at": str(at),
    }  # fmt: skip


def _foot(part: Part, number: int, people: Mapping[int, Record]) -> str:
    piece, who = part.piece, people[part.piece.record]
    said = f"{piece.record}-{piece.order} {who.name} {piece.kind}"
    return f"{said}（{number}／{piece.pages}）" if piece.pages > 1 else said


def cover_of(
    compilation: Compilation, volumes: Sequence[Volume], records: Sequence[Record],
    at: Mapping[str, tuple[int, int]], site: str,
) -> bytes:  # fmt: skip
    """Return cover and index: the paper both heads sign."""
    data: dict[str, Any] = {
        "school": compilation.school.name, "title": compilation.title,
        "foot": f"{compilation.title} · 封面和总目录", "note": OF_WHOLE,
        "address": _address(compilation, site),
        "facts": [
            ["记录", f"{compilation.records_count} 条"],
            ["材料", f"{compilation.files_count} 件"],
            ["分册", f"{len(volumes)} 册，共 {compilation.pages_count} 页"],
            ["截至", _moment(compilation)], ["汇编人", compilation.by.name],
            ["目录散列", compilation.contents],
        ],
        "volumes": [
            {"name": f"第 {v.number} 册", "span": f"{v.first} 至 {v.last}",
             "pages": str(v.pages), "sha256": v.sha256}
            for v in volumes
        ],
        "records": [
            {"number": str(r.number), "student_no": r.student_no, "name": r.name,
             "destination": r.destination, "where": r.where, "files": _count(r),
             "at": place_of(r, at)}
            for r in records
        ],
    }  # fmt: skip
    return typeset("compilation", data, int(compilation.moment.timestamp())).content


def place_of(record: Record, at: Mapping[str, tuple[int, int]]) -> str:
    """Return where the first printed file of a record stands."""
    found = [at[each.sha256] for each in record.files if each.sha256 in at]
    return f"{found[0][0]}／{found[0][1]}" if found else ""


def _count(record: Record) -> str:
    return f"{len(record.files)} 件" if record.files else ""


def _moment(compilation: Compilation) -> str:
    return f"{clock.local(compilation.moment):%Y-%m-%d %H:%M}"


def _address(compilation: Compilation, site: str) -> str:
    return f"{site.rstrip('/')}/compilations/{compilation.pk}/"
