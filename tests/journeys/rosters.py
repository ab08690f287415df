"""A roster of any size, of invented people: the columns a school's file has, all filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

import xlsxwriter

from quxiang.standards.identity import check_character

HEAD = (
    "姓名", "学号", "考生号", "身份证号", "手机号码", "性别", "学院", "班级", "专业代码", "专业",
    "专业方向", "学历", "学习形式", "培养方式", "生源地", "民族", "政治面貌", "困难生类别",
    "师范生类别", "毕业日期", "学籍状态",
)  # fmt: skip
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏单曾解仇"
GIVEN = "安宁文思远清和明子涵雨辰若曦佳怡浩然景行嘉言书瑶一诺承泽可欣知夏乐行"
MAJORS = (("090101", "农学"), ("090102", "园艺"), ("050101", "汉语言文学"), ("080901", "计算机"))


def people(rows: int, colleges: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Give rows under ``HEAD``; everybody has numbers of their own."""
    for at, college in zip(range(rows), cycle(colleges)):
        major_code, major = MAJORS[at % len(MAJORS)]
        first = SURNAMES[at % len(SURNAMES)]
        name = first + GIVEN[at // 7 % len(GIVEN)] + GIVEN[at // 91 % len(GIVEN)]
        yield (
            name, f"2020{at:08d}", f"204199{at:08d}", identity(at), f"137{at:08d}",
            "男" if at % 2 else "女", college, f"{major} {at % 9 + 2001} 班", major_code, major,
            "智慧方向" if at % 5 == 0 else "", "本科生毕业", "全日制", "非定向", "河南省", "汉族",
            "共青团员", "非困难生", "非师范生", "2024-06-30", "预计毕业",
        )  # fmt: skip


def identity(at: int) -> str:
    """Return an identity number with a right check character; none twice below 270,000."""
    day, order = at % 270, at // 270
    first = f"410101{2001 + day // 270}{day // 27 + 1:02d}{day % 27 + 1:02d}{order:03d}"
    return first + check_character(first)


def write(path: Path, rows: int, colleges: Sequence[str]) -> Path:
    """Write a roster as a workbook, every cell a text."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("名册")
        sheet.write_row(0, 0, HEAD)
        for at, row in enumerate(people(rows, colleges), 1):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)
    return path
