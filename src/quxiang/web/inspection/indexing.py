"""What says what is in a pack: a page to begin with, one a college, and a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from quxiang.packs.tables import Workbook
from quxiang.packs.writing import MANIFEST, ROOT, SEAL, safe
from quxiang.web.inspection.concluding import SIDES, Sides
from quxiang.web.inspection.manifest import Sealer
from quxiang.web.inspection.models import Pack
from quxiang.web.papers.selectors import complete_of, standing_words

_STYLE = (
    "body{font:14px/1.6 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;margin:24px;"
    "color:#222}table{border-collapse:collapse}th,td{border:1px solid #bbb;padding:4px 8px;"
    "text-align:left;vertical-align:top}h1{font-size:20px}h2{font-size:16px}small{color:#666}"
)


@dataclass(frozen=True)
class Line:
    """One graduate in the lists of a pack; ``paths`` are the files that went along."""

    number: str
    name: str
    college: str
    group: str
    major: str
    destination: str
    where: str
    state: str
    files: int
    paths: tuple[str, ...]
    sides: Sides


@dataclass
class Counted:
    """What a college's list holds: how many, with files along, and how each side stands."""

    unit: int
    college: str
    people: int = 0
    with_files: int = 0
    files: int = 0
    stands: tuple[Counter[str], ...] = field(
        default_factory=lambda: tuple(Counter() for _ in SIDES)
    )

    def add(self, line: Line) -> None:
        self.people += 1
        self.with_files += bool(line.paths)
        self.files += len(line.paths)
        for count, side in zip(self.stands, line.sides, strict=True):
            count[side.stands] += 1


class Index:
    """The index of everybody, kept compressed while the rest of a pack is written."""

    def __init__(self, mark: str) -> None:
        self.mark, self._book = mark, Workbook(mark)
        heads = ("序号", "学院", "学号", "姓名", "去向", "单位或学校", "状态", "材料份数",
                 *(side.label for side in SIDES), "附上的文件")  # fmt: skip
        self._book.sheet("毕业生", heads)

    def add(self, line: Line) -> None:
        self._book.row((
            self._book.rows + 1, line.college, line.number, line.name, line.destination,
            line.where, line.state, line.files, *(each.stands for each in line.sides),
            "\n".join(line.paths),
        ))  # fmt: skip

    def close(self, sections: Sequence[tuple[str, int]]) -> bytes:
        self._book.sheet("其他", ("文件夹", "份数"))
        for each in sections:
            self._book.row(each)
        return self._book.close()


def _page(title: str, body: Iterable[str], mark: str) -> str:
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>{''.join(body)}"
        f"<p><small>{escape(mark)}</small></p></html>"
    )


def _link(path: str, text: str, *, up: int = 0) -> str:
    return f'<a href="{"../" * up}{quote(path)}">{escape(text)}</a>'


def index_page(
    pack: Pack, colleges: Sequence[Counted], sections: Sequence[tuple[str, int]], mark: str,
    sealer: Sealer | None,
) -> str:  # fmt: skip
    """Return the page a reader begins with: for whom, what is in it, how it is checked."""
    facts = {
        "学校": pack.school.name, "届别": str(pack.cohort), "用途": pack.purpose,
        "交给": pack.recipient, "用到": f"{pack.expires_on}（含当日），到期请删除",
        "材料": _chosen(pack), "签章": _sealed(sealer),
    }  # fmt: skip
    body = ["<table>", *(_row("th", each) for each in facts.items()), "</table>"]
    body += _listed(pack, colleges)
    body += ["<h2>其他</h2><ul>"]
    body += [f"<li>{escape(folder)}：{count} 份" for folder, count in sections]
    body += [
        "<li>留痕/各日末尾.txt：留痕链各日末尾的散列", "</ul><h2>怎样核对</h2>",
        f"<p>{MANIFEST} 列出每个文件的大小和散列，{ROOT} 是它自己的散列。"
        "用 <code>quxiang pack verify 材料包.zip --root 散列</code> 离线核对，"
        "散列以随包另给的为准。</p>",
    ]  # fmt: skip
    if sealer is not None:
        body.append(
            f"<p>{SEAL} 是单位对 {MANIFEST} 的签章；加上 <code>--trust root.pem</code> 一并核验，"
            "根证书请向学校索取，不要用包里的。</p>"
        )
    return _page(f"{pack.school.name} {pack.cohort} 迎检材料包", body, mark)


def _sealed(sealer: Sealer | None) -> str:
    if sealer is None:
        return "没有单位证书，清单没有签章；只能用另给的散列核对"
    return f"清单由“{sealer.by}”签章（证书指纹 {sealer.sha256}）；证明来源，不代替单位印章"


def _listed(pack: Pack, colleges: Sequence[Counted]) -> Iterator[str]:
    """Give the table of colleges: how far each side concluded, its signed report, its files."""
    reports = complete_of(pack.cohort, "selfcheck_report")
    school = standing_words(complete_of(pack.cohort, "school_report").get(None))
    yield "<h2>自查清单与佐证材料</h2><table><tr><th>学院<th>毕业生"
    yield from (f"<th>{side.label}" for side in SIDES)
    yield "<th>自查报告<th>附材料的人<th>文件</tr>"
    for each in colleges:
        link = _link(f"自查清单/{safe(each.college)}.html", each.college)
        yield f"<tr><td>{link}<td>{each.people}"
        for count in each.stands:
            told = "，".join(f"{stands} {number}" for stands, number in sorted(count.items()))
            yield f"<td>{escape(told)}"
        yield f"<td>{escape(standing_words(reports.get(each.unit)))}"
        yield f"<td>{each.with_files}<td>{each.files}</tr>"
    yield f"</table><p>学校核查报告：{escape(school)}。</p>"


def _chosen(pack: Pack) -> str:
    told = f"{pack.get_choice_display()}，{pack.people} 人"
    if pack.seed:
        told += f"；种子 {pack.seed}，抽样框散列 {pack.frame}"
    return told


def _row(tag: str, pair: tuple[str, str]) -> str:
    name, value = pair
    return f"<tr><{tag}>{escape(name)}<td>{escape(value)}</tr>"


def college_page(college: str, lines: Sequence[Line], mark: str) -> Iterator[bytes]:
    """Give one college's list with a link to each file that went along, a person at a time."""
    heads = ("学号", "姓名", "专业", "去向", "单位或学校", "状态",
             *(side.label for side in SIDES), "材料")  # fmt: skip
    before, after = _page(college, ["\0"], mark).split("\0")
    yield f"{before}<table><tr>{''.join(f'<th>{each}' for each in heads)}</tr>".encode()
    for each in lines:
        links = "<br>".join(
            _link(path, path.rpartition("/")[2], up=1) for path in each.paths
        )  # fmt: skip
        cells = (each.number, each.name, each.major, each.destination, each.where, each.state,
                 *(side.words for side in each.sides))  # fmt: skip
        told = "".join(f"<td>{escape(cell)}" for cell in cells)
        yield f"<tr>{told}<td>{links or f'{each.files} 份，没有附'}</tr>".encode()
    yield f"</table>{after}".encode()
