"""The records of a compilation as a list: numbered, each with its files and where they stand."""

from __future__ import annotations

from django.db.models import Q

from quxiang.web.compilations.models import CompiledRecord
from quxiang.web.lists.spec import Column, ListSpec, Rows


def _files(row: CompiledRecord) -> str:
    if not row.files:
        return "没有材料"
    kinds = dict.fromkeys(each["kind"] for each in row.files)
    return f"{len(row.files)} 件：{'、'.join(kinds)}"


def _place(row: CompiledRecord) -> str:
    told = [f"第 {each['at'][0]} 册第 {each['at'][1]} 页" for each in row.files if each["at"]]
    loose = sum(not each["at"] for each in row.files)
    more = [f"{loose} 件电子文件不入册"] if loose else []
    return "；".join([*dict.fromkeys(told), *more])


def _search(rows: Rows, text: str) -> Rows:
    return rows.filter(Q(student_no__startswith=text) | Q(name__contains=text))


RECORDS = ListSpec(
    name="compiled",
    title="总目录",
    columns=(
        Column("number", "序号", number=True),
        Column("student_no", "学号"),
        Column("name", "姓名"),
        Column("destination", "毕业去向", labelled=True),
        Column("where", "单位或学校", labelled=True),
        Column("files", "材料", value=_files, labelled=True),
        Column("place", "册和页", value=_place, labelled=True),
    ),
    order=("number",),
    search=_search,
    exportable=False,
    empty_title="还没有汇编好",
    empty_hint="汇编在后台进行，完成后这里列出每一条记录。",
)
