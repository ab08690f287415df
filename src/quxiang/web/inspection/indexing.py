"""What says what is in a pack: a page to begin with, one a college, and a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from urllib.parse import quote

import xlsxwriter

from quxiang.packs.writing import MANIFEST, ROOT, safe
from quxiang.web.inspection.models import Pack

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


def _page(title: str, body: Iterable[str], mark: str) -> str:
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>{''.join(body)}"
        f"<p><small>{escape(mark)}</small></p></html>"
    )


def _link(path: str, text: str, *, up: int = 0) -> str:
    return f'<a href="{"../" * up}{quote(path)}">{escape(text)}</a>'


def index_page(
    pack: Pack, lines: Sequence[Line], sections: Sequence[tuple[str, int]], mark: str
) -> str:
    """Return the page a reader begins with: for whom, what is in it, how it is checked."""
    facts = {
        "学校": pack.school.name, "届别": str(pack.cohort), "用途": pack.purpose,
        "交给": pack.recipient, "用到": f"{pack.expires_on}（含当日），到期请删除",
        "材料": _chosen(pack),
    }  # fmt: skip
    body = ["<table>", *(_row("th", each) for each in facts.items()), "</table>"]
    body += ["<h2>自查清单与佐证材料</h2><table><tr><th>学院<th>毕业生<th>附材料的人<th>文件</tr>"]
    for college, people in groupby(lines, key=lambda each: each.college):
        own = list(people)
        with_files = sum(bool(each.paths) for each in own)
        files = sum(len(each.paths) for each in own)
        link = _link(f"自查清单/{safe(college)}.html", college)
        body.append(f"<tr><td>{link}<td>{len(own)}<td>{with_files}<td>{files}</tr>")
    body += ["</table><h2>其他</h2><ul>"]
    body += [f"<li>{escape(folder)}：{count} 份" for folder, count in sections]
    body += [
        "<li>留痕/各日末尾.txt：留痕链各日末尾的散列", "</ul><h2>怎样核对</h2>",
        f"<p>{MANIFEST} 列出每个文件的大小和散列，{ROOT} 是它自己的散列。"
        "用 <code>quxiang pack verify 材料包.zip --root 散列</code> 离线核对，"
        "散列以随包另给的为准。</p>",
    ]  # fmt: skip
    return _page(f"{pack.school.name} {pack.cohort} 迎检材料包", body, mark)


def _chosen(pack: Pack) -> str:
    told = f"{pack.get_choice_display()}，{pack.people} 人"
    if pack.seed:
        told += f"；种子 {pack.seed}，抽样框散列 {pack.frame}"
    return told


def _row(tag: str, pair: tuple[str, str]) -> str:
    name, value = pair
    return f"<tr><{tag}>{escape(name)}<td>{escape(value)}</tr>"


def college_page(college: str, lines: Sequence[Line], mark: str) -> str:
    """Return one college's list with a link to each file that went along."""
    heads = ("学号", "姓名", "专业", "去向", "单位或学校", "状态", "材料")
    body = ["<table><tr>", *(f"<th>{each}" for each in heads), "</tr>"]
    for each in lines:
        links = "<br>".join(
            _link(path, path.rpartition("/")[2], up=1) for path in each.paths
        )  # fmt: skip
        cells = (each.number, each.name, each.major, each.destination, each.where, each.state)
        body += ["<tr>", *(f"<td>{escape(cell)}" for cell in cells)]
        body.append(f"<td>{links or f'{each.files} 份，没有附'}</tr>")
    return _page(college, [*body, "</table>"], mark)


def index_workbook(lines: Sequence[Line], sections: Sequence[tuple[str, int]], mark: str) -> bytes:
    """Return the same as a workbook: everybody with the folder of the files that went along."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("毕业生")
        heads = ("学院", "学号", "姓名", "去向", "单位或学校", "状态", "材料份数", "附上的文件")
        sheet.write_row(0, 0, heads, bold)
        for at, each in enumerate(lines, 1):
            cells = (
                each.college, each.number, each.name, each.destination, each.where, each.state,
                str(each.files), "\n".join(each.paths),
            )  # fmt: skip
            for column, value in enumerate(cells):
                sheet.write_string(at, column, value)
        sheet.freeze_panes(1, 0)
        sheet.write_string(len(lines) + 2, 0, mark)
        other = book.add_worksheet("其他")
        other.write_row(0, 0, ("文件夹", "份数"), bold)
        for at, (folder, count) in enumerate(sections, 1):
            other.write_row(at, 0, (folder, count))
    return out.getvalue()
