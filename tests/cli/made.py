"""Small made-up workbooks for the command line; schools and people are invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

Row = dict[str, str]

FIRM = {
    "单位名称": "太行种业有限公司",
    "统一社会信用代码": "91350100M000100Y43",
    "单位性质": "其他企业",
    "单位行业": "制造业",
    "单位所在地": "河南省新乡市",
    "工作职位类别": "工程技术人员",
    "签约日期": "2024-05-01",
    "单位联系人": "李四",
    "联系人电话": "13800000000",
}
NO_FIRM = dict.fromkeys(FIRM, "")
#: one row of each kind, repeated; every column a full workbook has is there
KINDS: tuple[Row, ...] = (
    {**FIRM, "毕业去向": "签劳动合同形式就业"},
    {**NO_FIRM, "毕业去向": "求职中"},
    {**NO_FIRM, "毕业去向": "研究生", "单位名称": "黄河大学"},
    {**FIRM, "毕业去向": "其他录用形式就业", "薪酬达标": "是"},
    {**NO_FIRM, "毕业去向": ""},
    {**NO_FIRM, "毕业去向": "自由职业", "薪酬达标": "是", "从事职业": "翻译"},
)


def graduates(count: int = 72) -> list[Row]:
    """Return rows of a clean file: two colleges, two levels."""
    rows = []
    for number in range(count):
        level = "本科生" if number % 3 else "硕士研究生"
        digits = 5 if level == "本科生" else 6  # research students have fifteen
        rows.append(
            {
                "考生号": f"241046600{number:0{digits}d}", "学号": f"2020{number:06d}",
                "姓名": f"王某{number}",
                "性别": "男" if number % 2 else "女",
                "所在院系": "农学院" if number < count // 2 else "文学院",
                "专业代码": "090101" if number < count // 2 else "050101",
                "专业名称": "农学" if number < count // 2 else "汉语言文学",
                "专业方向": "", "学历层次": level,
                "无信用代码原因": "", "创业形式": "", "从事职业": "", "薪酬达标": "",
                "留学国家地区": "", "留学院校外文名称": "", "留学专业外文名称": "",
                "单位所在地代码": "",
                "录入时间": "2024-06-20 10:00", "登记状态": "已录入", "学籍状态": "预计毕业",
                "毕业年份": "2024", **KINDS[number % len(KINDS)],
            }
        )  # fmt: skip
    return rows


def registry(rows: Sequence[Row]) -> list[Row]:
    columns = ("考生号", "学号", "姓名", "性别", "专业代码", "专业方向", "学历层次")
    return [{name: row[name] for name in columns} for row in rows]


EMPLOYERS: list[Row] = [
    {
        "统一社会信用代码": "91350100M000100Y43",
        "单位名称": "太行种业有限公司",
        "规模": "大型",
        "状态": "存续",
    }
]


def paper(row: Row, kind: str, title: str, digest: str) -> Row:
    """Return a paper of one person, no list."""
    return {
        "考生号": row["考生号"], "学号": row["学号"], "材料种类": kind, "材料名称": title,
        "是否名单": "否", "文件散列": digest, "版本": "1",
    }  # fmt: skip


def write(path: Path, rows: Sequence[Mapping[str, str]], sheet: str = "就业数据") -> Path:
    """Write rows as an xlsx whose header is in row 1."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    page = book.add_worksheet(sheet)
    headers = list(dict.fromkeys(name for row in rows for name in row))
    page.write_row(0, 0, headers)
    for at, row in enumerate(rows, start=1):
        page.write_row(at, 0, [row.get(name, "") for name in headers])
    book.close()
    return path
